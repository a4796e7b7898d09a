"""Messages to who reported: when one may leave, at which number or address, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from nabij.channels.outbox import ways
from nabij.channels.outbox.box import Outbox, Words
from nabij.channels.outbox.rules import is_daytime
from nabij.channels.outbox.ways import Terms, Way
from nabij.people import vault
from nabij.reports import codes
from nabij.reports.answers import queries, rules, wording
from nabij.reports.answers.models import ReporterMessage
from nabij.reports.answers.wording import Filling
from nabij.reports.answers.zone_rules import from_settings
from nabij.reports.sentences import language_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from nabij.reports.models import Report

MESSAGE_KIND: Final = "reports"
"""Who stopped everything of this sender gets nothing about a report either."""


class ReporterMessages(Outbox[ReporterMessage]):
    model = ReporterMessage
    related = ("report", "tenant")
    window = 20
    waits = rules.WAITS
    keeps = ("wording_version",)

    def may_leave(self, rows: QuerySet[ReporterMessage], now: datetime) -> QuerySet[ReporterMessage]:
        """At night no telephone makes a sound, but of who reported so short ago that they wait for it."""
        if is_daytime(now):
            return rows
        return rows.filter(Q(report__contact_kind="email") | Q(report__received_at__gt=now - rules.STILL_AWAKE))

    def gather(self, rows: Sequence[ReporterMessage]) -> None:
        self.texts = queries.wordings({row.tenant_id for row in rows})
        self.notes = queries.own_words([row.values["note"] for row in rows if "note" in row.values])

    def is_wanted(self, row: ReporterMessage) -> bool:
        return row.report.muted_at is None

    def ways(self, row: ReporterMessage, now: datetime) -> Sequence[Way]:
        """What they gave with the report, else what they use on their own page."""
        report, terms = row.report, Terms(row.tenant_id, MESSAGE_KIND)
        if report.contact_value:
            value = vault.open_value(report.contact_kind, report.id, bytes(report.contact_value))
            return ways.given(report.contact_kind, value, row.language, terms)
        if not report.reporter_person:
            return []
        if now - report.received_at >= rules.STILL_AWAKE:
            terms = Terms(row.tenant_id, MESSAGE_KIND, quiet_at=now)
        return ways.of_person(report.reporter_person, terms)

    def words(self, row: ReporterMessage, way: Way) -> Words:
        chosen = from_settings(row.tenant.settings.get("answers", {}))
        row.wording_version, texts = self.texts.of(row.tenant_id, row.template, row.report.category_id)
        said = wording.written(row.template, row.language, way.channel, self._filling(row, chosen.phone), texts)
        headers = {"Reply-To": chosen.reply_to} if way.channel == "email" and chosen.reply_to else {}
        return Words(said.subject, said.body, language_of(row.language), headers)

    def _filling(self, row: ReporterMessage, phone: str) -> Filling:
        return Filling(
            who=str(row.tenant.settings.get("sender", {}).get("name") or row.tenant.name),
            link=link_of(row.report),
            said=row.values.get("said", ""),
            own=self.notes.get(UUID(row.values["note"]), "") if "note" in row.values else "",
            day=row.values.get("day", ""),
            phone=phone,
        )


def link_of(report: Report) -> str:
    """Where this reporter follows it: by their code, or on their own page where we do not know the code."""
    if report.tracking_sealed:
        code = codes.written(vault.open_value("code", report.id, bytes(report.tracking_sealed)))
        return f"{settings.SITE_URL}{reverse('reports:followed', args=[code])}"
    return f"{settings.SITE_URL}{reverse('people:my_page' if report.reporter_person else 'reports:follow')}"
