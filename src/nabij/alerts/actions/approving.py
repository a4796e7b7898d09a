"""The second pair of eyes, and the one exception to it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts import audience, contents, queries
from nabij.alerts.actions.changing import editors_of, locked, put_on_record, step
from nabij.alerts.actions.drafting import check_may_leave
from nabij.alerts.actions.leaving import leave
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert, Approval
from nabij.alerts.outlets.actions import publish_soon
from nabij.alerts.rules import approval, clock
from nabij.alerts.zone_rules import rules_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused, Stale


@transaction.atomic
def approve_alert(
    actor: Actor, *, alert_id: UUID, digest: str, households: int | None, cost_cents: int | None
) -> Alert:  # fmt: skip
    """Binds the alert to the digest that the approver read and the size and cost they ticked, and sends it (or keeps it for its
    window). Raises Missing without the rights, Stale when it changed or somebody was first, Refused by any rule.
    """
    alert = locked(actor, alert_id)
    later = alert.window_from is not None and alert.window_from > timezone.now()
    step(actor, alert, "schedule" if later else "approve")
    approval.check_second_person(actor.id, editors_of(alert))
    approval.check_same_content(digest, alert.digest)
    approval.check_same_content(alert.digest, contents.digest_of(alert))
    approval.check_ticked(households, cost_cents)
    assert actor.id is not None and households is not None and cost_cents is not None
    size = check_may_leave(alert)
    remark = _settle_size(alert, households, size)
    Approval.objects.create(
        tenant_id=alert.tenant_id, alert_id=alert.id, version=alert.version, digest=alert.digest, approver_id=actor.id,
        households=households, by_channel=dict(size.by_channel), cost_cents=cost_cents, at=timezone.now(),
    )  # fmt: skip
    if later:
        alert.save()
        put_on_record(actor, alert, "approve_alert", {"households": households, "from": str(alert.window_from)})
    else:
        leave(actor, alert, size, "approve_alert", remark)
    return alert


def _settle_size(alert: Alert, ticked: int, size: audience.Size) -> str:
    """What the log says when the union moved since it was ticked. Raises Stale for what is not urgent."""
    if not approval.size_moved(ticked, size.households):
        return ""
    sentence = _("The audience changed from %(before)s to %(now)s households after it was read.")
    words = sentence % {"before": ticked, "now": size.households}
    if approval.returns_when_moved(kind(alert.kind), alert.about_life):
        raise Stale(words + " " + _("Look again and approve the new number."))
    return words


@transaction.atomic
def release_alert(actor: Actor, *, alert_id: UUID) -> Alert:
    """Sends an approved alert whose window began; by the platform. One whose audience moved goes back for approval."""
    alert = locked(actor, alert_id)
    bound = Approval.objects.get(
        tenant_id=alert.tenant_id, alert_id=alert.id, version=alert.version, voided_at__isnull=True
    )
    try:
        approval.check_same_content(bound.digest, contents.digest_of(alert))
        size = check_may_leave(alert)
        remark = _settle_size(alert, bound.households, size)
    except Refused as refusal:
        step(actor, alert, "return")
        alert.returned_because, alert.returned_version = str(refusal), alert.version
        alert.save()
        put_on_record(actor, alert, "return_with_reason", {"reason": alert.returned_because})
        return alert
    step(actor, alert, "release")
    leave(actor, alert, size, "release_alert", remark)
    return alert


@transaction.atomic
def record_second_consultation(actor: Actor, *, alert_id: UUID, with_whom: str) -> Alert:
    """Puts on record whom the officer consulted before waking people. The text can no longer change without a new one."""
    alert = locked(actor, alert_id)
    actor.require(kind(alert.kind).send, alert.tenant_id)
    if not with_whom.strip():
        raise Refused(_("Write with whom you consulted."))
    alert.consulted_at, alert.consulted_by, alert.consulted_with = timezone.now(), actor.id, with_whom.strip()
    alert.save()
    put_on_record(actor, alert, "record_second_consultation", {"with": alert.consulted_with})
    return alert


@transaction.atomic
def send_caught_in_act(actor: Actor, *, alert_id: UUID, digest: str) -> Alert:
    """One mandated officer sends at once what happens now, where the zone allows it; a second reviews afterwards.

    Raises Refused by the rule of the zone, at night without a second consultation, and for what the check refuses.
    """
    alert = locked(actor, alert_id)
    step(actor, alert, "send_caught_in_act")
    approval.check_same_content(digest, alert.digest)
    chosen, now = rules_of(alert), timezone.now()
    approval.check_caught_in_act(
        kind(alert.kind),
        allowed=chosen.caught_in_act_allowed,
        caught_in_act=alert.caught_in_act,
        about_life=alert.about_life,
        night=clock.is_night(now, chosen.night_from, chosen.night_until),
        second_consultation=alert.consulted_at is not None,
    )
    size = check_may_leave(alert)
    remark = _("Sent by one officer, caught in the act; a second person reviews it afterwards.")
    if alert.consulted_with:
        remark += " " + _("Consulted at night: %(whom)s.") % {"whom": alert.consulted_with}
    leave(actor, alert, size, "send_caught_in_act", remark)
    return alert


@transaction.atomic
def review_afterwards(actor: Actor, *, alert_id: UUID, remark: str = "") -> Alert:
    """A second person looks at what was sent by one. Raises Refused for who wrote or sent it."""
    alert = locked(actor, alert_id)
    if not queries.awaits_review(alert):
        raise Refused(_("There is nothing to review: a second person stood behind this alert."))
    step(actor, alert, "review")
    approval.check_reviewer(actor.id, editors_of(alert), alert.sent_by)
    alert.reviewed_at, alert.reviewed_by, alert.review_remark = timezone.now(), actor.id, remark.strip()
    alert.save()
    put_on_record(actor, alert, "review_afterwards", {"remark": alert.review_remark})
    return alert


@transaction.atomic
def stop_alert(actor: Actor, *, alert_id: UUID, reason: str) -> Alert:
    """Stops what has not left yet; what was sent was sent. Raises Refused without a reason."""
    alert = locked(actor, alert_id)
    step(actor, alert, "stop")
    if not reason.strip():
        raise Refused(_("Say why you stop this alert."))
    alert.stopped_because = reason.strip()
    alert.save()
    publish_soon(alert)
    put_on_record(actor, alert, "stop_alert", {"reason": alert.stopped_because})
    return alert
