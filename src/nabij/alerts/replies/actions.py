"""Each text is handled in a transaction of its own: STOP and START are done, and what answers a warning becomes a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.alerts.replies import queries
from nabij.alerts.replies.models import Reply
from nabij.audit.actions import record
from nabij.channels import texts
from nabij.channels.inbound import actions as inbound
from nabij.channels.inbound import queries as inbound_queries
from nabij.channels.inbound.actions import Inbound
from nabij.channels.inbound.wishes import Wish, names, wish_of
from nabij.networks.members import actions as members
from nabij.networks.members.queries import networks_with
from nabij.people import vault
from nabij.reports import actions as reports
from nabij.reports.codes import reference_of
from nabij.reports.told import Contact, Told
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.queries import all_tenants

if TYPE_CHECKING:
    from nabij.alerts.models import Alert
    from nabij.people.models import ContactPoint

ANSWER_AGAIN_AFTER: Final = timedelta(hours=1)
"""One answer an hour to a number, so that two machines do not go on talking; STOP and START are always answered."""
AT_A_TIME: Final = 200
LONGEST: Final = 5_000
CATEGORY: Final = "suspicious"
NETWORK_WORDS: Final = ("bin", "binz", "z", "buurt")
TENANT_WORDS: Final = ("pz", "politie", "politiezone", "stad", "gemeente", "police", "polizei", "zone")


def answer_texts() -> int:
    """Handles every text that waits and sends the answers. Returns how many were handled."""
    handled = 0
    while some := _handled_some():
        handled += some
    texts.send_answers()
    return handled


def _handled_some() -> int:
    """Looks once to which alerts those who wait answer: a look through all that was sent costs as much for one as for all."""
    lookups = inbound_queries.waiting_senders()
    answered = queries.alerts_answered(lookups, timezone.now())
    handled = 0
    while handled < AT_A_TIME and _handled_one(lookups, answered):
        handled += 1
    return handled


@transaction.atomic
def _handled_one(looked_up: Collection[bytes], answered: Mapping[bytes, UUID]) -> bool:
    text = inbound.take_text(timezone.now())
    if text is None:
        return False
    if text.sender_lookup:
        if text.sender_lookup not in looked_up:
            answered = queries.alerts_answered([text.sender_lookup], timezone.now())
        points = texts.points_of(text)
        language = texts.language_of(points)
        said = _said_to(text, points, language, answered.get(text.sender_lookup))
        if said:
            inbound.put_answer(text.id, text=said, language=language)
    return True


def _said_to(text: Inbound, points: list[ContactPoint], language: str, alert_id: UUID | None) -> str:
    wish = wish_of(text.text)
    done = _do(wish, points, language) if wish is not None else ""
    if done:
        return done
    number = _filed(text, points, language, alert_id) if alert_id is not None else ""
    if inbound_queries.answered_since(text.sender_lookup, timezone.now() - ANSWER_AGAIN_AFTER):
        return ""
    return texts.thanks(language, number) if number else texts.nobody_reads(language)


def _do(wish: Wish, points: list[ContactPoint], language: str) -> str:
    """Does what was asked and says so; empty where the words turn out to ask nothing."""
    if not points:
        return (texts.stopped(language) if wish.stops else texts.not_known(language)) if wish.is_short else ""
    change, says = (texts.stop, texts.stopped) if wish.stops else (texts.start, texts.started)
    if wish.kind:
        change(points, message_kind=wish.kind)
        return says(language, texts.kind_words(wish.kind, language))
    for network in networks_with(points[0].person_id):
        if names(wish.about, network.name, less=NETWORK_WORDS):
            members.choose_points(
                system_actor([network.tenant_id], name="texts"), network_id=network.id, person_id=points[0].person_id,
                contact_point_ids=[point.id for point in points], wanted=not wish.stops,
            )  # fmt: skip
            return says(language, network.name)
    for tenant in all_tenants():
        if names(wish.about, tenant.name, less=TENANT_WORDS):
            change(points, tenant_id=tenant.id)
            return says(language, tenant.name)
    if not wish.is_short:
        return ""
    change(points)
    return says(language)


def _filed(text: Inbound, points: list[ContactPoint], language: str, alert_id: UUID) -> str:
    """Makes a report of an answer to an alert; its number for the answer, empty where it could not be made."""
    alert = queries.answered_alert(alert_id)
    if alert is None or not text.text.strip():
        return ""
    if len(text.text) > LONGEST:
        _keep_for_a_person(text, f"An answer to alert {alert.id} is longer than its report can hold.")
    try:
        with transaction.atomic():
            return _file(text, points, language, alert)
    except Refused as refusal:
        _keep_for_a_person(text, f"An answer to alert {alert.id} could not become a report: {refusal}")
        return ""


def _keep_for_a_person(text: Inbound, reason: str) -> None:
    inbound.keep_puzzle(door="reply", provider=text.provider, reason=reason, content=text.text.encode())


def _file(text: Inbound, points: list[ContactPoint], language: str, alert: Alert) -> str:
    now, key = timezone.now(), vault.keyed_digest(b"reply", alert.id.bytes + text.sender_lookup)
    actor = system_actor((tenant.id for tenant in all_tenants()), name="replies")
    before = queries.going_on(alert, key, now)
    if before is not None:
        reports.add_to_reply(actor, tenant_id=before.report_tenant_id, report_id=before.report_id, text=text.text)
        of = before.report_tenant_id, before.report_id, before.incident_id
    else:
        place = queries.place_of(alert)
        if place is None:
            raise Refused("The alert has no place.")
        told = Told(
            category=CATEGORY, place=place, text=text.text[:LONGEST], language=language, contact=Contact("sms", text.sender),
            person_id=points[0].person_id if points else None,
        )  # fmt: skip
        made = reports.take_reply(actor, told=told, number=f"reply-{text.id}", incident_id=alert.incident_id)
        of = made.tenant_id, made.report_id, made.incident_id
    _keep(alert, text, key, of, language)
    return reference_of(of[2])


def _keep(alert: Alert, text: Inbound, key: bytes, of: tuple[UUID, UUID, UUID], language: str) -> None:
    report_tenant_id, report_id, incident_id = of
    reply = Reply.objects.create(
        tenant_id=alert.tenant_id, alert=alert, inbound_id=text.id, sender_key=key, report_id=report_id,
        report_tenant_id=report_tenant_id, incident_id=incident_id, language=language, at=timezone.now(),
    )  # fmt: skip
    record(
        system_actor([alert.tenant_id], name="replies"), tenant_id=alert.tenant_id, verb="alerts.take_reply",
        target="alerts.reply", target_id=alert.id, detail={"reply": reply.id, "report": report_id},
    )  # fmt: skip
