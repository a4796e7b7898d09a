"""A list that the former coordinator of a network kept: brought in, with rows that are wrong, and who is asked from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nabij.demo import residents
from nabij.networks import queries as networks
from nabij.networks.members.exporting.actions import ask_export
from nabij.networks.members.importing import actions, queries
from nabij.people.queries import actor_for
from nabij.places.queries import address, addresses_within
from nabij.tenants.sheets import csv_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from nabij.demo.world import Tell
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor

NETWORK: Final = "BIN Molenveld"
HEADINGS: Final = ("Naam", "Geboortedatum", "Straat", "Nr", "Bus", "Postcode", "Gsm", "E-mail", "Taal")
ROWS: Final = 16


def bring_list(system: Actor, accounts: Mapping[str, Account], tell: Tell) -> None:
    """Brings the list in and takes its good rows; asks the second person for a list that goes out."""
    found = next(one for one in networks.networks(system) if one.name == NETWORK)
    officer = actor_for(accounts["officier"])
    homes = sorted(addresses_within(networks.area_of(found)))[7::11][:ROWS]
    rows = [_row(number, homes[number]) for number in range(len(homes))]
    rows[3][6], rows[5][2] = "0470 12", "Nergenslaan"
    rows[8][6] = rows[8][7] = ""
    content = csv_file([list(HEADINGS), *rows])
    brought = actions.bring_list(
        officer, network_id=found.id, content=content, source="Jos Verbeke, coördinator tot vorig jaar"
    )
    actions.choose_columns(officer, list_id=brought.id, columns=queries.columns_of(brought))
    actions.check_list(brought.id)
    actions.take_list(officer, list_id=brought.id)
    done = actions.take_in(brought.id)
    ask_export(
        officer, network_id=found.id, format="be_alert", purpose="be_alert", reason="De groep in BE-Alert bijwerken"
    )
    tell(f"{NETWORK}: {done.good if done else 0} neighbours of an older list")


def _row(number: int, address_id: UUID) -> list[str]:
    home, resident = address(address_id), residents.invent(f"list {number}")
    numbers = dict(resident.numbers)
    telephone = numbers.get("sms") or numbers.get("voice", "")
    language = resident.language.upper()
    return [
        resident.name, "01/01/1950", home.street, home.number, str(number), home.postcode, telephone,
        numbers.get("email", ""), language,
    ]  # fmt: skip
