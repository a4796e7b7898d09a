"""Mails with news: gathered per subscription, taken up by a job, settled once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from nabij.desk.news.models import MailState, NewsItem, NewsMail, NewsState, NewsSubscription, Often
from nabij.desk.news.queries import scope_of
from nabij.desk.news.rules import Scope, is_due, slot_before
from nabij.meetings.rules import next_try
from nabij.tenants.errors import Missing

AT_ONCE: Final = 500
LOST_AFTER: Final = timedelta(minutes=15)
STILL_OF_USE: Final = timedelta(days=3)


@transaction.atomic
def gather_mails(now: datetime) -> int:
    """Puts down a mail for each subscription with something new, at most one per span that was chosen; gives how many."""
    made, scopes = 0, dict[tuple[UUID, tuple[str, ...]], Scope]()
    for often in Often.values:
        slot = slot_before(often, now)
        rows = NewsSubscription.objects.select_for_update(skip_locked=True, of=("self",)).select_related("tenant")
        news = NewsItem.objects.filter(
            zone_id=OuterRef("tenant_id"), state=NewsState.PUBLISHED, published_at__gt=OuterRef("told_until"),
            published_at__lte=slot,
        )  # fmt: skip
        due = rows.filter(Exists(news), often=often, confirmed_at__isnull=False, told_until__lt=slot)
        due = due.order_by("told_until", "id")
        for one in due[:AT_ONCE]:
            made += _gather(one, slot, now, scopes)
    return made


def _gather(
    one: NewsSubscription, slot: datetime, now: datetime, scopes: dict[tuple[UUID, tuple[str, ...]], Scope]
) -> int:
    if not is_due(one.often, one.told_until, now):
        return 0
    key = one.tenant_id, tuple(one.neighbourhoods)
    if key not in scopes:
        try:
            scopes[key] = scope_of(one.tenant, one.neighbourhoods)
        except Missing:  # a neighbourhood that is no longer there: better too much than nothing
            scopes[key] = Scope(everything=True)
    fresh = NewsItem.objects.filter(
        zone_id=one.tenant_id, state=NewsState.PUBLISHED, published_at__gt=one.told_until, published_at__lte=slot
    )
    fresh = fresh.filter(theme__in=one.themes) if one.themes else fresh
    items = [row.id for row in fresh if scopes[key].holds(row.tenant_id, row.neighbourhoods)]
    one.told_until = slot
    one.save(update_fields=["told_until"])
    if items:
        NewsMail.objects.create(tenant_id=one.tenant_id, subscription=one, items=items, due_at=now)
    return bool(items)


@transaction.atomic
def claim_mails(now: datetime) -> list[UUID]:
    """Takes up what is due, so that no other run sends it too; the ids."""
    lost = NewsMail.objects.filter(state=MailState.SENDING, due_at__lt=now - LOST_AFTER)
    lost.update(state=MailState.DOUBT, settled_at=now)
    due = NewsMail.objects.select_for_update(skip_locked=True).filter(state=MailState.WAITING, due_at__lte=now)
    ids = list(due.order_by("due_at", "id").values_list("id", flat=True)[:AT_ONCE])
    NewsMail.objects.filter(id__in=ids).update(state=MailState.SENDING, tries=F("tries") + 1, due_at=now)
    return ids


@transaction.atomic
def settle_mail(mail_id: UUID, *, state: str, now: datetime) -> None:
    """What became of a mail that was taken up. `waiting`: no route was up; it goes again later, or stands as failed."""
    row = NewsMail.objects.select_for_update().filter(id=mail_id, state=MailState.SENDING).first()
    if row is None:
        return
    row.state = MailState(state)
    if row.state == MailState.WAITING:
        later = next_try(row.tries, now, now + STILL_OF_USE)
        row.state, row.due_at = (MailState.WAITING, later) if later else (MailState.FAILED, row.due_at)
    row.settled_at = None if row.state == MailState.WAITING else now
    row.save(update_fields=["state", "due_at", "settled_at"])
