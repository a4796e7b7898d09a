"""Residents of the demo town: invented, always the same ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from nabij.networks.house_rules import current_version
from nabij.networks.members.actions import add_member
from nabij.people import actions as people
from nabij.places.queries import address
from nabij.tenants.actor import Actor

FIRST_NAMES = (
    "An",
    "Bart",
    "Chantal",
    "Dirk",
    "Els",
    "Fatima",
    "Geert",
    "Hilde",
    "Ilse",
    "Jan",
    "Kurt",
    "Leen",
    "Mohamed",
    "Nele",
)
LAST_NAMES = (
    "Aerts",
    "Bogaert",
    "Claeys",
    "De Wilde",
    "Everaert",
    "Haddad",
    "Janssens",
    "Lambrecht",
    "Maes",
    "Verstraete",
    "Yilmaz",
)
# Share of the households with each kind of contact.
WITH_EMAIL, WITH_LANDLINE_ONLY, WITH_QUIET_NIGHT, ENGLISH = 0.6, 0.08, 0.3, 0.08


@dataclass(frozen=True)
class Resident:
    """`numbers` are (kind, value) as in nabij.people.vault."""

    name: str
    language: str
    numbers: tuple[tuple[str, str], ...]
    quiet: tuple[time, time] | None
    joined_by: str


def invent(key: str) -> Resident:
    """The resident of this key; the same on every machine. Numbers lie in a range, and mail in a domain, that reaches nobody."""
    dice = random.Random(f"nabij {key}")
    first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
    digits = f"{dice.randrange(10**6):06}"
    mail = f"{first}.{last}.{digits}@voorbeeld.example".replace(" ", "").lower()
    landline_only = dice.random() < WITH_LANDLINE_ONLY
    numbers = (
        [("voice", f"+32 50 {digits[:2]} {digits[2:4]} {digits[4:]}")]
        if landline_only
        else [("sms", f"+32 473 {digits}")]
    )
    if not landline_only and dice.random() < WITH_EMAIL:
        numbers.append(("email", mail))
    quiet = (time(22), time(7)) if dice.random() < WITH_QUIET_NIGHT else None
    language = "en" if dice.random() < ENGLISH else "nl"
    return Resident(f"{first} {last}", language, tuple(numbers), quiet, "paper" if landline_only else "online")


COORDINATOR, RESIDENT = "coordinator@voorbeeld.example", "bewoner@voorbeeld.example"
SHOPKEEPER = "handelaar@voorbeeld.example"


def known_as(system: Actor, person_id: UUID, mail: str) -> None:
    """Gives a resident an e-mail address that the guide of the demo can name."""
    point = people.add_contact_point(system, person_id=person_id, kind="email", raw=mail)
    people.vouch_for_contact_point(system, contact_point_id=point.id, how="paper")


def settle(system: Actor, network_id: UUID, zone_id: UUID, key: str, address_id: UUID) -> UUID:
    """Makes the resident of this key live at an address and join a network. Returns the person's id."""
    person_id = house(system, zone_id, key, address_id)
    add_member(
        system, network_id=network_id, person_id=person_id, joined_by=invent(key).joined_by,
        house_rules=current_version(),
    )  # fmt: skip
    return person_id


def house(system: Actor, zone_id: UUID, key: str, address_id: UUID) -> UUID:
    """Makes the resident of this key live at an address. Returns the person's id."""
    resident, home = invent(key), address(address_id)
    person = people.start_person(system, language=resident.language, name=resident.name)
    people.settle_household(system, person_id=person.id, address_id=address_id)
    for kind, value in resident.numbers:
        point = people.add_contact_point(system, person_id=person.id, kind=kind, raw=value)
        people.vouch_for_contact_point(system, contact_point_id=point.id, how="paper")
        if resident.quiet:
            people.set_quiet_hours(
                system, contact_point_id=point.id, quiet_from=resident.quiet[0], quiet_until=resident.quiet[1]
            )
    people.place_person(system, person_id=person.id, lon=home.lon, lat=home.lat)
    people.give_consent(system, person_id=person.id, tenant_id=zone_id, recipient="be-alert", how="paper")
    return person.id
