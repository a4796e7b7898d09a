"""Links into the meeting server: our own addresses, which forward only between two moments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nabij.audit.actions import record, tell_live
from nabij.desk.video import rules, server
from nabij.desk.video.models import MeetingLink, Ring
from nabij.desk.video.tokens import token_of
from nabij.desk.video.zone_rules import rules_of
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

LINK = "link"


@transaction.atomic
def meeting_link(
    actor: Actor, *, tenant_id: UUID, about_id: UUID, starts_at: datetime, ends_at: datetime, for_staff: bool = False
) -> str:
    """The whole address for an appointment by video; asked again it is the same, also when the hour changed.

    It leads somewhere from 10 minutes before `starts_at` until 30 minutes after `ends_at`. Empty where the tenant has no
    meeting server yet. The actor may be the platform or staff of the tenant. Raises Missing for anybody else.
    """
    if tenant_id not in actor.rights:
        raise Missing
    made = _links(tenant_id, about_id, *rules.window(starts_at, ends_at))
    return address_of(made[for_staff].id) if server.has_room(rules_of(tenants.tenant(tenant_id))) else ""


@transaction.atomic
def close_links(actor: Actor, *, tenant_id: UUID, about_id: UUID, now: datetime | None = None) -> None:
    """The links of an appointment that was cancelled lead nowhere any more."""
    if tenant_id not in actor.rights:
        raise Missing
    moment = now or timezone.now()
    closed = MeetingLink.objects.filter(tenant_id=tenant_id, about_id=about_id, closes_at__gt=moment)
    if closed.update(closes_at=moment):
        record(
            actor, tenant_id=tenant_id, verb="desk.close_links", target="desk.meeting_link", target_id=about_id, event=False
        )  # fmt: skip


@transaction.atomic
def follow_link(link_id: UUID, now: datetime) -> None:
    """Somebody goes in: the other side sees that they are coming. It is no deed and stands nowhere else."""
    fresh = MeetingLink.objects.filter(id=link_id, used_at__isnull=True)
    if fresh.update(used_at=now):
        link = MeetingLink.objects.get(id=link_id)
        tell_live(tenant_id=link.tenant_id, verb="desk.come", target="desk.meeting_link", target_id=link.about_id)


def open_room(ring: Ring, opens_at: datetime, closes_at: datetime) -> None:
    """The room of a ring that was answered, or its end, within the transaction of the deed."""
    _links(ring.tenant_id, ring.id, opens_at, closes_at)


def address_of(link_id: UUID) -> str:
    """The address of a link on our own site."""
    return f"{settings.SITE_URL}{reverse('desk:video_link', args=[token_of(LINK, link_id)])}"


def _links(tenant_id: UUID, about_id: UUID, opens_at: datetime, closes_at: datetime) -> dict[bool, MeetingLink]:
    """The link of the resident (False) and of staff (True), in one room, open in this window."""
    held = MeetingLink.objects.select_for_update().filter(tenant_id=tenant_id, about_id=about_id).order_by("for_staff")
    links = {one.for_staff: one for one in held}
    for one in links.values():
        if (one.opens_at, one.closes_at) != (opens_at, closes_at):
            one.opens_at, one.closes_at = opens_at, closes_at
            one.save(update_fields=["opens_at", "closes_at"])
    if links:
        return links
    room = server.new_room()
    return {
        for_staff: MeetingLink.objects.create(
            tenant_id=tenant_id,
            about_id=about_id,
            room=room,
            for_staff=for_staff,
            opens_at=opens_at,
            closes_at=closes_at,
        )
        for for_staff in (False, True)
    }
