"""One message to one person: a code or a trial message. Which route carries it is a setting, since channels lie above."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.people.rules import spoken
from nabij.tenants.errors import Refused


class Messenger(Protocol):
    """`settings.NABIJ_MESSENGER`: hands one message over and says whether a provider took it."""

    def __call__(self, *, kind: str, to: str, subject: str, text: str, language: str) -> bool: ...


def send_code(kind: str, to: str, code: str, language: str) -> None:
    """Raises Refused where no route takes the message."""
    with override(language):
        said = spoken(code) if kind == "voice" else code
        subject = _("Your code for %(city)s") % {"city": settings.CITY_NAME}
        text = _(
            "%(code)s is your code for %(city)s. It works for 10 minutes. Never give it to anybody, also not to us by phone."
        )
        text = text % {"code": said, "city": settings.CITY_NAME}
        if kind == "voice":
            text = f"{text} {_('Once more: %(code)s.') % {'code': said}}"
    _hand_over(kind, to, subject, text, language)


def send_trial(kind: str, to: str, language: str) -> None:
    """A message by which somebody sees that we can reach them. Raises Refused where no route takes it."""
    with override(language):
        subject = _("Trial message of %(city)s") % {"city": settings.CITY_NAME}
        text = _("This is a trial message of %(city)s. Nothing is the matter. We can reach you here.") % {
            "city": settings.CITY_NAME
        }
    _hand_over(kind, to, subject, text, language)


def send_lost(kind: str, to: str, lost_kind: str, language: str) -> None:
    """Says, over another way, that nothing arrives any more at a number or address. Raises Refused where no route takes it."""
    with override(language):
        names = {"email": _("your e-mail address"), "push": _("your browser"), "webhook": _("your system")}
        lost = names.get(lost_kind, _("your telephone number"))
        subject = _("Is your address still right?")
        text = _("Messages of %(city)s no longer arrive at %(lost)s. Is it still right? Look at %(url)s/mijn/") % {
            "city": settings.CITY_NAME,
            "lost": lost,
            "url": settings.SITE_URL,
        }
    _hand_over(kind, to, subject, text, language)


def _hand_over(kind: str, to: str, subject: str, text: str, language: str) -> None:
    messenger: Messenger = import_string(settings.NABIJ_MESSENGER)
    if not messenger(kind=kind, to=to, subject=subject, text=text, language=language):
        raise Refused(_("We cannot send this message now. Try again in a few minutes, or call your police station."))
