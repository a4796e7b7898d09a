from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.backlog.models import SavedFilter, Sharing
from nabij.reports.models import TeamMember
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MOST_OWN = 30
LONGEST = 1000


@transaction.atomic
def save_filter(
    actor: Actor, *, tenant_id: UUID, name: str, asked: str, sharing: str = Sharing.OWN, team_id: UUID | None = None
) -> SavedFilter:
    """Keeps a filter under a name, in the place of one's own of that name. Shared with a team one is in, or with the service by
    who judges there. Raises Missing without reports.view (reports.judge to share with all), or Refused."""
    actor.require("reports.judge" if sharing == Sharing.TENANT else "reports.view", tenant_id)
    if actor.id is None or sharing not in Sharing.values:
        raise Missing
    called = " ".join(name.split())[:80]
    if not called:
        raise Refused(_("Give the filter a name."))
    if len(asked) > LONGEST:
        raise Refused(_("This filter chooses too much to keep. Take less kinds or neighbourhoods."))
    if sharing == Sharing.TEAM and not _is_in(actor, tenant_id, team_id):
        raise Refused(_("Choose a team that you are in."))
    own = SavedFilter.objects.filter(tenant_id=tenant_id, account_id=actor.id)
    if own.exclude(name=called).count() >= MOST_OWN:
        raise Refused(_("You keep %(most)s filters already. Remove one first.") % {"most": MOST_OWN})
    values = {
        "asked": asked, "sharing": sharing, "team_id": team_id if sharing == Sharing.TEAM else None, "made_at": timezone.now(),
    }  # fmt: skip
    row, _is_new = SavedFilter.objects.update_or_create(
        tenant_id=tenant_id, account_id=actor.id, name=called, defaults=values
    )
    _record(actor, row, "reports.save_filter")
    return row


@transaction.atomic
def drop_filter(actor: Actor, *, filter_id: UUID) -> None:
    """Removes one's own filter, or a shared one by who manages people there. Raises Missing for any other."""
    if actor.id is None:
        raise Missing
    managed = Q(tenant_id__in=actor.tenants_with("people.manage")) & ~Q(sharing=Sharing.OWN)
    rows = SavedFilter.objects.select_for_update().filter(
        Q(account_id=actor.id, tenant_id__in=actor.tenants_with("reports.view")) | managed
    )
    row = rows.filter(id=filter_id).first()
    if row is None:
        raise Missing
    _record(actor, row, "reports.drop_filter")
    row.delete()


def _is_in(actor: Actor, tenant_id: UUID, team_id: UUID | None) -> bool:
    if team_id is None or actor.id is None:
        return False
    return TeamMember.objects.filter(tenant_id=tenant_id, team_id=team_id, account_id=actor.id).exists()


def _record(actor: Actor, row: SavedFilter, verb: str) -> None:
    detail = {"sharing": str(row.sharing), "team": row.team_id}
    target = "reports.filter"
    record(actor, tenant_id=row.tenant_id, verb=verb, target=target, target_id=row.id, detail=detail, event=False)
