"""Holds each row of a list against the area, the members, and the other rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import numpy as np

from nabij.networks import queries as networks
from nabij.networks.members.importing import queries
from nabij.networks.members.importing.reading import Finding, Told, read_row
from nabij.networks.members.importing.sheet import Sheet
from nabij.networks.models import Network, NetworkKind
from nabij.people import queries as people
from nabij.people import vault
from nabij.places import queries as places
from nabij.places.geometry import contains
from nabij.places.queries import Match

CHUNK: Final = 500
SAID: Final = {"waiting": "asked", "yes": "member", "no": "said_no", "silent": "silent"}
Told_so_far = Callable[[int], None]


@dataclass(frozen=True)
class Good:
    """Somebody who can be asked: what the row says, where they live, and the keyed hashes under which they are found."""

    told: Told
    place: Match
    lookups: Sequence[bytes]
    home: bytes


@dataclass
class Checked:
    good: list[Good] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Check:
    """What is known of a network when its list is checked, and what the rows before said."""

    def __init__(self, network: Network) -> None:
        self.network, self.area = network, networks.area_of(network)
        self.members, self.asked = queries.member_lookups(network), queries.asked_lookups(network)
        self.limit = 0 if network.kind == NetworkKind.BINZ else network.numbers_per_household
        self.per_home = queries.members_per_home(network) if self.limit else Counter()
        self.asked_homes = queries.asked_per_home(network) if self.limit else Counter()
        self.rows_of: dict[bytes, int] = {}

    def chunk(self, told: Sequence[Told]) -> Checked:
        places_of = self._places(told)
        homes = people.homes_of({(one.id, who.address.box) for who, one in zip(told, places_of, strict=True) if one})
        checked = Checked()
        for who, place in zip(told, places_of, strict=True):
            lookups = [vault.lookup_of_normal(kind, value) for kind, value in who.points]
            findings = [*who.findings, *self._of_place(who, place), *self._of_numbers(who, lookups)]
            if not findings and place is not None:
                good = Good(who, place, lookups, people.household_lookup(place.id, who.address.box))
                findings += self._of_home(good, homes)
                checked.good += [] if findings else [good]
            checked.findings += findings
        return checked

    def _places(self, told: Sequence[Told]) -> list[Match | None]:
        """For each the address that lies in the area, else the likeliest."""
        found = places.match_addresses([who.address for who in told])
        every = [match for matches in found for match in matches]
        inside = contains(self.area, np.array([one.x for one in every]), np.array([one.y for one in every]))
        lies = {id(match): bool(within) for match, within in zip(every, inside, strict=True)}
        self.inside = {match.id for match in every if lies[id(match)]}
        return [next((one for one in some if lies[id(one)]), some[0] if some else None) for some in found]

    def _of_place(self, who: Told, place: Match | None) -> list[Finding]:
        if not (who.address.street and who.address.number):
            return []
        if place is None:
            return [Finding(who.row, "address", "unknown_address")]
        return [] if place.id in self.inside else [Finding(who.row, "address", "outside")]

    def _of_numbers(self, who: Told, lookups: Sequence[bytes]) -> list[Finding]:
        found: dict[tuple[str, int], Finding] = {}
        for (kind, _value), lookup in zip(who.points, lookups, strict=True):
            column = "email" if kind == "email" else "mobile"
            known = "member" if lookup in self.members else SAID.get(self.asked.get(lookup, ""), "")
            other = self.rows_of.setdefault(lookup, who.row)
            if known:
                found[known, 0] = Finding(who.row, column, known)
            elif other != who.row:
                found["double", other] = Finding(who.row, column, "double", other)
        return list(found.values())

    def _of_home(self, good: Good, homes: Mapping[tuple[UUID, str], bytes]) -> list[Finding]:
        if not self.limit:
            return []
        lives = homes.get((good.place.id, good.told.address.box))
        there = self.per_home[vault.keyed_digest(b"home", lives)] if lives else 0
        if there + self.asked_homes[good.home] >= self.limit:
            return [Finding(good.told.row, "address", "household")]
        self.asked_homes[good.home] += 1
        return []


def check(network: Network, sheet: Sheet, columns: Mapping[int, str], so_far: Told_so_far | None = None) -> Checked:
    """Every row, in chunks of a fixed number of queries; `so_far` hears how many were looked at."""
    checking, whole = Check(network), Checked()
    for at in range(0, len(sheet.rows), CHUNK):
        told = [read_row(number, cells, columns) for number, cells in sheet.rows[at : at + CHUNK]]
        some = checking.chunk(told)
        whole.good += some.good
        whole.findings += some.findings
        if so_far:
            so_far(at + len(told))
    return whole
