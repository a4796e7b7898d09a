"""Members are taken away by two persons, once, within a term; and the file can be opened without harm."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.networks.members.exporting import actions, queries
from nabij.networks.members.models import ListExport
from nabij.networks.members.tests.lists import coordinator_of, make_street, officer_of
from nabij.networks.models import Membership, Network
from nabij.networks.tests.factories import at_hand, lambert, make_member, make_network
from nabij.networks.todo import todo_of
from nabij.people import actions as people
from nabij.people.models import Account
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_staff, make_tenant, sign_in, staff_actor
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db
REASON = "De groep in BE-Alert bijwerken"


@pytest.fixture
def network() -> Network:
    return make_network(make_tenant(), name="BIN Kerkveld")


@pytest.fixture
def lead(network: Network) -> Account:
    return coordinator_of(network)


@pytest.fixture
def officer(network: Network) -> Account:
    return officer_of(network)


def member(network: Network, name: str, number: str, *, agrees: bool = False) -> Membership:
    system = system_actor([network.tenant_id])
    person = people.start_person(system, name=name)
    people.settle_household(system, person_id=person.id, address_id=make_street(f"Straat {number}")[0], mark="A")
    if agrees:
        people.give_consent(system, person_id=person.id, tenant_id=network.tenant_id, recipient="be-alert", how="paper")
    return make_member(network, make_contact_point(person, "sms", number, place=lambert()))


def asked(actor: Actor, network: Network, format: str = "spreadsheet") -> ListExport:
    return actions.ask_export(actor, network_id=network.id, format=format, purpose="be_alert", reason=REASON)


def test_two_persons_and_one_file(network: Network, lead: Account, officer: Account) -> None:
    member(network, '=HYPERLINK("http://x")', "+32470000001")
    member(network, "Bo Maes", "+32470000002")
    me, second = actor_for(lead), actor_for(officer)
    row = asked(me, network)
    with pytest.raises(Stale):
        actions.fetch_export(me, export_id=row.id)
    actions.decide_export(second, export_id=row.id, confirm=True)
    with pytest.raises(Refused):
        actions.fetch_export(second, export_id=row.id)
    fetched = actions.fetch_export(me, export_id=row.id)
    cells = [
        list(one) for one in openpyxl.load_workbook(io.BytesIO(fetched.content)).active.iter_rows(values_only=True)
    ]
    assert lead.name in cells[0][0] and officer.name in cells[0][0] and REASON in cells[0][0]
    assert sorted(one[0] for one in cells[3:]) == ['\'=HYPERLINK("http://x")', "Bo Maes"]
    with pytest.raises(Stale):
        actions.fetch_export(me, export_id=row.id)
    row.refresh_from_db()
    assert (row.state, row.members) == ("fetched", 2)
    verbs = set(AuditRow.objects.filter(target_id=network.id).values_list("verb", flat=True))
    assert {f"networks.{deed}_export" for deed in ("ask", "confirm", "fetch")} <= verbs
    assert AuditRow.objects.filter(verb="consult", reason=REASON).exists()


def test_nobody_confirms_their_own_and_no_two_neighbours_do_it_together(
    network: Network, lead: Account, officer: Account
) -> None:
    own = asked(actor_for(officer), network)
    with pytest.raises(Refused):
        actions.decide_export(actor_for(officer), export_id=own.id, confirm=True)
    with pytest.raises(Missing):
        actions.decide_export(actor_for(lead), export_id=own.id, confirm=True)
    dpo = staff_actor(network.tenant, "dpo")
    assert actions.decide_export(dpo, export_id=own.id, confirm=True).state == "confirmed"
    with pytest.raises(Stale):
        actions.decide_export(dpo, export_id=own.id, confirm=True)


def test_refused_is_refused_and_late_is_late(network: Network, lead: Account, officer: Account) -> None:
    me, second = actor_for(lead), actor_for(officer)
    first = asked(me, network)
    with pytest.raises(Refused):
        asked(me, network)
    actions.decide_export(second, export_id=first.id, confirm=False)
    with pytest.raises(Stale):
        actions.fetch_export(me, export_id=first.id)
    late = asked(me, network)
    actions.decide_export(second, export_id=late.id, confirm=True)
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(Stale):
        actions.fetch_export(me, export_id=late.id)
    assert actions.fetch_export(me, export_id=late.id).content


@pytest.mark.parametrize("change", [{"reason": "nodig"}, {"format": "pdf"}, {"purpose": "x"}])
def test_a_request_says_what_and_why(network: Network, lead: Account, change: dict[str, str]) -> None:
    given = {"format": "spreadsheet", "purpose": "other", "reason": REASON} | change
    with pytest.raises(Refused):
        actions.ask_export(actor_for(lead), network_id=network.id, **given)
    assert not ListExport.objects.exists()


def test_be_alert_gets_only_who_agreed(network: Network, officer: Account) -> None:
    member(network, "An Peeters", "+32470000001", agrees=True)
    member(network, "Bo Maes", "+32470000002")
    row = asked(actor_for(officer), network, "be_alert")
    actions.decide_export(staff_actor(network.tenant, "dpo"), export_id=row.id, confirm=True)
    content = actions.fetch_export(actor_for(officer), export_id=row.id).content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert (line["Naam"], line["SMS"], line["Bijkomend adres"]) == ("An", "0032470000001", "A")


def test_the_coordinator_takes_no_name_that_is_not_shown(network: Network, lead: Account, officer: Account) -> None:
    hidden = member(network, "An Peeters", "+32470000001")
    Membership.objects.filter(id=hidden.id).update(shown_by_name=False)
    row = asked(actor_for(lead), network)
    actions.decide_export(actor_for(officer), export_id=row.id, confirm=True)
    content = actions.fetch_export(actor_for(lead), export_id=row.id).content
    assert "Peeters" not in str(list(openpyxl.load_workbook(io.BytesIO(content)).active.values))


def test_of_another_zone_and_for_the_city_it_does_not_exist(network: Network, lead: Account) -> None:
    row = asked(actor_for(lead), network)
    city = make_tenant(TenantKind.MUNICIPALITY, network.tenant)
    Network.objects.update(municipality_id=city.id)
    strangers = [
        staff_actor(make_tenant(), "dpo"), staff_actor(make_tenant(), "mandated_officer"), staff_actor(city, "dpo"),
        staff_actor(city, "prevention"), staff_actor(network.tenant, "prevention"),
        actor_for(coordinator_of(make_network(network.tenant))),
    ]  # fmt: skip
    for actor in strangers:
        for export_id in (row.id, new_id()):
            with pytest.raises(Missing):
                actions.decide_export(actor, export_id=export_id, confirm=True)
            with pytest.raises(Missing):
                actions.fetch_export(actor, export_id=export_id)
        for network_id in (network.id, new_id()):
            with pytest.raises(Missing):
                asked(actor, Network(id=network_id))
            with pytest.raises(Missing):
                queries.exports(actor, network_id, timezone.now())


def waits(network: Network) -> list[str]:
    """For whom a list waits."""
    return [one.owner for one in todo_of(at_hand(network.id).values(), timezone.now()) if "#uit" in one.url]


def test_by_the_pages(network: Network, lead: Account, officer: Account) -> None:
    member(network, "An Peeters", "+32470000001")
    coordinator, second = sign_in(Client(), lead), sign_in(Client(), officer)
    page = f"/netwerken/{network.id}/lijsten"
    coordinator.post(f"{page}/uit", {"format": "spreadsheet", "purpose": "letter", "reason": REASON})
    row = ListExport.objects.get()
    assert waits(network) == ["officer"]
    assert 'value="confirm"' not in coordinator.get(page).content.decode()
    assert 'value="confirm"' in second.get(page).content.decode()
    second.post(f"/netwerken/uitvoer/{row.id}/", {"deed": "confirm"})
    assert waits(network) == ["coordinator"]
    answer: Any = coordinator.post(f"/netwerken/uitvoer/{row.id}/bestand")
    assert waits(network) == []
    assert answer["Content-Disposition"].endswith('"leden.xlsx"')
    assert coordinator.post(f"/netwerken/uitvoer/{row.id}/bestand").status_code == 409
    assert coordinator.get(f"/netwerken/uitvoer/{row.id}/bestand").status_code == 405


def test_the_data_protection_officer_finds_what_waits(network: Network, officer: Account, client: Client) -> None:
    found = asked(actor_for(officer), network)
    dpo = make_staff(network.tenant, "dpo")
    rows = queries.asked_exports(actor_for(dpo))
    assert [one for one, _name in rows] == [found]
    page = sign_in(client, dpo).get("/netwerken/lijsten/").content.decode()
    there = f"/netwerken/{network.id}/lijsten"
    assert network.name in page and f'href="{there}#uit"' in page and 'aria-current="page"' in page
    assert client.get(there).status_code == 200
    assert queries.asked_exports(staff_actor(make_tenant(), "dpo")) == []
    for who in (actor_for(officer), staff_actor(network.tenant, "chief")):
        with pytest.raises(Missing):
            queries.asked_exports(who)
    actions.decide_export(actor_for(dpo), export_id=found.id, confirm=True)
    assert queries.asked_exports(actor_for(dpo)) == []
