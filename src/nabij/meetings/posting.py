"""Messages about a meeting: when one may leave, to whom it goes, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from nabij.channels.outbox import ways
from nabij.channels.outbox.box import Outbox, Words
from nabij.channels.outbox.rules import is_daytime
from nabij.channels.outbox.ways import Terms, Way
from nabij.meetings import words
from nabij.meetings.models import Notice, NoticeKind
from nabij.people import vault

if TYPE_CHECKING:
    from django.db.models import QuerySet

MESSAGE_KIND: Final = {NoticeKind.INVITATION: "prevention"}
"""Who wants no tips of this sender gets no invitation either; what somebody registered for always comes, but after STOP."""
OTHERS: Final = "meetings"
BEFORE_IT_ENDS: Final = frozenset({NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONFIRMATION})
AFTERWARDS: Final = timedelta(days=2)
"""So long after a meeting it still makes sense to say that it changed."""


class Notices(Outbox[Notice]):
    model = Notice
    related = ("meeting__tenant", "registration")

    def may_leave(self, rows: QuerySet[Notice], now: datetime) -> QuerySet[Notice]:
        """At night only the answer to who just registered."""
        return rows if is_daytime(now) else rows.filter(kind=NoticeKind.CONFIRMATION)

    def ways(self, row: Notice, now: datetime) -> Sequence[Way]:
        """Those of the person who registered, or the one that was invited."""
        terms = Terms(row.tenant_id, MESSAGE_KIND.get(NoticeKind(row.kind), OTHERS), now)
        if row.contact_point_id is not None:
            return ways.of_point(row.contact_point_id, terms)
        who = row.registration
        if who is None or who.person is None:
            return []
        return ways.of_person(UUID(vault.open_value("visitor", who.id, bytes(who.person))), terms)

    def words(self, row: Notice, way: Way) -> Words:
        values = words.values_of(row.meeting, way.language)
        text = words.said(row.kind, way.language, values)
        if way.channel == "email":
            text = f"{text}\n\n{words.said('signed', way.language, values)}"
        subject = words.said(f"{row.kind}_subject", way.language, values)
        return Words(subject, text, words.language_of(way.language))

    def of_use_until(self, row: Notice) -> datetime:
        ends_at: datetime = row.meeting.ends_at
        return ends_at if row.kind in BEFORE_IT_ENDS else ends_at + AFTERWARDS
