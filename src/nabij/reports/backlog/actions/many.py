"""An order for many incidents: each through the deed that there is for one, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import actions as single
from nabij.reports.backlog import rules
from nabij.reports.backlog.actions.single import change_category, give_team
from nabij.reports.backlog.models import Bulk, BulkItem, Deed, ItemState
from nabij.reports.models import Incident
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

Words = Mapping[str, Any]
RIGHTS = {Deed.REFER: "reports.refer"}


def _refer(actor: Actor, incident_id: UUID, version: int, words: Words) -> object:
    return single.refer(
        actor, incident_id=incident_id, version=version, to_tenant_id=UUID(words["to_tenant"]), fields=words["fields_shown"],
        legal_basis=words["legal_basis"], reason=words["reason"], until=datetime.fromisoformat(words["until"]),
    )  # fmt: skip


DEEDS: Mapping[str, Callable[[Actor, UUID, int, Words], object]] = {
    Deed.TEAM: lambda actor, one, version, words: give_team(
        actor, incident_id=one, version=version, team_id=UUID(words["team"])
    ),
    Deed.CATEGORY: lambda actor, one, version, words: change_category(
        actor, incident_id=one, version=version, category=words["category"]
    ),
    Deed.CLOSE: lambda actor, one, version, words: single.close_incident(
        actor, incident_id=one, version=version, template=words["template"], public_sentence=words["public_sentence"],
        internal=words["internal"],
    ),
    Deed.NOTE: lambda actor, one, version, words: single.add_note(
        actor, incident_id=one, internal=words["internal"], public=words["public"]
    ),
    Deed.REFER: _refer,
}  # fmt: skip


def right_for(deed: str) -> str:
    """The right that the deed asks for one incident."""
    return RIGHTS.get(Deed(deed), "reports.judge")


@transaction.atomic
def order_bulk(actor: Actor, *, deed: str, words: Words, chosen: Sequence[tuple[UUID, int]]) -> Bulk:
    """Puts an order down for incidents as they were seen (id, version), those that the actor may do this with.

    Raises Refused for none or for more than 500, Missing where none of them is the actor's.
    """
    if deed not in Deed.values:
        raise Refused(_("Choose what happens with these incidents."))
    asked = dict(chosen)
    if not asked:
        raise Refused(_("Choose at least one incident."))
    if len(asked) > rules.MOST_AT_ONCE:
        raise Refused(_("Choose at most %(most)s incidents at once.") % {"most": rules.MOST_AT_ONCE})
    tenant_ids = actor.tenants_with(right_for(deed))
    rows = dict(Incident.objects.filter(id__in=asked, tenant_id__in=tenant_ids).values_list("id", "tenant_id"))
    mine = [(one, version) for one, version in asked.items() if one in rows]
    if not mine or actor.id is None:
        raise Missing
    tenant_id = rows[mine[0][0]]
    bulk = Bulk.objects.create(
        tenant_id=tenant_id,
        account_id=actor.id,
        deed=deed,
        words=dict(words),
        total=len(mine),
        ordered_at=timezone.now(),
    )
    BulkItem.objects.bulk_create(
        BulkItem(id=new_id(), tenant_id=tenant_id, bulk=bulk, incident_id=one, version=version) for one, version in mine
    )
    detail = {"deed": str(deed), "incidents": len(mine)}
    target = "reports.bulk"
    record(
        actor,
        tenant_id=tenant_id,
        verb="reports.order_bulk",
        target=target,
        target_id=bulk.id,
        detail=detail,
        event=False,
    )
    return bulk


def carry_out(actor: Actor, *, bulk_id: UUID, most: int = rules.MOST_AT_ONCE) -> int:
    """Does what still waits of one's own order, `most` incidents at most; gives how many it did.

    Two that do this at once share the work: each incident is done once. What was begun and not finished was not done at all.
    """
    done = 0
    while done < most and _one_more(actor, bulk_id):
        done += 1
    return done


@transaction.atomic
def _one_more(actor: Actor, bulk_id: UUID) -> bool:
    bulk = Bulk.objects.filter(id=bulk_id).first()
    if bulk is None or bulk.account_id != actor.id:
        raise Missing
    waiting = BulkItem.objects.filter(tenant_id=bulk.tenant_id, bulk=bulk, state=ItemState.WAITING).order_by("id")
    item = waiting.select_for_update(skip_locked=True).first()
    if item is None:
        if bulk.ended_at is None and not waiting.exists():
            Bulk.objects.filter(tenant_id=bulk.tenant_id, id=bulk.id).update(ended_at=timezone.now())
        return False
    item.sentence = _tried(actor, bulk, item)
    item.state = ItemState.REFUSED if item.sentence else ItemState.DONE
    item.save(update_fields=["state", "sentence"])
    return True


def _tried(actor: Actor, bulk: Bulk, item: BulkItem) -> str:
    """Why it could not be done, in a sentence; empty where it was done. A refusal takes back all of this one incident."""
    try:
        with transaction.atomic():
            DEEDS[bulk.deed](actor, item.incident_id, item.version, bulk.words)
    except Missing:
        return _("This incident, or what you chose for it, is not there or not of this service.")
    except Refused as refusal:
        return str(refusal)[:400]
    return ""
