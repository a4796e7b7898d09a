"""The sentences that a reporter and neighbours may read; a template is kept by name, so that each reads it in their language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLIC: dict[str, Promise] = {
    "received": _("We received your report. A person reads it."),
    "in_hand": _("We are working on it."),
    "warned": _("We are working on it and tell the people around what they can do."),
    "team": _("A team is on its way or has this planned."),
    "task_done": _("The team has been there."),
    "withheld": _("We know about this. More we cannot say now."),
    "care": _("We passed this on to people who can help."),
    "referred": _("We handed this to the service that can solve it."),
    "joined": _("Others told us about the same. We handle it together."),
    "reopened": _("We are looking at this again."),
    "no_fact": _("We looked into it and found nothing that needs more of us. Thank you for telling us."),
    "withdrawn": _("You took this report back. Nobody acts on it any more."),
    "solved": _("This has been solved. Thank you for telling us."),
    "found_nobody": _("We went there and found nobody any more. Thank you for telling us."),
    "checked": _("We checked it and everything was in order. Thank you for telling us."),
    "known": _("We know about this and keep following it."),
    "police_done": _("The police have dealt with this. About an investigation we cannot say more."),
}
AFTER_JUDGING = {
    "warn": "warned",
    "task_only": "in_hand",
    "withhold": "withheld",
    "crisis_care": "care",
    "refer": "referred",
    "no_fact": "no_fact",
}
CLOSING = ("solved", "found_nobody", "checked", "known", "police_done", "no_fact")


def sentence(template: str) -> str:
    """The sentence in the language of now; empty for an unknown name."""
    return str(PUBLIC.get(template, ""))
