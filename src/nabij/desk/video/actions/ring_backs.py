"""Somebody wants to be called back: a task with a term."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.video import sealed
from nabij.desk.video.models import AskedHow, Ring, RingBack, RingBackState
from nabij.desk.video.queries import RIGHT, video_tenant
from nabij.desk.video.rules import TRIES
from nabij.desk.video.topics import LANGUAGES, topic
from nabij.desk.video.zone_rules import rules_of
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.working_days import end_of_term


@transaction.atomic
def ask_ring_back(
    actor: Actor, *, tenant_id: UUID, topic_code: str, language: str, number: str, name: str = "",
    ring_id: UUID | None = None, asked_how: str = AskedHow.ONLINE, now: datetime | None = None,
) -> RingBack:  # fmt: skip
    """Notes a number to call, before a term in working days. Raises Missing where there is no such door, Refused for what is no
    number."""
    moment, tenant = now or timezone.now(), video_tenant(tenant_id)
    asked = topic(topic_code)
    if asked is None or asked.urgent or language not in LANGUAGES:
        raise Refused(_("Choose what it is about, and your language."))
    if ring_id is not None and not Ring.objects.filter(id=ring_id, tenant_id=tenant_id).exists():
        raise Missing
    kind = vault.kind_of_number(number)
    row = RingBack(
        tenant=tenant, ring_id=ring_id, topic=topic_code, language=language, contact_kind=kind, asked_how=asked_how,
        asked_at=moment,
    )  # fmt: skip
    return _kept(actor, row, vault.normalise(kind, number), name.strip())


def keep_number(ring: Ring, now: datetime) -> RingBack:
    """A ring that was missed is called back on the number that came with it; in the transaction of its end, before that goes."""
    row = RingBack(
        tenant=ring.tenant, ring_id=ring.id, topic=ring.topic, language=ring.language, contact_kind=ring.contact_kind,
        asked_how=AskedHow.ONLINE, asked_at=now,
    )  # fmt: skip
    number = vault.open_value(sealed.RING_NUMBER, ring.id, bytes(ring.contact_value or b""))
    name = vault.open_value(sealed.RING_NAME, ring.id, bytes(ring.name)) if ring.name else ""
    return _kept(system_actor([ring.tenant_id]), row, number, name)


def _kept(actor: Actor, row: RingBack, number: str, name: str) -> RingBack:
    row.contact_value = vault.seal_value(sealed.BACK_NUMBER, row.id, number)
    row.name = vault.seal_value(sealed.BACK_NAME, row.id, name) if name else None
    row.due_at = end_of_term(row.asked_at, rules_of(row.tenant).callback_days)
    row.save(force_insert=True)
    _say(actor, row, "ask_ring_back", {"topic": row.topic, "how": str(row.asked_how), "due": row.due_at})
    return row


@transaction.atomic
def settle_ring_back(actor: Actor, *, ring_back_id: UUID, outcome: str, now: datetime | None = None) -> RingBack:
    """Notes how a call went: "reached", "again" (no answer yet) or "not_reached" (after three tries). Needs desk.video.

    Raises Missing for a request of another tenant, Stale for one that is settled, Refused where it was not tried enough.
    """
    moment = now or timezone.now()
    row = RingBack.objects.select_for_update().filter(id=ring_back_id, tenant_id__in=actor.tenants_with(RIGHT)).first()
    if row is None:
        raise Missing
    if row.state != RingBackState.OPEN:
        raise Stale(_("A colleague has already settled this."))
    if outcome not in ("reached", "again", "not_reached"):
        raise Refused(_("Say how the call went."))
    if outcome == "not_reached" and row.tries < TRIES:
        raise Refused(_("Try three times before you close this as not reached."))
    row.tries, row.tried_at = row.tries + (outcome != "not_reached"), moment
    if outcome != "again":
        row.state, row.done_at, row.done_by = RingBackState(outcome), moment, actor.id
    row.save(update_fields=["tries", "tried_at", "state", "done_at", "done_by"])
    _say(actor, row, "settle_ring_back", {"outcome": outcome, "tries": row.tries})
    return row


@transaction.atomic
def withdraw_ring_back(actor: Actor, *, ring_back_id: UUID, now: datetime | None = None) -> RingBack:
    """Who asked needs it no more; the address of their page is what lets them. The number is gone at once."""
    row = RingBack.objects.select_for_update().filter(id=ring_back_id).first()
    if row is None:
        raise Missing
    if row.state == RingBackState.OPEN:
        row.state, row.done_at = RingBackState.WITHDRAWN, now or timezone.now()
        row.contact_value = row.name = None
        row.save(update_fields=["state", "done_at", "contact_value", "name"])
        _say(actor, row, "withdraw_ring_back", None)
    return row


def _say(actor: Actor, row: RingBack, verb: str, detail: dict[str, object] | None) -> None:
    record(
        actor, tenant_id=row.tenant_id, verb=f"desk.{verb}", target="desk.ring_back", target_id=row.id, detail=detail
    )  # fmt: skip
