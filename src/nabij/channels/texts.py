"""STOP and START by text message, and the sentences with which we answer texts, each in the language of who wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.channels.inbound import actions as inbound
from nabij.channels.inbound.actions import Inbound
from nabij.channels.single import send_single
from nabij.people import actions as people
from nabij.people import queries
from nabij.people.rules import MESSAGE_KINDS, NO_CALLS
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.queries import all_tenants

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint

ANSWERS_AT_ONCE: Final = 500


def points_of(text: Inbound) -> list[ContactPoint]:
    """What the sender of a text uses this number for; nothing for a number that nobody verified."""
    try:
        point = queries.contact_point_of("sms", text.sender) if text.sender_lookup else None
    except Refused:
        point = None
    if point is None:
        return []
    found = queries.contact_points(_everywhere("texts"), point.person_id)
    return [same for same in found if bytes(same.lookup) == text.sender_lookup]


def language_of(points: Sequence[ContactPoint]) -> str:
    """The language of who holds the number, or that of the installation."""
    return str(points[0].language) if points else settings.LANGUAGE_CODE


def stop(points: Iterable[ContactPoint], *, message_kind: str = "", tenant_id: UUID | None = None) -> None:
    """No sender, or this one, reaches these with this kind of message, or with any."""
    actor = _everywhere("stop")
    for point in points:
        for one in [tenant_id] if tenant_id else list(actor.rights):
            people.opt_out(actor, contact_point_id=point.id, tenant_id=one, message_kind=message_kind)


def start(points: Iterable[ContactPoint], *, message_kind: str = "", tenant_id: UUID | None = None) -> None:
    """Takes back what STOP did: for this kind and sender, or (with neither) everything that was stopped at these."""
    actor = _everywhere("start")
    for point in points:
        for row in queries.opt_outs(actor, point.person_id):
            about_this = row.contact_point_id == point.id and tenant_id in (None, row.tenant_id)
            if about_this and (not message_kind or row.message_kind in ("", message_kind)):
                people.opt_in(actor, contact_point_id=point.id, tenant_id=row.tenant_id, message_kind=row.message_kind)


def send_answers() -> int:
    """Sends the answers that wait, oldest first. Returns how many left.

    Each is marked after it was handed over: whoever is stopped in between sends it again, since an answer too many harms
    nobody and one too few may. What no route takes waits for the next time, for an hour.
    """
    sent = 0
    while sent < ANSWERS_AT_ONCE and _send_one():
        sent += 1
    return sent


def _send_one() -> bool:
    with transaction.atomic():
        waiting = inbound.take_answer(timezone.now())
        if waiting is None:
            return False
        inbound_id, reply = waiting
        if not send_single(kind="sms", to=reply.to, subject="", text=reply.text, language=reply.language):
            return False
        inbound.mark_answered(inbound_id, timezone.now())
    return True


def stopped(language: str, about: str = "") -> str:
    """What who stopped reads; `about` is what was stopped, empty for everything."""
    with override(language):
        words = {"url": settings.SITE_URL, "about": about}
        if about:
            return (
                _("You get no more messages about %(about)s on this number. Back on: answer START, or %(url)s.") % words
            )
        return (
            _("You get no more messages from us on this number. Turn them on again: answer START, or %(url)s.") % words
        )


def started(language: str, about: str = "") -> str:
    with override(language):
        words = {"url": settings.SITE_URL, "about": about}
        if about:
            return (
                _("You get messages about %(about)s on this number again. Choose which ones at %(url)s/mijn/") % words
            )
        return _("You get our messages on this number again. Choose which ones at %(url)s/mijn/") % words


def not_known(language: str) -> str:
    """To who asks START from a number that nobody verified."""
    with override(language):
        return _("We do not know this number. Sign up at %(url)s/mijn/") % {"url": settings.SITE_URL}


def nobody_reads(language: str) -> str:
    with override(language):
        return _(
            "Nobody reads messages to this number. Urgent? Call 101 or 112. To report something: %(url)s/melden/"
        ) % {"url": settings.SITE_URL}


def thanks(language: str, number: str) -> str:
    """To who answered a warning: where help is first, then that the police have it under this number."""
    with override(language):
        return _("Do you see anything now? Call 101. The police read your answer (number %(number)s).") % {
            "number": number
        }


def kind_words(kind: str, language: str) -> str:
    """A kind of message in a sentence."""
    with override(language):
        named = _("calls") if kind == NO_CALLS else str(MESSAGE_KINDS[kind])
        return f"'{named}'"


def _everywhere(name: str) -> Actor:
    return system_actor((tenant.id for tenant in all_tenants()), name=name)
