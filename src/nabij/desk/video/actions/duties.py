"""Who is on duty for video, and who says to be there."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.video.models import VideoDuty, VideoReach
from nabij.desk.video.queries import RIGHT, on_duty
from nabij.desk.video.zone_rules import rules_of
from nabij.people.queries import account_names, holders_of
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MANAGE = "people.manage"
LONGEST = timedelta(days=31)
WRITTEN_EVERY = timedelta(seconds=20)


@transaction.atomic
def put_on_duty(
    actor: Actor, *, tenant_id: UUID, account_id: UUID, desk: str, from_at: datetime, until_at: datetime
) -> VideoDuty:
    """Puts a colleague on the roster of a desk. Needs people.manage; raises Refused for a wrong span or desk."""
    actor.require(MANAGE, tenant_id)
    known = rules_of(tenants.tenant(tenant_id)).desks
    if not from_at < until_at <= from_at + LONGEST:
        raise Refused(_("A duty ends after it begins, and within a month."))
    if known and desk not in known:
        raise Refused(_("Choose a desk of the list."))
    if account_id not in holders_of([RIGHT], [tenant_id])[RIGHT].get(tenant_id, ()):
        raise Refused(_("This colleague may not take rings here. Give them a role with that right first."))
    name = account_names([account_id])[account_id]
    duty = VideoDuty.objects.create(
        tenant_id=tenant_id, account_id=account_id, name=name, desk=desk if known else "", from_at=from_at, until_at=until_at
    )  # fmt: skip
    detail = {"account": account_id, "desk": duty.desk, "from": from_at, "until": until_at}
    _say(actor, duty, "put_on_video_duty", detail)
    return duty


@transaction.atomic
def take_off_duty(actor: Actor, *, duty_id: UUID, now: datetime | None = None) -> None:
    """Ends a duty that began, and takes one that did not from the roster."""
    moment = now or timezone.now()
    duty = VideoDuty.objects.select_for_update().filter(id=duty_id, tenant_id__in=actor.tenants_with(MANAGE)).first()
    if duty is None:
        raise Missing
    _say(actor, duty, "take_off_video_duty", {"account": duty.account_id})
    if duty.from_at >= moment:
        duty.delete()
    elif duty.until_at > moment:
        duty.until_at, duty.available_since = moment, None
        duty.save(update_fields=["until_at", "available_since"])


@transaction.atomic
def be_available(actor: Actor, *, available: bool, now: datetime | None = None) -> int:
    """Who is on duty says to be there, or not. How many duties that changed; raises Refused for who is on no roster now."""
    moment = now or timezone.now()
    duties = list(on_duty(actor, moment))
    if not duties:
        raise Refused(_("You are not on the roster for video now."))
    for duty in duties:
        duty.available_since, duty.seen_at = moment if available else None, moment
        duty.save(update_fields=["available_since", "seen_at"])
        _say(actor, duty, "be_available" if available else "be_away", None)
    VideoReach.objects.filter(account_id=duties[0].account_id, tenant_id__in=[one.tenant_id for one in duties]).update(
        renewed_at=moment
    )
    return len(duties)


@transaction.atomic
def seen_at_desk(actor: Actor, now: datetime | None = None) -> None:
    """The page of rings is open before who said to be there. Nothing of it is on record: it is no deed."""
    moment = now or timezone.now()
    stale = on_duty(actor, moment).filter(available_since__isnull=False, seen_at__lt=moment - WRITTEN_EVERY)
    stale.update(seen_at=moment)


def _say(actor: Actor, duty: VideoDuty, verb: str, detail: dict[str, object] | None) -> None:
    record(
        actor, tenant_id=duty.tenant_id, verb=f"desk.{verb}", target="desk.video_duty", target_id=duty.id, detail=detail
    )  # fmt: skip
