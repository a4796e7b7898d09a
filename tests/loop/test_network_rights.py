"""The table of rights of networks and meetings, walked: every function of every `actions` and `queries`, as everybody.

A function that the table does not have, or that lets in somebody else than it says, fails.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import nabij.networks
from nabij.alerts.tests.factories import Zone
from nabij.networks.documents.tests import factories as documents
from nabij.networks.models import Network
from nabij.people.models import Person
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from tests.loop.network_given import arguments
from tests.loop.network_roles import Function, callers, functions
from tests.loop.network_things import Stage, everything, join, shops_of
from tests.loop.test_every_query import plain
from tests.loop.two_zones import undone

pytestmark = pytest.mark.django_db
SOURCES = Path(nabij.networks.__file__).parent
TABLE = tomllib.loads((SOURCES / "data" / "rights.toml").read_text("utf-8"))
BY_DEEDS = {name for one in TABLE["inner"] if one.get("by_deeds") for name in one["functions"]}


def allowed() -> dict[str, set[str]]:
    """Function -> who may call it."""
    return {name: set(row["may"]) for row in TABLE["row"] for name in row["functions"]}


def test_every_function_stands_in_the_table_once() -> None:
    rows = [name for row in TABLE["row"] for name in row["functions"]]
    inner = [name for one in TABLE["inner"] for name in one["functions"]]
    known = {one.name: one for one in functions()}
    assert len(rows + inner) == len(set(rows + inner)), "a function stands twice"
    assert known.keys() - set(rows + inner) == set(), "give it a row in rights.toml"
    assert set(rows + inner) - known.keys() == set(), "no longer there"
    assert {name for name in inner if known[name].is_door} == BY_DEEDS, "somebody can call it: give it a row"


@pytest.mark.parametrize("name", sorted(BY_DEEDS))
def test_no_page_calls_what_is_part_of_a_deed(name: str) -> None:
    called = re.compile(rf"\bactions\.{name.rpartition('.')[2]}\(")
    pages = [path for path in SOURCES.rglob("*.py") if "views" in path.as_posix() and "tests" not in path.parts]
    assert len(pages) > 20
    assert [path.name for path in pages if called.search(path.read_text("utf-8"))] == []


def test_everybody_may_what_the_table_says_and_nothing_else(
    zones: tuple[Zone, Zone], things: dict[str, UUID], settings: Any
) -> None:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    who, given = on_stage(zones, things)
    expected, wrong = allowed(), []
    for function in functions():
        if function.is_door and function.name in expected:
            found = {name for name, actor in who.items() if may(function, actor, given)}
            wrong += told(function.name, found, expected[function.name])
    assert not wrong, "\n".join(wrong)


def on_stage(zones: tuple[Zone, Zone], things: Mapping[str, Any]) -> tuple[dict[str, Actor], dict[str, Any]]:
    """Everybody who could try, and real things for them to try it on."""
    away, home = zones
    Network.objects.filter(id=home.network.id).update(municipality_id=home.town.other_city.id)
    home.network.refresh_from_db()
    given = dict(things) | _charter(home)
    person, binz = Person.objects.get(id=given["person_id"]), shops_of(home)
    join(binz, person)
    who = callers(home, away, person.id, [home.network, binz])
    stage = Stage(home, who["coordinator"], who["officer"], who["member"], person.id)
    return who, given | {"tenant_id": home.tenant.id} | everything(stage, binz)


def _charter(home: Zone) -> dict[str, UUID]:
    """A charter of the network itself, signed, and what was told of it."""
    found = documents.signed_charter(documents.make_parties(home.tenant, home.network))
    signed, notice = found.signatures.order_by("at")[0], found.federal_notices.get()
    return {"document_id": found.id, "signature_id": signed.id, "notice_id": notice.id}


def told(name: str, found: set[str], expected: set[str]) -> list[str]:
    more, less = sorted(found - expected), sorted(expected - found)
    return [f"{name} lets in {more}"] * bool(more) + [f"{name} keeps out {less}"] * bool(less)


def may(function: Function, actor: Actor, given: Mapping[str, Any]) -> bool:
    """Whether the function lets somebody in. A rule that refuses comes after the right, so it says yes; nothing found says no."""
    with undone():
        try:
            answer = plain(function.call(actor, **arguments(function, given)))
        except Missing:
            return False
        except Refused:
            return True
    return not (function.is_query and is_nothing(answer))


def is_nothing(answer: Any) -> bool:
    """None, no, zero, or something made of those alone."""
    if isinstance(answer, dict):
        return all(map(is_nothing, answer.values()))
    return all(map(is_nothing, answer)) if isinstance(answer, list) else answer in (None, False, 0, "")
