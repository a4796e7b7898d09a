"""What coordinator, officer or deputy decide about messages, and whom they trust."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.networks import queries as networks
from nabij.networks.actions import note
from nabij.networks.channel import rules
from nabij.networks.channel.models import ChannelRules, Objection, Post, PostState, Reply, Trusted
from nabij.networks.channel.queries.neighbours import moderated
from nabij.networks.channel.text_stop import stops
from nabij.networks.models import MandateRole, Membership
from nabij.networks.zone_rules import rules_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

TELL_TASK = "networks.tell_writer"


@transaction.atomic
def decide_post(
    actor: Actor, *, post_id: UUID, deed: str, reason: str = "", remark: str = "", photo_looked: bool = False,
    photo_out: bool = False,
) -> Post:  # fmt: skip
    """Shows a message, asks a change, does not place it, or says that it should have been a call; the writer hears why.

    `photo_looked`: there are no people and no plates in the photo; `photo_out` leaves it out. Raises Missing for who does not
    lead this network, Stale where somebody was first, Refused without a reason.
    """
    row = _led(actor, post_id)
    state = rules.state_after(deed, row.state)
    rules.check_reason(deed, reason)
    rules.check_photo(has_photo=bool(row.photo), approves=deed == "approve", looked=photo_looked, leaves_out=photo_out)
    _check_remark(remark)
    now = timezone.now()
    row.state, row.reason, row.remark = state, reason if deed in ("return", "refuse") else "", remark.strip()
    row.decided_at, row.decided_by, row.first_decided_at = now, actor.id, row.first_decided_at or now
    if deed == "approve":
        _show(actor, row, photo_out)
    row.save()
    note(actor, row.network, "decide_post", {"post": str(row.id), "deed": deed, "reason": row.reason})
    if deed != "approve":
        app.configure_task(TELL_TASK).defer(post_id=str(row.id))
    return row


@transaction.atomic
def decide_reply(actor: Actor, *, reply_id: UUID, approve: bool) -> Reply:
    """Shows a reply or leaves it out. Raises Missing, or Stale where somebody was first."""
    rows = Reply.objects.select_for_update().select_related("post__network")
    row = rows.filter(id=reply_id, post__network_id__in=networks.mandates_of(actor)).first()
    if row is None:
        raise Missing
    if row.state != PostState.WAITING:
        raise Stale(_("Somebody already decided about this message. Look at the page again."))
    row.state = PostState.SHOWN if approve else PostState.REFUSED
    row.decided_by, row.decided_at = actor.id, timezone.now()
    row.save()
    note(actor, row.post.network, "decide_reply", {"reply": str(row.id), "state": row.state})
    return row


@transaction.atomic
def trust_writer(actor: Actor, *, post_id: UUID) -> Trusted:
    """From now on the messages of who wrote this one go straight through in this network; the coordinator says so.

    Raises Missing for who is no coordinator here, Refused where the writer left.
    """
    row = _led(actor, post_id, MandateRole.COORDINATOR)
    there = Membership.objects.filter(tenant_id=row.tenant_id, network_id=row.network_id, left_at__isnull=True)
    member = there.filter(person_key=row.author_key).first() if row.author_key is not None else None
    if member is None:
        raise Refused(_("Who wrote this is no longer a member."))
    old = Trusted.objects.filter(tenant_id=row.tenant_id, network_id=row.network_id, person_key=row.author_key)
    old.filter(ended_at__isnull=True).exclude(membership_id=member.id).update(ended_at=timezone.now())
    trusted, made = Trusted.objects.get_or_create(
        tenant_id=row.tenant_id, network_id=row.network_id, person_key=member.person_key, ended_at=None,
        defaults={"membership_id": member.id, "given_at": timezone.now(), "given_by": actor.id},
    )  # fmt: skip
    if made:
        note(actor, row.network, "trust_writer", {"membership": str(member.id)})
    return trusted


@transaction.atomic
def end_trust(actor: Actor, *, network_id: UUID, membership_id: UUID) -> None:
    """Takes it back: the next message waits again. Raises Missing."""
    found = moderated(actor, network_id)
    rows = Trusted.objects.filter(tenant_id=found.tenant_id, network_id=found.id, membership_id=membership_id)
    if not rows.filter(ended_at__isnull=True).update(ended_at=timezone.now()):
        raise Missing
    note(actor, found, "end_trust", {"membership": str(membership_id)})


@transaction.atomic
def set_replies(actor: Actor, *, network_id: UUID, replies: bool) -> ChannelRules:
    """Whether neighbours may reply below messages, for who leads the network. Raises Missing."""
    found = moderated(actor, network_id)
    row, _is_new = ChannelRules.objects.update_or_create(
        tenant_id=found.tenant_id, network_id=found.id, defaults={"replies": replies}
    )
    note(actor, found, "set_replies", {"replies": replies})
    return row


def _led(actor: Actor, post_id: UUID, *roles: str) -> Post:
    """A message in a network that the actor leads, locked. Raises Missing."""
    rows = Post.objects.select_for_update().select_related("network__tenant")
    row = rows.filter(id=post_id, network_id__in=networks.mandates_of(actor, *roles)).first()
    if row is None:
        raise Missing
    return row


def _show(actor: Actor, row: Post, photo_out: bool) -> None:
    now = timezone.now()
    row.shown_at, row.expires_at = row.shown_at or now, now + timedelta(days=rules_of(row.network).post_days)
    row.photo_seen_by = actor.id if row.photo and not photo_out else None
    if photo_out:
        row.photo, row.photo_width, row.photo_height = "", 0, 0
    row.objections = 0
    Objection.objects.filter(tenant_id=row.tenant_id, post_id=row.id).delete()


def _check_remark(remark: str) -> None:
    """What the moderator adds is read by the writer: no numbers, nobody described."""
    if remark.strip() and (found := stops(remark)):
        raise Refused(found[0].sentence)
