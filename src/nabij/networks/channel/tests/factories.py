"""Neighbours who write, and what they wrote, for the tests of the channel and those above."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from nabij.networks.channel.actions import talking, whatsapp, writing
from nabij.networks.channel.actions.whatsapp import Described
from nabij.networks.channel.models import GroupMessage, GroupState, OpenGroup, Post, PostState
from nabij.networks.models import MandateRole, MemberPoint, Membership, Network
from nabij.networks.tests.factories import lambert, make_member, make_network, mandate
from nabij.people.models import Account, ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.actor import Actor
from nabij.tenants.keys import new_id

PRACTICAL = "Gevonden: een sleutelbos met een groene hanger aan de bushalte."
SUSPICIOUS = "Er loopt een verdachte man rond aan de school."


@dataclass(frozen=True)
class Member:
    """A resident who is a member of one network."""

    person: Person
    membership: Membership
    points: tuple[ContactPoint, ...]

    @property
    def account(self) -> Account:
        return Account.objects.get(id=self.person.account_id)

    @property
    def actor(self) -> Actor:
        return actor_for(self.account)

    def signed_in(self) -> Client:
        return sign_in(Client(), self.account)


@dataclass(frozen=True)
class Street:
    """A network with a coordinator, an officer and two neighbours."""

    network: Network
    coordinator: Member
    officer: Account
    an: Member
    bo: Member

    @property
    def leading(self) -> Actor:
        return self.coordinator.actor

    @property
    def policing(self) -> Actor:
        return actor_for(self.officer)


def make_neighbour(network: Network, name: str, kinds: tuple[str, ...] = ("sms", "email")) -> Member:
    person = make_resident(name)
    points = tuple(make_contact_point(person, kind, place=lambert()) for kind in kinds)
    return Member(person, make_member(network, *points), points)


def make_street(**fields: Any) -> Street:
    network = make_network(make_tenant(), **({"name": "BIN Kerkveld"} | fields))
    coordinator, officer = make_neighbour(network, "Carla Claes"), make_staff(network.tenant, "wijkagent")
    mandate(network, MandateRole.COORDINATOR, coordinator.account.id)
    mandate(network, MandateRole.OFFICER, officer.id)
    an, bo = make_neighbour(network, "An Peeters"), make_neighbour(network, "Bo Maes")
    return Street(network, coordinator, officer, an, bo)


def make_post(member: Member, text: str = PRACTICAL, **fields: Any) -> Post:
    values = {"kind": "lost_found", "text": text} | fields
    return writing.write_post(member.actor, network_id=member.membership.network_id, **values)


def make_photo(name: str = "kat.jpg") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "orange").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def things_of(zone: Any) -> dict[str, UUID]:
    """A message with a photo that is shown, of the first member of the network; an open group; a WhatsApp group."""
    now, network = timezone.now(), zone.network
    point = ContactPoint.objects.get(id=MemberPoint.objects.filter(network=network).first().contact_point_id)  # type: ignore[union-attr]
    post = writing.write_post(
        zone.system, network_id=network.id, person_id=point.person_id, kind="lost_found", text="Onze kat is weg, ze is wit.",
        photo=make_photo(), only_things=True,
    )  # fmt: skip
    shown = {
        "state": PostState.SHOWN,
        "shown_at": now,
        "expires_at": now + timedelta(days=30),
        "photo_seen_by": new_id(),
    }
    Post.objects.filter(id=post.id).update(**shown)
    talk = OpenGroup.objects.create(
        tenant=network.tenant, network=network, ground="Stemming", asked_at=now, hours="werkdagen", answered_at=now,
        state=GroupState.OPEN,
    )  # fmt: skip
    GroupMessage.objects.create(tenant=network.tenant, group=talk, text="Dag buren.", at=now)
    group = whatsapp.register_group(
        zone.system, network_id=network.id, described=Described("Verwegbuurt", "Verweg", 40)
    )
    return {"post_id": post.id, "group_id": group.id}


def open_group(street: Street, hours: str = "op werkdagen van 9 tot 17 uur") -> None:
    talking.ask_group(street.leading, network_id=street.network.id, ground="Stemming op 3 november: 41 voor, 2 tegen.")
    talking.answer_group(street.policing, network_id=street.network.id, agrees=True, hours=hours)
