"""Messages to who reported: put down with the change that causes them, sent again by hand; and own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.channels.outbox import actions as outbox
from nabij.channels.outbox.models import NOT_ARRIVED, MessageState
from nabij.people import vault
from nabij.reports import codes
from nabij.reports.answers import rules, wording
from nabij.reports.answers.models import AnswerWording, Rating, ReporterMessage
from nabij.reports.answers.zone_rules import from_settings
from nabij.reports.models import Category, Incident, Report, Task
from nabij.reports.states import Outcome, State, TaskState
from nabij.reports.told import contact_from
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

LONGEST_WORDS: Final = 1_000


def tell_reporters(incident: Incident, template: str, **values: Any) -> int:
    """A message to everybody whose report is of this incident; gives how many. In the transaction of the change it tells of.

    `template` is one of `rules.TEMPLATES`; `values`: `said` (a sentence of data/answers.toml), `note` (the id of a note with
    public words) or `day` (ISO). Who is anonymous, or wants none, gets none. At most four queries.
    """
    rows = Report.objects.filter(_wants(), tenant_id=incident.tenant_id, incident_id=incident.id)
    return _put(list(rows), template, values)


def receipts_of(report: Report) -> list[ReporterMessage]:
    """The receipt for who reported, to be written with the report; none for who is anonymous. No query."""
    wants = report.muted_at is None and (report.contact_kind or report.reporter_person)
    told = _told([report], rules.RECEIVED) if wants else []
    return [_message_to(one, rules.RECEIVED, {}, timezone.now()) for one in told]


def keep_code(report: Report, code: str) -> None:
    """Before a report is saved: seals its tracking code to it where we may write to somebody, so that messages lead to it."""
    if code and (report.contact_kind or report.reporter_person):
        report.tracking_sealed = vault.seal_value("code", report.id, codes.plain(code))


@transaction.atomic
def send_again(actor: Actor, *, message_id: UUID) -> ReporterMessage:
    """A message that did not arrive goes again. Raises Missing without reports.judge, Refused for one that left or waits."""
    row = _message(actor, message_id)
    if not row.did_not_arrive:
        raise Refused(_("This message left already, or still waits. Look at the page again."))
    outbox.send_again(ReporterMessage.objects.filter(id=row.id), timezone.now())
    _record(actor, row.report, "reports.send_message_again", {"message": row.id})
    return row


@transaction.atomic
def correct_contact(actor: Actor, *, report_id: UUID, typed: str) -> Report:
    """Puts another number or address in the place of the one of a report, and sends what did not arrive there again.

    Raises Missing without reports.judge, Refused for what is no number or address. The record holds neither.
    """
    report = _report(actor, report_id)
    contact = contact_from(typed)
    if contact is None:
        raise Refused(_("Give a telephone number or e-mail address."))
    report.contact_kind, report.muted_at = contact.kind, None
    report.contact_value = vault.seal_value(contact.kind, report.id, contact.value)
    report.save(update_fields=["contact_kind", "contact_value", "muted_at"])
    failed = ReporterMessage.objects.filter(tenant_id=report.tenant_id, report=report, state__in=NOT_ARRIVED)
    newest = failed.order_by("-id").values("id")[:1]
    outbox.send_again(ReporterMessage.objects.filter(id__in=newest), timezone.now())
    _record(actor, report, "reports.correct_contact", {"report": report.id, "kind": contact.kind})
    return report


@transaction.atomic
def stop_messages(actor: Actor, *, report_id: UUID) -> Report:
    """Who reported asked staff for no more messages. Raises Missing without reports.judge."""
    report = _report(actor, report_id)
    mute(report)
    _record(actor, report, "reports.stop_messages", {"report": report.id})
    return report


@transaction.atomic
def mark_read(actor: Actor, *, incident_id: UUID) -> Incident:
    """Somebody read what a reporter wrote. Raises Missing without reports.judge."""
    rows = Incident.objects.select_for_update().filter(tenant_id__in=actor.tenants_with("reports.judge"))
    found = rows.filter(id=incident_id).first()
    if found is None:
        raise Missing
    if found.reporter_wrote_at is not None:
        found.reporter_wrote_at = None
        found.save(update_fields=["reporter_wrote_at"])
        record(
            actor,
            tenant_id=found.tenant_id,
            verb="reports.read_reporter",
            target="reports.incident",
            target_id=found.id,
        )
    return found


def mute(report: Report) -> None:
    """No more messages about a report (locked by the caller); those that wait do not leave."""
    report.muted_at = timezone.now()
    report.save(update_fields=["muted_at"])
    _drop([report.id], report.tenant_id, Q())


@transaction.atomic
def word_message(
    actor: Actor, *, tenant_id: UUID, template: str, category: str, texts: Mapping[str, Mapping[str, str]]
) -> AnswerWording:
    """A tenant's own words for a message, in all four languages, for one kind of fact or (empty) all; no `texts`: ours again.

    Each change is a new version. Raises Missing without tenants.configure or for an unknown template or kind, Refused for words
    that lack what they must say.
    """
    actor.require("tenants.configure", tenant_id)
    if template not in rules.TEMPLATES or (category and not Category.objects.filter(code=category).exists()):
        raise Missing
    kept = {
        lang: {part: str(said[part]).strip() for part in wording.PARTS if part in said} for lang, said in texts.items()
    }
    if kept:
        wording.check(template, kept)
    rows = AnswerWording.objects.filter(tenant_id=tenant_id, template=template, category_id=category or None)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    row = AnswerWording.objects.create(
        tenant_id=tenant_id, template=template, category_id=category or None, version=version, texts=kept,
        made_at=timezone.now(), made_by=actor.id,
    )  # fmt: skip
    detail = {"template": template, "category": category, "version": version, "own": bool(kept)}
    record(
        actor,
        tenant_id=tenant_id,
        verb="reports.word_message",
        target="reports.wording",
        target_id=row.id,
        detail=detail,
    )
    return row


@transaction.atomic
def rate_report(actor: Actor, *, code: str, solved: str, helped: int, words: str = "") -> Rating:
    """What who reported thinks of it, once. Raises Missing for an unknown code, Refused before the end or the second time."""
    report = own_report(code)
    incident = Incident.objects.get(tenant_id=report.tenant_id, id=report.incident_id)
    rated = Rating.objects.filter(tenant_id=report.tenant_id, report=report).exists()
    if rated:
        raise Refused(_("You answered this already. Thank you."))
    if not rules.may_rate(incident.state, is_withdrawn(incident), rated):
        raise Refused(_("You can answer this once your report has been dealt with."))
    done = Task.objects.filter(tenant_id=report.tenant_id, incident=incident, state=TaskState.DONE).order_by(
        "-ended_at"
    )
    team_id = done.values_list("team_id", flat=True).first() or incident.team_id
    row = Rating.objects.create(
        tenant_id=report.tenant_id, report=report, category_id=report.category_id, team_id=team_id, solved=solved,
        helped=helped, words=words.strip()[:LONGEST_WORDS], rated_at=timezone.now(),
    )  # fmt: skip
    _record(actor, report, "reports.rate_report", {"report": report.id, "solved": solved, "helped": helped})
    return row


def own_report(code: str) -> Report:
    """The report behind a tracking code, locked. Raises Missing for any other text."""
    if not codes.plain(code):
        raise Missing
    found = Report.objects.select_for_update().filter(tracking_hash=codes.code_hash(code)).first()
    if found is None:
        raise Missing
    return found


def is_withdrawn(incident: Incident) -> bool:
    """Closed by who reported it themselves, before anybody judged it."""
    return incident.state == State.CLOSED and incident.judged_at is None and incident.outcome == Outcome.NO_FACT


def _put(reports: list[Report], template: str, values: Mapping[str, Any]) -> int:
    told = _told(reports, template)
    if not told:
        return 0
    now, tenant_id, ids = timezone.now(), told[0].tenant_id, [report.id for report in told]
    before = _before(ids, tenant_id, now)
    _drop(ids, tenant_id, ~Q(template=rules.RECEIVED))
    ReporterMessage.objects.bulk_create(
        _message_to(report, template, values, now, before.left.get(report.id), before.waiting.get(report.id))
        for report in told
    )
    return len(told)


def _told(reports: list[Report], template: str) -> list[Report]:
    """Those of one tenant's reports that get this message."""
    told = [report for report in reports if rules.is_told(report.channel, template, report.contact_kind)]
    return told if told and from_settings(told[0].tenant.settings.get("answers", {})).messages else []


