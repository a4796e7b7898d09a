"""Lists as coordinators keep them, for the tests of bringing them in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import openpyxl

from nabij.networks.members.importing import actions
from nabij.networks.members.models import MemberList
from nabij.networks.models import MandateRole, Network
from nabij.networks.tests.factories import LAT, LON, mandate
from nabij.people.models import Account, AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests.factories import grant, make_account, make_staff
from nabij.places.geometry import to_lambert
from nabij.places.models import Address, Street
from nabij.places.rules import number_key, search_key
from nabij.tenants.actor import Actor
from nabij.tenants.keys import new_id

HEADINGS = ["Naam", "Straat", "Nr", "Bus", "Gsm", "E-mail", "Taal"]


def make_street(name: str = "Kerkstraat", numbers: int = 12, lon: float = LON, lat: float = LAT) -> list[UUID]:
    """A street with houses 1 to `numbers`, all at one place. Returns their ids."""
    keys = {"search_key": search_key(name), "locality_key": "zandekerke"}
    street = Street.objects.create(
        id=new_id(), name=name, postcode="8695", municipality="Zandekerke", lon=lon, lat=lat, **keys
    )
    (x,), (y,) = to_lambert([lon], [lat])
    place = {"lon": lon, "lat": lat, "x": float(x), "y": float(y), "source": "test"}
    rows = [
        Address(id=new_id(), street=street, number=str(n), number_key=number_key(str(n)), **place)
        for n in range(1, numbers + 1)
    ]
    return [row.id for row in Address.objects.bulk_create(rows)]


def coordinator_of(network: Network) -> Account:
    account = make_account(AccountKind.RESIDENT)
    grant(account, network.tenant, "coordinator")
    mandate(network, MandateRole.COORDINATOR, account.id)
    return account


def officer_of(network: Network, *, deputy: bool = False) -> Account:
    account = make_staff(network.tenant, "mandated_officer")
    mandate(network, MandateRole.OFFICER, account.id, deputy=deputy)
    return account


def lead(network: Network) -> Actor:
    return actor_for(coordinator_of(network))


def csv_of(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(";".join(row) for row in [headings, *rows]).encode(encoding)


def xlsx_of(rows: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(actor: Actor, network: Network, content: bytes) -> MemberList:
    """A list that was brought in and checked, with its columns as they were proposed."""
    found = actions.bring_list(actor, network_id=network.id, content=content, source="Jan, de vorige coördinator")
    actions.choose_columns(actor, list_id=found.id, columns={int(at): one for at, one in found.columns.items()})
    return actions.check_list(found.id) or found


def taken(actor: Actor, network: Network, content: bytes) -> MemberList:
    """The same, with all good rows taken in."""
    found = brought(actor, network, content)
    actions.take_list(actor, list_id=found.id)
    return actions.take_in(found.id) or found


def row(n: int, **changes: str) -> list[str]:
    """A good row: somebody at number `n`, with a number and address of their own."""
    cells = {
        "Naam": f"Buur {n}", "Straat": "Kerkstraat", "Nr": str(n), "Bus": "", "Gsm": f"04701234{n:02}",
        "E-mail": f"buur{n}@example.be", "Taal": "NL",
    } | changes  # fmt: skip
    return [cells[heading] for heading in HEADINGS]
