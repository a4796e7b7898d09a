from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.people.queries import account_named, holders_of
from nabij.reports.codes import ALPHABET
from nabij.reports.models import points
from nabij.reports.points import rules
from nabij.reports.points.queries import MANAGE
from nabij.reports.where import Place, spot
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

CODE_LENGTH: Final = 6
MAY_RECORD: Final = "reports.record"


@transaction.atomic
def open_point(
    actor: Actor,
    *,
    tenant_id: UUID,
    name: str,
    place: Place,
    from_at: datetime,
    until_at: datetime,
    telephone: str = "",
) -> points.Point:
    """A reporting point of an event. Needs reports.points there; raises Refused for a span or a place that cannot be."""
    actor.require(MANAGE, tenant_id)
    if not name.strip():
        raise Refused(_("Give the point a name that people know."))
    if not from_at < until_at or until_at <= timezone.now():
        raise Refused(_("A point ends after it begins, and not in the past."))
    spot(place)
    point = points.Point.objects.create(
        tenant_id=tenant_id, name=name.strip(), code="".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH)),
        address=place.address[:200], lon=place.lon, lat=place.lat, telephone=telephone.strip(), from_at=from_at,
        until_at=until_at, made_at=timezone.now(), made_by=actor.id,
    )  # fmt: skip
    _record(actor, point, "reports.open_point", {"from": from_at, "until": until_at})
    return point


@transaction.atomic
def staff_point(
    actor: Actor, *, point_id: UUID, username: str, from_at: datetime, until_at: datetime
) -> points.PointDuty:
    """Puts a colleague on the roster. Raises Missing for another's point, Refused for an unknown colleague or a wrong span."""
    point = _locked(actor, point_id)
    if not rules.inside(from_at, until_at, point.from_at, point.until_at):
        raise Refused(_("A turn lies within the time of the point, and ends after it begins."))
    try:
        account = account_named(username.strip())
    except Missing:
        account = None
    may = holders_of([MAY_RECORD], [point.tenant_id])
    if account is None or account.id not in may.get(MAY_RECORD, {}).get(point.tenant_id, []):
        raise Refused(_("Nobody who may record reports here signs in with this name."))
    duty = points.PointDuty.objects.create(
        tenant_id=point.tenant_id, point=point, account_id=account.id, name=account.name or account.username, from_at=from_at,
        until_at=until_at,
    )  # fmt: skip
    _record(actor, point, "reports.staff_point", {"account": account.id, "from": from_at, "until": until_at})
    return duty


@transaction.atomic
def unstaff_point(actor: Actor, *, point_id: UUID, turn_id: UUID) -> None:
    """Takes a turn off the roster again. Raises Missing."""
    point = _locked(actor, point_id)
    gone = points.PointDuty.objects.filter(tenant_id=point.tenant_id, point=point, id=turn_id)
    account_id = gone.values_list("account_id", flat=True).first()
    if account_id is None:
        raise Missing
    gone.delete()
    _record(actor, point, "reports.unstaff_point", {"account": account_id})


@transaction.atomic
def close_point(actor: Actor, *, point_id: UUID) -> points.Point:
    """Ends a point now: from then its code opens the ordinary form. Raises Refused for one that is over."""
    point, now = _locked(actor, point_id), timezone.now()
    if rules.when(point.from_at, point.until_at, now) == "over":
        raise Refused(_("This point is already over."))
    point.from_at, point.until_at = min(point.from_at, now), now
    point.save(update_fields=["from_at", "until_at"])
    _record(actor, point, "reports.close_point", {})
    return point


def _locked(actor: Actor, point_id: UUID) -> points.Point:
    found = (
        points.Point.objects.select_for_update().filter(id=point_id, tenant_id__in=actor.tenants_with(MANAGE)).first()
    )
    if found is None:
        raise Missing
    return found


def _record(actor: Actor, point: points.Point, verb: str, detail: dict[str, object]) -> None:
    record(actor, tenant_id=point.tenant_id, verb=verb, target="reports.point", target_id=point.id, detail=detail)
