"""The pages about all networks by real requests: who sees what, sorted, filtered, paged, taken out, and printed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from nabij.audit.models import AuditRow
from nabij.meetings.tests.factories import make_meeting
from nabij.networks import todo
from nabij.networks.documents.tests.factories import make_parties, settled_budget
from nabij.networks.models import MandateRole, Network
from nabij.networks.overview import actions, choosing, export, queries
from nabij.networks.overview.tests.factories import Town, make_town
from nabij.networks.tests.factories import lambert, make_member, make_network, mandate
from nabij.networks.todo import Todo
from nabij.networks.year.evaluation.models import Evaluation
from nabij.people.models import AccountKind
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_person,
    make_staff,
    sign_in,
    staff_actor,
)
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def staff(tenant: Any, role: str = "chief") -> Client:
    return sign_in(Client(), make_staff(tenant, role))


def content(response: Any) -> str:
    return str(response.content.decode())


def listed(client: Client, query: str = "") -> list[str]:
    """The names of the networks in the table, in their order."""
    answer = client.get(reverse("networks:list") + query)
    assert answer.status_code == 200
    return [row["name"] for row in answer.context["rows"]]


def settle(town: Town, number: int, households: int) -> None:
    for _ in range(households):
        point = make_contact_point(make_person(), place=lambert(*town.place(number)))
        make_member(town.networks[number], point)
    actions.recount(system_actor([town.zone.id]), tenant_id=town.zone.id)


def test_the_map_names_each_neighbourhood_with_its_households() -> None:
    town = make_town()
    settle(town, 1, 3)
    page = content(staff(town.zone).get(reverse("networks:list")))
    assert "Wijk 1: 3 van 100 huishoudens" in page
    assert f'href="#wijk-{town.city.code}-1"' in page
    assert f'id="wijk-{town.city.code}-1"' in page, "a click on the map leads to its row"
    assert page.count("ov-map__network--active") == 2


def test_the_table_is_sorted_filtered_searched_and_paged() -> None:
    town = make_town(networks=3)
    settle(town, 2, 2)
    mandate(town.networks[0], MandateRole.COORDINATOR, make_account(AccountKind.RESIDENT).id)
    Network.objects.filter(id=town.networks[1].id).update(state="resting")
    chief = staff(town.zone)
    assert listed(chief) == ["BIN 1", "BIN 2", "BIN 3"]
    assert listed(chief, "?op=households") == ["BIN 3", "BIN 1", "BIN 2"]
    assert listed(chief, "?staat=resting") == ["BIN 2"]
    assert listed(chief, "?zonder=coordinator") == ["BIN 2", "BIN 3"]
    assert listed(chief, "?q=bin+3") == ["BIN 3"]
    assert listed(chief, f"?gemeente={town.other_city.id}") == []
    assert listed(chief, "?stil=1") == []
    assert listed(chief, "?op=nonsense&gemeente=nonsense&after=nonsense") == ["BIN 1", "BIN 2", "BIN 3"]
    for number in range(choosing.PAGE):
        make_network(town.zone, *town.place(0), name=f"Extra {number:02}")
    assert len(listed(chief)) == choosing.PAGE
    assert listed(chief, f"?after={choosing.PAGE}") == ["Extra 22", "Extra 23", "Extra 24"]
    assert listed(chief, "?before=0") == listed(chief)


def test_a_municipality_sees_its_ground_without_what_the_police_alone_may() -> None:
    town = make_town()
    make_network(town.zone, *town.place(2), name="Van niemand")
    city, chief = staff(town.city, "prevention"), staff(town.zone)
    assert listed(city) == ["BIN 1", "BIN 2"]
    assert listed(chief) == ["BIN 1", "BIN 2", "Van niemand"]
    assert "Beoordeeld na" in content(chief.get(reverse("networks:list")))
    assert "Beoordeeld na" not in content(city.get(reverse("networks:list")))
    assert 'value="response"' not in content(city.get(reverse("networks:list") + "?op=response"))
    assert listed(staff(town.other_city, "mayor")) == []


def test_who_leads_a_network_sees_only_that_one() -> None:
    town = make_town()
    account = make_account(AccountKind.RESIDENT)
    grant(account, town.zone, "coordinator")
    mandate(town.networks[0], MandateRole.COORDINATOR, account.id)
    client = sign_in(Client(), account)
    page = content(client.get(reverse("networks:list")))
    assert "BIN 1" in page
    assert "BIN 2" not in page
    for name in ("today", "goals"):
        assert client.get(reverse(f"networks:{name}")).status_code == 404


def test_another_ground_does_not_exist() -> None:
    town, other = make_town(), make_town(networks=1)
    chief = staff(town.zone)
    for name in ("list", "today", "goals"):
        for slug in (other.zone.slug, other.city.slug, "niets"):
            assert chief.get(reverse(f"networks:{name}") + f"?voor={slug}").status_code == 404
    assert chief.post(reverse("networks:export") + f"?voor={other.zone.slug}").status_code == 404


@pytest.mark.parametrize("name", ["list", "today", "goals"])
def test_a_page_asks_as_much_for_one_network_as_for_four(name: str) -> None:
    asked = []
    for size in (1, 4):
        town = make_town(networks=size)
        for number in range(size):
            settle(town, number, 1)
        client = staff(town.zone)
        client.get(reverse(f"networks:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"networks:{name}")).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert asked[1] <= MOST_QUERIES


def test_what_is_late_and_mine_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    town, now = make_town(), timezone.now()
    one, two = (network.id for network in town.networks)
    waiting = [
        Todo(one, "coordinator", "Straks iets", "/x/1", now, now + timedelta(days=1)),
        Todo(two, "chief", "Teken de overeenkomst", "/x/2", now, now + timedelta(days=5)),
        Todo(one, "officer", "Vertel hoe het afliep", "/x/3", now, now - timedelta(days=2)),
        Todo(two, "chief", "Beslis over de opstart", "/x/4", now, now - timedelta(days=1)),
    ]
    monkeypatch.setattr(todo, "_sources", {"test": lambda ids, _now: [one for one in waiting if one.network_id in ids]})
    actions.recount(system_actor([town.zone.id]), tenant_id=town.zone.id)
    answer = staff(town.zone).get(reverse("networks:today"))
    said = [matter["what"] for matter in answer.context["matters"]]
    assert said == ["Beslis over de opstart", "Vertel hoe het afliep", "Teken de overeenkomst", "Straks iets"]
    assert [matter["is_mine"] for matter in answer.context["matters"]] == [True, False, True, False]
    city = staff(town.city, "mayor").get(reverse("networks:today"))
    assert [matter["what"] for matter in city.context["matters"]] == ["Straks iets"]


def test_the_page_of_a_chief_fits_one_sheet_however_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    town, now = make_town(networks=2), timezone.now()
    long = "Schrijf wat de wijkbewoners dit jaar vroegen en wat daarmee gebeurde, en leg het voor aan de stuurgroep"
    waiting = [Todo(town.networks[0].id, "officer", long, "/x", now, now) for _ in range(60)]
    monkeypatch.setattr(todo, "_sources", {"test": lambda _ids, _now: waiting})
    actions.recount(system_actor([town.zone.id]), tenant_id=town.zone.id)
    answer = staff(town.zone).get(reverse("networks:today") + "?vorm=pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert "Zes cijfers" in text
    assert "En nog 48" in text


def test_goals_are_set_by_who_manages_and_measured_by_nobody() -> None:
    town = make_town()
    settle(town, 0, 2)
    chief, url = staff(town.zone), reverse("networks:goals")
    assert chief.post(url, {"networks": "4", "reached": "50"}).status_code == 302
    shown = {goal["what"]: goal for goal in chief.get(url).context["goals"]}
    assert (shown["networks"]["now"], shown["networks"]["target"]) == (2, 4)
    assert (shown["reached"]["now"], shown["reached"]["target"]) == (1, 50)
    assert chief.post(url, {"reached": "130"}).status_code == 422
    assert chief.post(url, {"networks": "-1"}).status_code == 422
    assert chief.post(url, {"networks": "4"}).status_code == 302, "what is left empty is no goal any more"
    assert [goal["what"] for goal in chief.get(url).context["goals"]] == ["networks"]
    dispatcher = staff(town.zone, "dispatcher")
    assert dispatcher.get(url).status_code == 200
    assert dispatcher.post(url, {"networks": "9"}).status_code == 404
    assert AuditRow.objects.filter(verb="networks.set_goals", tenant_id=town.zone.id).count() == 2


def test_a_goal_of_another_zone_is_not_mine_to_set() -> None:
    town, other = make_town(), make_town(networks=1)
    with pytest.raises(Missing):
        actions.set_goals(staff_actor(town.zone, "chief"), tenant_id=other.zone.id, year=2026, targets={"networks": 3})
    with pytest.raises(Refused):
        actions.set_goals(staff_actor(town.zone, "chief"), tenant_id=town.zone.id, year=2026, targets={"led": 101})


def test_the_table_says_what_was_planned_and_when_the_last_evening_and_evaluation_were() -> None:
    town = make_town()
    found, now = town.networks[0], timezone.now()
    parties = make_parties(town.zone, found)
    settled_budget(parties)
    for days, kind in ((400, "information"), (40, "information"), (10, "training")):
        meeting = make_meeting(town.zone, about=found.id, kind=kind)
        held = now - timedelta(days=days)
        type(meeting).objects.filter(id=meeting.id).update(starts_at=held, ends_at=held + timedelta(hours=2))
    Evaluation.objects.create(tenant=town.zone, network=found, year=now.year - 1, agreed_at=now - timedelta(days=70))
    (row, other) = (next(one for one in queries.city(staff_actor(town.zone, "chief")).rows if one.network_id == id_)
                    for id_ in (found.id, town.networks[1].id))  # fmt: skip
    assert row.evening_on == timezone.localdate(now - timedelta(days=40))
    assert row.evaluated_on == timezone.localdate(now - timedelta(days=70))
    assert row.planned_cents and (other.planned_cents, other.evening_on, other.evaluated_on) == (None, None, None)
    page = staff(town.zone).get(reverse("networks:today")).content.decode()
    assert "volgens de budgetplannen" in page


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_goes_out_without_formulas_and_on_record(form: str) -> None:
    town = make_town()
    Network.objects.filter(id=town.networks[0].id).update(name='=HYPERLINK("http://kwaad.example";"klik")')
    answer = staff(town.zone).post(reverse("networks:export"), {"form": form})
    assert f".{form}" in answer["Content-Disposition"]
    cells = read_csv(answer.content) if form == "csv" else read_xlsx(answer.content)
    assert [row[0] for row in cells[1:]] == ['\'=HYPERLINK("http://kwaad.example";"klik")', "BIN 2"]
    assert len(cells[0]) == 20
    row = AuditRow.objects.get(verb="networks.export_overview")
    assert row.tenant_id == town.zone.id
    city = staff(town.city, "prevention").post(reverse("networks:export"), {"form": form})
    assert len((read_csv(city.content) if form == "csv" else read_xlsx(city.content))[0]) == 18, "no police columns"
    assert staff(town.zone).post(reverse("networks:export"), {"form": "exe"}).status_code == 404


def read_csv(given: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(given.decode("utf-8-sig")), delimiter=";"))


def read_xlsx(given: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(given)).active
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


@pytest.mark.parametrize("cell", ["=1+1", "+32470", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_a_spreadsheet_would_run_is_shown_as_text(cell: str) -> None:
    assert str(export.harmless(cell)).startswith("'")
    assert export.harmless(-2) == -2


def test_the_ground_of_a_municipality_is_part_of_that_of_its_zone() -> None:
    town = make_town()
    settle(town, 0, 1)
    assert queries.city(staff_actor(town.city, "mayor")).households == 1
    assert queries.city(staff_actor(town.other_city, "mayor")).covered == []


def test_everybody_finds_the_networks_of_a_place_and_nobody_is_counted_out() -> None:
    town = make_town()
    settle(town, 0, 6)
    settle(town, 1, 4)
    page = content(Client().get(reverse("networks:everywhere") + f"?zone={town.zone.slug}"))
    assert "6 huishoudens" in page
    assert "4 huishoudens" not in page
    assert page.count("ov-map__place--active") == 2
    at = "&".join(f"{name}={value}" for name, value in zip(("lon", "lat"), town.place(0), strict=True))
    here = Client().get(reverse("networks:everywhere") + f"?zone={town.zone.slug}&address=Straat&{at}")
    assert [row[0] for row in here.context["here"]] == ["BIN 1"]
    assert Client().get(reverse("networks:everywhere") + "?zone=niets").status_code == 404
