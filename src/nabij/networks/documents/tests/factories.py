"""A network whose charter can be drawn up, and who signs it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from nabij.networks import actions as networks
from nabij.networks.documents import actions
from nabij.networks.documents.models import Document
from nabij.networks.models import MandateRole, Network
from nabij.networks.tests.factories import make_network, mandate
from nabij.people.models import Account
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_resident, make_staff, make_tenant
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.models import Tenant, TenantKind

PARTNERS = {
    "mayor_name": "Bea Goossens", "mayor_email": "burgemeester@stad.example", "chief_name": "Kris Wouters",
    "chief_phone": "011 23 45 67", "officer_name": "Omar Peeters", "officer_email": "omar@zone.example",
    "officer_deputy": "Olga Maes", "coordinator_name": "An Janssens", "coordinator_email": "an@buurt.example",
}  # fmt: skip
COSTS = {
    "signs_count": "4", "signs_price": "45,00", "signs_payer": "city", "messages_count": "12001", "messages_price": "0.055",
    "messages_payer": "zone",
}  # fmt: skip
PROOFS = {"mayor": "totp", "chief": "totp", "officer": "totp", "coordinator": "code"}


@dataclass(frozen=True)
class Parties:
    """A network of a zone on the ground of a city, and everybody who has to do with its charter."""

    zone: Tenant
    city: Tenant
    network: Network
    accounts: dict[str, Account]

    def actor(self, who: str) -> Actor:
        return actor_for(self.accounts[who])

    def sign(self, document: Document, *roles: str) -> None:
        for role in roles:
            actions.sign(
                self.actor(role), document_id=document.id, role=role, digest=document.digest, proof=PROOFS[role]
            )

    @property
    def system(self) -> Actor:
        return system_actor([self.zone.id, self.city.id])


def make_parties(zone: Tenant | None = None, network: Network | None = None) -> Parties:
    zone = zone or make_tenant()
    network = network or make_network(zone)
    city = _city_of(zone, network)
    coordinator = make_resident("An Janssens").account
    assert coordinator
    accounts = {
        "mayor": make_staff(city, "mayor"), "chief": make_staff(zone, "chief"), "coordinator": coordinator,
        "officer": make_staff(zone, "mandated_officer"), "prevention": make_staff(zone, "prevention"),
        "officer_deputy": make_staff(zone, "mandated_officer"), "city": make_staff(city, "desk_clerk"),
    }  # fmt: skip
    mandate(network, MandateRole.OFFICER, accounts["officer"].id)
    mandate(network, MandateRole.OFFICER, accounts["officer_deputy"].id, deputy=True)
    mandate(network, MandateRole.COORDINATOR, coordinator.id)
    networks.set_plan(
        system_actor([zone.id]), network_id=network.id, category="", priority="urgent", channels=["sms", "email"]
    )
    return Parties(zone, city, network, accounts)


def _city_of(zone: Tenant, network: Network) -> Tenant:
    """The municipality on whose ground a network lies; a new one where it has none yet."""
    network.refresh_from_db()
    if network.municipality_id is None:
        network.municipality_id = make_tenant(TenantKind.MUNICIPALITY, zone).id
        network.save(update_fields=["municipality_id"])
    return Tenant.objects.get(id=network.municipality_id)


def answered(parties: Parties, kind: str, *parts: tuple[str, dict[str, Any]], language: str = "nl") -> Document:
    """A draft with these answers on top of what the house filled in itself."""
    found = actions.start_document(
        parties.actor("prevention"), network_id=parties.network.id, kind=kind, language=language
    )
    for part, given in parts:
        found = actions.save_answers(
            parties.actor("prevention"), document_id=found.id, part=part, given=given, edits=found.edits
        )
    return found


def settled(parties: Parties, found: Document) -> Document:
    return actions.freeze(parties.actor("prevention"), document_id=found.id, edits=found.edits)


def settled_budget(parties: Parties, **given: str) -> Document:
    return settled(parties, answered(parties, "budget", ("costs", COSTS | given)))


def settled_charter(parties: Parties, **given: str) -> Document:
    """A charter that waits for its four signatures."""
    settled_budget(parties)
    return settled(parties, answered(parties, "charter", ("partners", PARTNERS | given)))


def signed_charter(parties: Parties) -> Document:
    found = settled_charter(parties)
    parties.sign(found, "mayor", "chief", "officer", "coordinator")
    found.refresh_from_db()
    return found


def scan_of(name: str = "scan.jpg", size: tuple[int, int] = (900, 1200), **saved: Any) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, "JPEG", **saved)
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def things_of(zone: Any) -> dict[str, UUID]:
    """A charter with a signature on paper and its notice, in a zone, for the walk over every page."""
    parties = make_parties(zone.tenant)
    found = settled_charter(parties)
    on_paper = actions.record_paper(
        parties.actor("prevention"), document_id=found.id, role="chief", digest=found.digest, name="Kris Wouters",
        signed_on=timezone.localdate(), upload=scan_of(),
    )  # fmt: skip
    parties.sign(found, "mayor", "officer", "coordinator")
    return {"document_id": found.id, "signature_id": on_paper.id, "notice_id": found.federal_notices.get().id}
