"""Somebody wants to be called back: a task with a term."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.video.models import AskedHow, CallBack, CallBackState, Ring
from nabij.desk.video.queries import RIGHT, video_tenant
from nabij.desk.video.rules import TRIES
from nabij.desk.video.topics import LANGUAGES, topic
from nabij.desk.video.zone_rules import rules_of
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id
from nabij.tenants.working_days import end_of_term

NUMBER, NAME = "desk.call_back.number", "desk.call_back.name"


@transaction.atomic
def ask_call_back(
    actor: Actor, *, tenant_id: UUID, topic_code: str, language: str, number: str, name: str = "",
    ring_id: UUID | None = None, asked_how: str = AskedHow.ONLINE, now: datetime | None = None,
) -> CallBack:  # fmt: skip
    """Notes a number to call, before a term in working days. Raises Missing where there is no such door, Refused for what is no
    number."""
    moment, tenant = now or timezone.now(), video_tenant(tenant_id)
    asked = topic(topic_code)
    if asked is None or asked.urgent or language not in LANGUAGES:
        raise Refused(_("Choose what it is about, and your language."))
    if ring_id is not None and not Ring.objects.filter(id=ring_id, tenant_id=tenant_id).exists():
        raise Missing
    kind, row_id = vault.kind_of_number(number), new_id()
    row = CallBack.objects.create(
        id=row_id,
        tenant=tenant,
        ring_id=ring_id,
        topic=topic_code,
        language=language,
        contact_kind=kind,
        contact_value=vault.seal_value(NUMBER, row_id, vault.normalise(kind, number)),
        name=vault.seal_value(NAME, row_id, name.strip()) if name.strip() else None,
        asked_how=asked_how,
        asked_at=moment,
        due_at=end_of_term(moment, rules_of(tenant).callback_days),
    )
    _say(actor, row, "ask_call_back", {"topic": topic_code, "how": str(asked_how), "due": row.due_at})
    return row


@transaction.atomic
def settle_call_back(actor: Actor, *, call_back_id: UUID, outcome: str, now: datetime | None = None) -> CallBack:
    """Notes how a call went: "reached", "again" (no answer yet) or "not_reached" (after three tries). Needs desk.video.

    Raises Missing for a request of another tenant, Stale for one that is settled, Refused where it was not tried enough.
    """
    moment = now or timezone.now()
    row = CallBack.objects.select_for_update().filter(id=call_back_id, tenant_id__in=actor.tenants_with(RIGHT)).first()
    if row is None:
        raise Missing
    if row.state != CallBackState.OPEN:
        raise Stale(_("A colleague has already settled this."))
    if outcome not in ("reached", "again", "not_reached"):
        raise Refused(_("Say how the call went."))
    if outcome == "not_reached" and row.tries < TRIES:
        raise Refused(_("Try three times before you close this as not reached."))
    row.tries, row.tried_at = row.tries + (outcome != "not_reached"), moment
    if outcome != "again":
        row.state, row.done_at, row.done_by = CallBackState(outcome), moment, actor.id
    row.save(update_fields=["tries", "tried_at", "state", "done_at", "done_by"])
    _say(actor, row, "settle_call_back", {"outcome": outcome, "tries": row.tries})
    return row


@transaction.atomic
def withdraw_call_back(actor: Actor, *, call_back_id: UUID, now: datetime | None = None) -> CallBack:
    """Who asked needs it no more; the address of their page is what lets them. The number is gone at once."""
    row = CallBack.objects.select_for_update().filter(id=call_back_id).first()
    if row is None:
        raise Missing
    if row.state == CallBackState.OPEN:
        row.state, row.done_at = CallBackState.WITHDRAWN, now or timezone.now()
        row.contact_value = row.name = None
        row.save(update_fields=["state", "done_at", "contact_value", "name"])
        _say(actor, row, "withdraw_call_back", None)
    return row


def _say(actor: Actor, row: CallBack, verb: str, detail: dict[str, object] | None) -> None:
    record(
        actor, tenant_id=row.tenant_id, verb=f"desk.{verb}", target="desk.call_back", target_id=row.id, detail=detail
    )  # fmt: skip