def _message_to(
    report: Report, template: str, values: Mapping[str, Any], now: datetime, left: datetime | None = None,
    waiting: datetime | None = None,
) -> ReporterMessage:  # fmt: skip
    return ReporterMessage(
        id=new_id(), tenant_id=report.tenant_id, report_id=report.id, template=template, values=dict(values),
        language=report.language, put_at=now, due_at=rules.due_at(template, now, left, waiting),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Before:
    """By report: when the last message about a change left, and when the one that waits would."""

    left: dict[UUID, datetime]
    waiting: dict[UUID, datetime]


def _before(report_ids: list[UUID], tenant_id: UUID, now: datetime) -> _Before:
    rows = ReporterMessage.objects.filter(tenant_id=tenant_id, report_id__in=report_ids, due_at__gt=now - rules.ONE_PER)
    changes = rows.filter(template__in=(rules.CHANGE, rules.PROMISE)).exclude(state=MessageState.REPLACED)
    found = _Before({}, {})
    for report_id, state, due_at in changes.order_by("due_at").values_list("report_id", "state", "due_at"):
        (found.waiting if state == MessageState.WAITING else found.left)[report_id] = due_at
    return found


def _drop(report_ids: list[UUID], tenant_id: UUID, which: Q) -> None:
    rows = ReporterMessage.objects.filter(which, tenant_id=tenant_id, report_id__in=report_ids)
    outbox.drop(rows, timezone.now(), MessageState.REPLACED)


def _wants() -> Q:
    return Q(muted_at__isnull=True) & (~Q(contact_kind="") | Q(reporter_person__isnull=False))


def _message(actor: Actor, message_id: UUID) -> ReporterMessage:
    rows = ReporterMessage.objects.select_for_update(of=("self",)).select_related("report")
    found = rows.filter(id=message_id, tenant_id__in=actor.tenants_with("reports.judge")).first()
    if found is None:
        raise Missing
    return found


def _report(actor: Actor, report_id: UUID) -> Report:
    rows = Report.objects.select_for_update().filter(id=report_id, tenant_id__in=actor.tenants_with("reports.judge"))
    found = rows.first()
    if found is None:
        raise Missing
    return found


def _record(actor: Actor, report: Report, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor,
        tenant_id=report.tenant_id,
        verb=verb,
        target="reports.incident",
        target_id=report.incident_id,
        detail=detail,
    )
