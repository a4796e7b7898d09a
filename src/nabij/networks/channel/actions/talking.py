"""The open group of a network with its officer: asked by the network, open as long as the police agree."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.actions import note
from nabij.networks.channel import rules
from nabij.networks.channel.actions.writing import Stopped, name_of
from nabij.networks.channel.models import GroupMessage, GroupState, OpenGroup
from nabij.networks.channel.queries import talking as queries
from nabij.networks.channel.queries.neighbours import moderated, neighbour
from nabij.networks.channel.rights import CONSENT, may_consent
from nabij.networks.channel.text_stop import stops
from nabij.networks.models import MandateRole, Network
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale


@transaction.atomic
def ask_group(actor: Actor, *, network_id: UUID, ground: str) -> OpenGroup:
    """The coordinator asks the police for an open group; `ground` says how members decided (a poll, a meeting).

    Raises Refused without a ground or where one is asked or open, Missing for who does not lead the network.
    """
    found = _led(actor, network_id, MandateRole.COORDINATOR)
    if not ground.strip():
        raise Refused(_("Say how the members decided it: a poll, or a meeting with its date."))
    if queries.group_of(found) is not None:
        raise Refused(_("An open group was already asked, or is open."))
    row = OpenGroup.objects.create(
        tenant_id=found.tenant_id,
        network_id=found.id,
        ground=ground.strip()[:400],
        asked_at=timezone.now(),
        asked_by=actor.id,
    )
    note(actor, found, "ask_group", {"group": str(row.id)})
    return row


@transaction.atomic
def answer_group(actor: Actor, *, network_id: UUID, agrees: bool, hours: str = "", remark: str = "") -> OpenGroup:
    """The mandated officer or the chief agrees, with the hours in which the officer reads, or not.

    Raises Missing for anybody else, Refused without hours, Stale where it was answered.
    """
    found, row = _asked(actor, network_id)
    if row.state != GroupState.ASKED:
        raise Stale(_("This was answered already."))
    if agrees and not hours.strip():
        raise Refused(_("Say when the officer reads: on which days and between which hours."))
    row.state = GroupState.OPEN if agrees else GroupState.REFUSED
    row.hours, row.remark = hours.strip()[:120] if agrees else "", remark.strip()[:300]
    row.answered_at, row.answered_by = timezone.now(), actor.id
    if not agrees:
        row.closed_at = row.answered_at
    row.save()
    note(actor, found, "answer_group", {"group": str(row.id), "agrees": agrees})
    return row


@transaction.atomic
def close_group(actor: Actor, *, network_id: UUID, remark: str = "") -> OpenGroup:
    """The police take their consent back, or the coordinator ends it. What was said can still be read."""
    found = networks.network(actor, network_id)
    if not (networks.mandated(actor, found) or actor.may(CONSENT, found.tenant_id)):
        raise Missing
    rows = OpenGroup.objects.select_for_update().filter(tenant_id=found.tenant_id, network_id=found.id)
    group = rows.filter(state__in=queries.LIVE).first()
    if group is None:
        raise Stale(_("The group was closed already."))
    group.state, group.closed_at, group.remark = GroupState.CLOSED, timezone.now(), remark.strip()[:300]
    group.save()
    note(actor, found, "close_group", {"group": str(group.id)})
    return group


@transaction.atomic
def say(actor: Actor, *, network_id: UUID, text: str) -> GroupMessage:
    """A member, the coordinator or the officer writes in the open group. The same texts are stopped as elsewhere.

    Raises Missing for anybody else, Refused where it is not open, Stopped for a text that belongs to the police.
    """
    speaker = queries.speaker(actor, network_id)
    group = queries.group_of(speaker.network)
    if group is None or group.state != GroupState.OPEN or speaker.has_left:
        raise Refused(_("Nobody can write in this group now. Is it urgent? Call 101 or 112."))
    if found := stops(text):
        raise Stopped(found)
    row = GroupMessage(
        tenant_id=group.tenant_id, group_id=group.id, text=text.strip(), at=timezone.now(), role=speaker.role,
        account_id=actor.id if speaker.role == MandateRole.OFFICER else None,
    )  # fmt: skip
    if speaker.role == MandateRole.OFFICER:
        row.shown_as = people.account_names([actor.id])[actor.id] if actor.id else ""
    else:
        who = neighbour(actor, network_id)
        row.author_key, row.shown_as = who.key, name_of(who, "")
        row.author = vault.seal_value("post", row.id, str(who.person.id))
        _check_pace(group, who.key)
    row.save(force_insert=True)
    note(actor, speaker.network, "say_in_group", {"message": str(row.id)})
    return row


@transaction.atomic
def remove_message(actor: Actor, *, network_id: UUID, message_id: UUID) -> None:
    """Takes a message away: its writer, or who leads the network. Raises Missing. Again changes nothing."""
    speaker = queries.speaker(actor, network_id)
    rows = GroupMessage.objects.select_for_update().filter(id=message_id, group__network_id=network_id)
    row = rows.first()
    if row is None or not (speaker.leads or (row.author_key and bytes(row.author_key) == speaker.key)):
        raise Missing
    row.text, row.removed_at, row.removed_by = "", row.removed_at or timezone.now(), actor.id
    row.save()
    note(actor, speaker.network, "remove_group_message", {"message": str(row.id)})


def _led(actor: Actor, network_id: UUID, role: str) -> Network:
    found = moderated(actor, network_id)
    if not networks.mandated(actor, found, role):
        raise Missing
    return found


def _asked(actor: Actor, network_id: UUID) -> tuple[Network, OpenGroup]:
    found = networks.network(actor, network_id)
    if not may_consent(actor, found):
        raise Missing
    row = OpenGroup.objects.select_for_update().filter(tenant_id=found.tenant_id, network_id=found.id)
    group = row.order_by("-asked_at").first()
    if group is None:
        raise Missing
    return found, group


def _check_pace(group: OpenGroup, key: bytes) -> None:
    since = timezone.now() - timedelta(hours=1)
    if GroupMessage.objects.filter(
        tenant_id=group.tenant_id, group_id=group.id, author_key=key, at__gt=since
    ).count() >= (rules.MOST_IN_GROUP_AN_HOUR):
        raise Refused(_("You wrote a lot in this hour. Give others a turn."))
