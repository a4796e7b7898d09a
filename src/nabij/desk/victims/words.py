"""What each line and right is for, in the words of the page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ABOUT: Final = {
    "police": _("The police, when you are in danger or it is happening now."),
    "ambulance": _("Ambulance and fire brigade."),
    "app112": _("Ask for help without speaking: you type with the emergency centre."),
    "violence": _("Questions about violence, abuse or child abuse. Free, and you need not say your name."),
    "partner_fr": _("Violence by a partner. Free, and you need not say your name."),
    "sexual": _(
        "Care after rape or sexual assault: doctor, traces, somebody to talk to. Free. You decide whether you file a complaint."
        " Come within 7 days if you can, later is possible too."
    ),
    "aid": _("Help for victims: to talk, to arrange things, to get through the time after."),
    "listen": _("To talk about what is on your mind. You need not say your name."),
    "suicide": _("When you think of suicide."),
    "children": _("For children and young people, about everything."),
    "missing": _("For a missing child, or sexual images of a child."),
    "cards": _("Block your bank cards at once."),
    "documents": _("Block your identity card or passport at once."),
    "online": _(
        "File a complaint online: theft of a bicycle, shoplifting, damage or graffiti. Only when it was in Belgium, you do not"
        " know who did it, there was no violence or threat, and nobody is hurt."
    ),
    "phishing": _("You got a suspicious message, or clicked on it."),
    "discrimination": _("You were discriminated against, or hated for who you are."),
}
RIGHTS: Final = {
    "respect": _("You are treated with respect, and told what happens with your case."),
    "told": _("The police tell you where you find help, and bring you into contact if you want that."),
    "company": _("You may bring somebody whom you trust when you go to the police."),
    "language": _("You may file a complaint in a language that you understand, and you get a proof that you did."),
    "copy": _("You get a copy of what you told the police, free of charge."),
    "injured": _(
        "You may register as an injured person. Then you hear what the prosecutor decides, and you may add papers."
    ),
    "money": _("After serious violence you may ask the State for money when nobody else pays."),
}
GROUP_WORDS: Final = {
    "now": _("Help now"),
    "violence": _("Violence, abuse or hate"),
    "young": _("Children and young people"),
    "after": _("To talk, and help afterwards"),
    "theft": _("Theft, fraud and papers"),
}
WHEN: Final = {"always": _("day and night"), "office": _("the hours stand on their site")}
