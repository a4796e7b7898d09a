"""How a report comes in: by a call or a counter, by the website, from a control room. One way in for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.audit.statements import insert
from nabij.people import vault
from nabij.reports import codes, questions, rules
from nabij.reports.actions.changing import line_of, tell_systems, who_stays
from nabij.reports.actions.photos import add_photo
from nabij.reports.answers.actions import keep_code, receipts_of
from nabij.reports.models import Category, Incident, Report
from nabij.reports.routing.placing import route
from nabij.reports.states import Channel
from nabij.reports.told import Contact, Told
from nabij.reports.where import Spot, controller_of, spot, zone_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenants

SUMMARY_LENGTH = 200
LONGEST_TEXT = 5_000
FUTURE_TOLERANCE = timedelta(minutes=5)
LONGEST_AGO = timedelta(days=50 * 366)
"""Older is a slip of the pen, and near the beginning of the calendar nothing can be counted any more."""
LANGUAGES = ("nl", "en", "fr", "de")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a door gets back. `code` is shown once and not kept; it is empty where a report was already there."""

    report_id: UUID
    incident_id: UUID
    tenant_id: UUID
    code: str
    is_new: bool = True


@transaction.atomic
def record_call(actor: Actor, *, told: Told, channel: str = Channel.CALL) -> Recorded:
    """Writes down what a caller, a visitor or the officer's own eyes tell. Who may record in a zone may do so for its cities.

    Raises Missing without reports.record there, Refused where the category stores nothing or the place is not ours.
    """
    category, place = category_of(told.category), spot(told.place)
    tenant = controller_of(category, place)
    if not _may_record_for(actor, tenant):
        raise Missing
    return store(actor, told, category, place, tenant, channel)


def submit_report(
    actor: Actor, *, told: Told, photos: Sequence[IO[bytes]] = (), kind: Category | None = None
) -> Recorded:
    """A report by the website with its photos, by anybody; the same `told.key` again gives the first one back, with its code.
    `kind`: its category, where who asks has just read it.

    Raises Refused as `record_call` does, for a photo or an answer that is none, and where another service is the right one.
    """
    try:
        return _submitted(actor, told, photos, kind)
    except IntegrityError:
        known = sent_before(told.key) if told.key is not None else None
        if known is None:
            raise
        return known


@transaction.atomic
def _submitted(actor: Actor, told: Told, photos: Sequence[IO[bytes]], kind: Category | None) -> Recorded:
    category, place = category_of(told.category, kind), spot(told.place)
    told = answered(told, category)
    recorded = store(actor, told, category, place, controller_of(category, place), _channel_of(actor))
    for photo in photos:
        add_photo(actor, report_id=recorded.report_id, upload=photo, code=recorded.code)
    return recorded


def answered(told: Told, category: Category) -> Told:
    """The same with the answers that count. Raises Refused for one that is none, and where another service is the right one."""
    stop = questions.stop_of(category.questions, told.answers)
    if stop is not None and stop.ends:
        raise Refused(stop.sentence)
    return replace(told, answers=questions.checked(category.questions, told.answers, timezone.localdate()))


def _channel_of(actor: Actor) -> Channel:
    """Staff that fills in a page for somebody heard it at the telephone or across the counter."""
    if actor.on_behalf_of is None:
        return Channel.WEB
    return Channel.CALL if actor.reason == "phone" else Channel.COUNTER


def sent_before(key: UUID) -> Recorded | None:
    """The report that this key sent, if it did."""
    known = Report.objects.filter(sent_hash=codes.key_hash(key)).first()
    if known is None:
        return None
    return Recorded(known.id, known.incident_id, known.tenant_id, codes.code_of(key), is_new=False)


@transaction.atomic
def post_from_control_room(actor: Actor, *, number: str, told: Told) -> Recorded:
    """A report of a control-room system; the same `number` again gives the first one back.

    Raises Missing unless the key may post (reports.post) in the zone of the place.
    """
    category, place = category_of(told.category), spot(told.place)
    tenant = controller_of(category, place)
    actor.require("reports.post", zone_of(tenant))
    # Two posts of one number at once: the second waits here and then finds the first.
    Tenant.objects.select_for_update(no_key=True).get(id=tenant.id)
    known = Report.objects.filter(tenant=tenant, external_number=number).first()
    if known is not None:
        return Recorded(known.id, known.incident_id, tenant.id, "", is_new=False)
    return store(actor, told, category, place, tenant, Channel.CONTROL_ROOM, number)


