"""Mails with news: gathered per subscription."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from nabij.desk.news.models import NewsItem, NewsMail, NewsState, NewsSubscription, Often
from nabij.desk.news.queries import scopes_of
from nabij.desk.news.rules import Scope, is_due, slot_before

AT_ONCE: Final = 500


@transaction.atomic
def gather_mails(now: datetime) -> int:
    """Puts down a mail for each subscription with something new, at most one per span that was chosen; gives how many."""
    made = 0
    for often in Often.values:
        slot = slot_before(often, now)
        rows = NewsSubscription.objects.select_for_update(skip_locked=True, of=("self",)).select_related("tenant")
        news = NewsItem.objects.filter(
            zone_id=OuterRef("tenant_id"), state=NewsState.PUBLISHED, published_at__gt=OuterRef("told_until"),
            published_at__lte=slot,
        )  # fmt: skip
        due = rows.filter(Exists(news), often=often, confirmed_at__isnull=False, told_until__lt=slot)
        taken = list(due.order_by("told_until", "id")[:AT_ONCE])
        scopes = scopes_of(taken)
        made += sum(_gather(one, slot, now, scopes[one.id]) for one in taken)
    return made


def _gather(one: NewsSubscription, slot: datetime, now: datetime, scope: Scope) -> int:
    if not is_due(one.often, one.told_until, now):
        return 0
    fresh = NewsItem.objects.filter(
        zone_id=one.tenant_id, state=NewsState.PUBLISHED, published_at__gt=one.told_until, published_at__lte=slot
    )
    fresh = fresh.filter(theme__in=one.themes) if one.themes else fresh
    items = [row.id for row in fresh if scope.holds(row.tenant_id, row.neighbourhoods)]
    one.told_until = slot
    one.save(update_fields=["told_until"])
    if items:
        NewsMail.objects.create(tenant_id=one.tenant_id, subscription=one, items=items, due_at=now)
    return bool(items)
