"""Texts that people send to our number: STOP stops, and anything else hears that nobody reads here."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.channels import actions, queries
from nabij.channels.actions import Inbound
from nabij.channels.rules import wants_to_stop
from nabij.channels.single import send_single
from nabij.people import actions as people
from nabij.people import queries as people_queries
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.queries import all_tenants

ANSWER_AGAIN_AFTER: Final = timedelta(hours=1)
"""One answer an hour to a number, so that two machines do not go on talking."""


def answer_texts() -> int:
    """Handles every text that waits, each in a transaction of its own, then answers it. Returns how many."""
    handled = 0
    while answer := _handled_one():
        handled += 1
        to, text, language = answer
        if text:
            send_single(kind="sms", to=to, subject="", text=text, language=language)
    return handled


@transaction.atomic
def _handled_one() -> tuple[str, str, str] | None:
    """(to, text, language) of the answer to the oldest text, an empty text for no answer; None when no text waits."""
    for inbound in actions.take_inbound(1):
        if not inbound.sender_lookup:
            return inbound.sender, "", ""
        if wants_to_stop(inbound.text):
            language = _stop(inbound) or settings.LANGUAGE_CODE
            return inbound.sender, _stopped(language), language
        language = settings.LANGUAGE_CODE
        return inbound.sender, _nobody_reads(language) if _may_answer(inbound) else "", language
    return None


def _stop(inbound: Inbound) -> str:
    """No sender reaches this number any longer. Returns the language of its holder, empty when we know none."""
    try:
        point = people_queries.contact_point_of("sms", inbound.sender)
    except Refused:
        point = None
    if point is None:
        return ""
    tenants = all_tenants()
    actor = system_actor((tenant.id for tenant in tenants), name="stop")
    for same in people_queries.contact_points(actor, point.person_id):
        if bytes(same.lookup) == inbound.sender_lookup:
            for tenant in tenants:
                people.opt_out(actor, contact_point_id=same.id, tenant_id=tenant.id)
    return str(point.language)


def _may_answer(inbound: Inbound) -> bool:
    since = timezone.now() - ANSWER_AGAIN_AFTER
    return not queries.heard_before(inbound.sender_lookup, since, but=inbound.id)


def _stopped(language: str) -> str:
    with override(language):
        return _("You get no more messages from us on this number. Turn them on again at %(url)s.") % {
            "url": settings.SITE_URL
        }


def _nobody_reads(language: str) -> str:
    with override(language):
        return _(
            "Nobody reads messages to this number. Urgent? Call 101 or 112. To report something: %(url)s/melden/"
        ) % {"url": settings.SITE_URL}
