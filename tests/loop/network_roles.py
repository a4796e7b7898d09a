"""Whoever could act on networks and meetings of one zone, and every function with which they could."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import nabij.meetings
import nabij.networks
from nabij.alerts.tests.factories import Zone
from nabij.networks.models import MandateRole, Network
from nabij.networks.tests.factories import make_member, make_network, mandate
from nabij.people.models import Account, AccountKind, Person
from nabij.people.queries import actor_for
from nabij.people.roles import roles
from nabij.people.tests.factories import grant, make_account, make_contact_point, make_resident, make_staff
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.models import Tenant, TenantKind

ROOMS = (nabij.networks, nabij.meetings)
UNCONCERNED = ("guard", "dpo", "operator", "administrator")
"""Roles that have nothing to do with networks: one person holds all of them."""
WRITERS = frozenset({"actions", "queries"})


@dataclass(frozen=True)
class Function:
    """A public function of a module `actions` or `queries`, under the name that the table gives it."""

    name: str
    call: Callable[..., Any]

    @property
    def parameters(self) -> dict[str, inspect.Parameter]:
        return dict(inspect.signature(self.call).parameters)

    @property
    def is_query(self) -> bool:
        return ".queries." in self.name

    @property
    def is_door(self) -> bool:
        """Whether somebody can call it with what an address or a form gives: an actor, and ids or plain values."""
        return "actor" in self.parameters and not any(takes_row(one) for one in self.parameters.values())

    @property
    def asked(self) -> dict[str, inspect.Parameter]:
        return {
            name: one
            for name, one in self.parameters.items()
            if name != "actor" and one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        }


@cache
def row_names() -> frozenset[str]:
    """The names of the tables' classes: who is given one found it with a function that asks for rights."""
    from django.apps import apps

    return frozenset(model.__name__ for model in apps.get_models()) | {"CaseSeen"}


def takes_row(parameter: inspect.Parameter) -> bool:
    written = str(parameter.annotation)
    return any(part in row_names() for part in written.replace("[", " ").replace("]", " ").replace("|", " ").split())


def functions() -> list[Function]:
    """Every one of them, wherever it lies; a new one comes by itself."""
    return sorted({one.name: one for one in _walk()}.values(), key=lambda one: one.name)


def _walk() -> Iterator[Function]:
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            names = found.name.split(".")
            if "tests" in names or not WRITERS & set(names):
                continue
            module = importlib.import_module(found.name)
            layer = next(at for at, name in enumerate(names) if name in WRITERS)
            for name, call in vars(module).items():
                if inspect.isfunction(call) and call.__module__ == found.name and not name.startswith("_"):
                    yield Function(".".join([*names[1 : layer + 1], name]), call)


def callers(home: Zone, away: Zone, person_id: UUID, networks: Sequence[Network]) -> dict[str, Actor]:
    """Everybody who could try, by the name of their column. `person_id` is a member of these networks of `home`."""
    zone, city = home.tenant, home.town.other_city
    found = {f"zone.{role}": staff(zone, role) for role in _roles(TenantKind.ZONE)}
    found |= {f"city.{role}": staff(city, role) for role in _roles(TenantKind.MUNICIPALITY)}
    found["zone.others"], found["city.others"] = staff(zone, *UNCONCERNED), staff(city, *UNCONCERNED)
    found["officer"] = _officer(zone, networks, deputy=False)
    found["officer_deputy"] = _officer(zone, networks, deputy=True)
    found["coordinator"] = _coordinator(zone, networks, deputy=False)
    found["coordinator_deputy"] = _coordinator(zone, networks, deputy=True)
    found["other_coordinator"] = _coordinator(zone, [make_network(zone, 5.6, 50.9, name="BIN elders")], deputy=False)
    found["helper"] = found["zone.desk_clerk"].because("counter").helping(person_id)
    found["member"] = actor_for(_account_of(person_id))
    found["resident"] = actor_for(Account.objects.get(id=make_resident().account_id))
    found["key"] = _key(zone)
    found["other_zone"] = staff(away.tenant, *_all(TenantKind.ZONE)).because("curious")
    found["nobody"] = PUBLIC
    return found


def staff(tenant: Tenant, *names: str) -> Actor:
    held = [name for name in names if name in _all(tenant.kind)]
    return actor_for(make_staff(tenant, *held)).because("a reason")


def _all(kind: str) -> list[str]:
    return [role.name for role in roles().values() if role.holder == "staff" and kind in role.rights]


def _roles(kind: str) -> list[str]:
    return [name for name in _all(kind) if name not in UNCONCERNED]


def _officer(zone: Tenant, networks: Sequence[Network], *, deputy: bool) -> Actor:
    account = make_staff(zone, "mandated_officer")
    for network in networks:
        mandate(network, MandateRole.OFFICER, account.id, deputy=deputy)
    return actor_for(account).because("a reason")


def _coordinator(zone: Tenant, networks: Sequence[Network], *, deputy: bool) -> Actor:
    """A resident, who is a member of what they lead."""
    person = make_resident("Cora Dewit")
    point = make_contact_point(person, "email")
    account = Account.objects.get(id=person.account_id)
    grant(account, zone, "coordinator")
    for network in networks:
        make_member(network, point)
        mandate(network, MandateRole.COORDINATOR, account.id, deputy=deputy)
    return actor_for(account).because("a reason")


def _account_of(person_id: UUID) -> Account:
    person = Person.objects.get(id=person_id)
    if person.account_id is None:
        person.account = make_account(AccountKind.RESIDENT)
        person.save(update_fields=["account"])
    return Account.objects.get(id=person.account_id)


def _key(zone: Tenant) -> Actor:
    account = make_account(AccountKind.KEY)
    for role in roles().values():
        if role.holder == "key" and TenantKind.ZONE in role.rights:
            grant(account, zone, role.name)
    return actor_for(account)