@transaction.atomic
def post_by_open311(actor: Actor, *, told: Told, within: UUID | None = None) -> Recorded:
    """A report by another app of the city, about what may be public. `within`: the tenant that it said.

    Raises Missing unless the key may post (reports.open311) where the place is, and where that lies outside `within`; Refused as
    `submit_report`, and for an answer to what is not asked. A key that is for trying is refused when all is well.
    """
    category, place = category_of(told.category), spot(told.place)
    tenant = controller_of(category, place)
    if not category.may_be_public or within not in (None, tenant.id, zone_of(tenant)):
        raise Missing
    if not (actor.may("reports.open311", tenant.id) or actor.may("reports.open311", zone_of(tenant))):
        raise Missing
    if unknown := told.answers.keys() - {question["code"] for question in category.questions}:
        raise Refused(_("This kind has no question “%(code)s”.") % {"code": min(unknown)})
    recorded = store(actor, answered(told, category), category, place, tenant, Channel.OPEN311)
    if actor.mode != "live":
        raise Refused(_("All is well, and nothing was stored: this key is for trying."))
    return recorded


def category_of(code: str, read: Category | None = None) -> Category:
    """The category of this code, which may be `read` already. Raises Refused for an unknown one, or where nothing is stored."""
    found = read if read is not None and read.code == code else Category.objects.filter(code=code).first()
    if found is None or not found.active:
        raise Refused(_("Choose what it is about."))
    if found.nothing_stored:
        raise Refused(_("About this nothing is stored here. Give the numbers of the people who can help."))
    return found


def _may_record_for(actor: Actor, tenant: Tenant) -> bool:
    own = tenants(actor.tenants_with("reports.record"))
    return zone_of(tenant) in {zone_of(mine) for mine in own}


def store(
    actor: Actor, told: Told, category: Category, place: Spot, tenant: Tenant, channel: str, number: str = ""
) -> Recorded:
    """Report and incident, in the caller's transaction. Raises Refused for a moment to come, or a text that is too long."""
    now = timezone.now()
    happened_at = told.happened_at or now
    if happened_at > now + FUTURE_TOLERANCE:
        raise Refused(_("The moment it happened lies in the future. Check the date and the hour."))
    if happened_at < now - LONGEST_AGO:
        raise Refused(_("We cannot read when this was. Choose the day and the hour."))
    text = told.text.strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Your text is too long. Use at most %(most)s characters.") % {"most": LONGEST_TEXT})
    shared = place.columns() | {"tenant": tenant, "category": category, "happened_at": happened_at}
    shared["caught_in_act"] = told.caught_in_act
    incident = Incident(
        **shared,
        urgency=rules.urgency_of(category.urgency, told.caught_in_act),
        never_alert=category.follow_up == "care",
        summary=" ".join(text.split())[:SUMMARY_LENGTH],
        channel=channel,
        reported_at=now,
    )
    answers = {key: value.strip()[:400] for key, value in told.answers.items() if value.strip()}
    promised_for = route(incident, answers)
    code = codes.code_of(told.key) if told.key is not None else codes.new_code()
    report = Report(
        **shared,
        id=new_id(),
        incident=incident,
        first_incident_id=incident.id,
        channel=channel,
        text=text,
        answers=answers,
        received_at=now,
        language=told.language if told.language in LANGUAGES else "nl",
        reporter_person=told.person_id,
        tracking_hash=codes.code_hash(code),
        external_number=number,
        recorded_by=who_stays(actor)[0],
        point=told.point,
        sent_hash=codes.key_hash(told.key) if told.key is not None else None,
    )
    seal_reporter(report, told.name, told.contact)
    keep_code(report, code)
    line = line_of(actor, incident, "received", public_template="received", promised_for=promised_for)
    insert(incident, report, line, *receipts_of(report))
    tell_systems(incident, "received")
    _record(actor, report, category)
    return Recorded(report.id, incident.id, tenant.id, code)


def seal_reporter(report: Report, name: str, contact: Contact | None) -> None:
    """Name and contact, sealed to the report's own id."""
    if name.strip():
        report.reporter_name = vault.seal_value("name", report.id, name.strip()[:120])
    if contact is not None:
        normal = vault.normalise(contact.kind, contact.value)
        report.contact_kind = contact.kind
        report.contact_value = vault.seal_value(contact.kind, report.id, normal)


def _record(actor: Actor, report: Report, category: Category) -> None:
    detail = {
        "report": report.id,
        "category": category.code,
        "channel": report.channel,
        "anonymous": not report.contact_kind,
    }
    record(
        actor,
        tenant_id=report.tenant_id,
        verb="reports.report",
        target="reports.incident",
        target_id=report.incident_id,
        detail=detail,
    )
