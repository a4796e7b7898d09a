"""The pages of the list by real requests: what one sees, what one can do, and that another zone finds nothing."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.models import AuditDetail, AuditRow
from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports import actions
from nabij.reports.backlog import rules
from nabij.reports.backlog.models import BulkItem, SavedFilter
from nabij.reports.models import Incident, TeamMember
from nabij.reports.tests.factories import ELSEWHERE, Town, by_telephone, report
from nabij.tenants.actor import system_actor

LIST = "/incidenten/"
MOST_QUERIES = 15


@pytest.fixture
def account(town: Town) -> Account:
    return make_staff(town.zone, "dispatcher")


@pytest.fixture
def dispatcher(account: Account) -> Client:
    return sign_in(Client(), account)


@pytest.fixture
def stranger(town: Town) -> Client:
    return sign_in(Client(), make_staff(town.other_zone, "dispatcher"))


def team_of(town: Town, name: str = "Interventie") -> UUID:
    return actions.make_team(system_actor([town.zone.id]), tenant_id=town.zone.id, name=name).id


def seen(*incident_ids: UUID) -> list[str]:
    """How the list writes rows that are ticked."""
    return [f"{one.id}:{one.version}" for one in Incident.objects.filter(id__in=incident_ids).order_by("id")]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("size", [2, 100])
@pytest.mark.parametrize(
    "query", ["", "?view=all&q=kijkt", "?sort=due", "?mine=1&view=all", "?kind=suspicious&urgent=1"]
)
def test_a_page_of_any_length_takes_at_most_fifteen_queries(
    town: Town, account: Account, dispatcher: Client, size: int, query: str
) -> None:
    team = team_of(town)
    TeamMember.objects.create(tenant=town.zone, team_id=team, account_id=account.id)
    for _ in range(size):
        report()
    Incident.objects.filter(tenant=town.zone).update(team_id=team, due_at=timezone.now() + timedelta(hours=1))
    SavedFilter.objects.bulk_create(
        SavedFilter(tenant=town.zone, name=f"F{n}", account_id=account.id, made_at=timezone.now()) for n in range(5)
    )
    dispatcher.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        page = text_of(dispatcher, LIST + query)
    assert page.count('name="chosen"') == size
    assert len(asked) <= MOST_QUERIES, [one["sql"][:90] for one in asked]


def test_a_row_says_whose_it_is_and_that_it_is_late(town: Town, dispatcher: Client) -> None:
    made = report()
    Incident.objects.filter(id=made.incident_id).update(
        team_id=team_of(town), due_at=timezone.now() - timedelta(hours=2)
    )
    page = text_of(dispatcher, LIST)
    assert "Interventie" in page
    assert "te laat" in page
    assert "te laat" in text_of(dispatcher, "/incidenten/rij/")
    assert str(made.incident_id) in text_of(dispatcher, f"{LIST}?term=late")
    assert str(made.incident_id) not in text_of(dispatcher, f"{LIST}?team=none")


def test_what_came_in_since_the_list_was_shown_is_told_and_nothing_else(
    town: Town, dispatcher: Client, stranger: Client, django_assert_max_num_queries: Any
) -> None:
    report()
    page = text_of(dispatcher, f"{LIST}?kind=suspicious")
    told = html.unescape(re.findall(r'hx-get="([^"]*nieuwer[^"]*)"', page)[0])
    assert "nieuwe melding" not in text_of(dispatcher, told)
    report()
    report(category="bike-theft")
    report(place=ELSEWHERE)
    assert "1 nieuwe melding, toon ze" in text_of(dispatcher, told)
    report()
    with django_assert_max_num_queries(8):
        assert "2 nieuwe meldingen, toon ze" in text_of(dispatcher, told)
    assert "1 nieuwe melding" in text_of(stranger, told)
    assert f"{LIST}?kind=suspicious" in text_of(dispatcher, told)
    for wrong in ("", "?seen=gisteren", "?seen=2026-11-22T10:00:00"):
        assert dispatcher.get(f"{LIST}nieuwer{wrong}").status_code == 404
    assert 'href="/incidenten/?kind=suspicious"' in page, "without scripts one looks again by a link"


def test_what_cannot_be_read_in_a_filter_is_said_and_the_list_still_opens(town: Town, dispatcher: Client) -> None:
    made = report()
    for query in ("since=gisteren", "q=ab", "team=weg", "kind=weg", "since=2026-02-02&until=2026-01-01", "mine=1"):
        page = text_of(dispatcher, f"{LIST}?{query}")
        assert "nb-notice--warning" in page or 'role="status"' in page, query
    assert str(made.incident_id) in text_of(dispatcher, f"{LIST}?view=onzin&after=onzin&service=x&sort=x")


def test_a_kept_filter_of_a_team_that_ended_opens_with_a_sentence(
    town: Town, account: Account, dispatcher: Client, stranger: Client
) -> None:
    team, made = team_of(town), report()
    Incident.objects.filter(id=made.incident_id).update(team_id=team)
    TeamMember.objects.create(tenant=town.zone, team_id=team, account_id=account.id)
    words = {"asked": f"team={team}", "name": "Van ons", "sharing": "team", "team": team, "service": town.zone.id}
    assert dispatcher.post(f"{LIST}filter/", words).status_code == 302
    kept = SavedFilter.objects.get()
    team_row = kept.team
    assert team_row is not None
    team_row.active = False
    team_row.save()
    page = text_of(dispatcher, f"{LIST}?{kept.asked}")
    assert "Interventie" in page
    assert "bestaat niet meer" in page or "is gestopt" in page
    assert str(made.incident_id) in page
    assert "Van ons" not in text_of(stranger, LIST)
    assert stranger.post(f"{LIST}filter/{kept.id}/weg").status_code == 404
    assert dispatcher.post(f"{LIST}filter/{kept.id}/weg").status_code == 302
    assert not SavedFilter.objects.exists()


def test_who_is_not_in_the_team_or_may_not_judge_shares_nothing(town: Town, dispatcher: Client) -> None:
    clerk = sign_in(Client(), make_staff(town.zone, "desk_clerk"))
    words = {"name": "Alles", "service": town.zone.id, "asked": ""}
    assert dispatcher.post(f"{LIST}filter/", words | {"sharing": "team", "team": ""}).status_code == 422
    assert clerk.post(f"{LIST}filter/", words | {"sharing": "tenant"}).status_code == 404
    assert clerk.post(f"{LIST}filter/", words | {"sharing": "own", "name": " "}).status_code == 422
    assert not SavedFilter.objects.exists()
    assert dispatcher.post(f"{LIST}filter/", words | {"sharing": "tenant"}).status_code == 302
    assert "Alles" in text_of(clerk, LIST)


def test_few_are_done_while_one_waits_and_one_page_says_what_became_of_each(town: Town, dispatcher: Client) -> None:
    team = team_of(town)
    one, stale, foreign = report(), report(), report(place=ELSEWHERE)
    chosen = seen(one.incident_id, stale.incident_id, foreign.incident_id)
    actions.judge_incident(town.dispatcher(), incident_id=stale.incident_id, version=1, outcome="task_only")
    asked = dispatcher.post(f"{LIST}samen/", {"deed": "team", "chosen": chosen})
    assert asked.status_code == 200
    assert "words-team" in asked.content.decode()
    given = {"deed": "team", "chosen": chosen, "sure": "1", "words-team": str(team)}
    answer = dispatcher.post(f"{LIST}samen/", given, follow=True)
    page = answer.content.decode()
    assert page.count("<tr>") == 3, "two rows and the head: the foreign one is not of the order"
    assert "was je voor" in page
    assert Incident.objects.get(id=one.incident_id).team_id == team
    assert Incident.objects.get(id=stale.incident_id).team_id is None
    assert Incident.objects.get(id=foreign.incident_id).team_id is None
    assert str(foreign.incident_id) not in page


def test_an_order_is_seen_by_who_judges_there(town: Town, dispatcher: Client, stranger: Client) -> None:
    made = report()
    given = {
        "deed": "note",
        "chosen": seen(made.incident_id),
        "sure": "1",
        "words-internal": "Gezien.",
        "words-public": "",
    }
    address = dispatcher.post(f"{LIST}samen/", given)["Location"]
    colleague, clerk = (sign_in(Client(), make_staff(town.zone, role)) for role in ("dispatcher", "desk_clerk"))
    assert dispatcher.get(address).status_code == colleague.get(address).status_code == 200
    assert stranger.get(address).status_code == clerk.get(address).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"deed": "close"},
        {"deed": "weg", "chosen": "x"},
        {"deed": "note", "chosen": "onzin"},
        {"deed": "note", "all": "1"},
    ],
)
def test_an_order_that_says_nothing_is_refused(town: Town, dispatcher: Client, given: dict[str, str]) -> None:
    assert dispatcher.post(f"{LIST}samen/", given).status_code == 422
    assert not BulkItem.objects.exists()


def test_everything_of_a_filter(town: Town, dispatcher: Client) -> None:
    made = {report().incident_id for _ in range(3)}
    asked = dispatcher.post(f"{LIST}samen/", {"deed": "note", "all": "1", "asked": "kind=suspicious"}).content.decode()
    assert asked.count('name="chosen"') == len(made) == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_the_filter_and_never_a_formula_or_who_told_it(town: Town, dispatcher: Client, kind: str) -> None:
    report(text='=HYPERLINK("http://kwaad.example")', name="An Peeters", contact=by_telephone())
    report(place=ELSEWHERE, text="Elders")
    answer = dispatcher.post(f"{LIST}bestand/?view=all", {"reason": "Overleg met de stad", "kind": kind})
    assert answer.status_code == 200
    if kind == "csv":
        content = answer.content.decode("utf-8-sig")
        rows = [line.split(";") for line in content.splitlines()]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        content = str(rows)
    assert len(rows) == 2
    assert "HYPERLINK" in content
    assert not any(cell.strip('"').startswith(("=", "+", "@")) for row in rows for cell in row)
    assert "An Peeters" not in content
    assert "0470" not in content
    row = AuditRow.objects.get(verb="reports.export")
    assert AuditDetail.objects.get(row_id=row.id).payload == {"incidents": 1, "format": kind}
    assert AuditRow.objects.get(verb="consult", target="reports.export").reason == "Overleg met de stad"


def test_before_a_file_is_made_one_reads_how_much_it_holds(
    town: Town, dispatcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        report()
    assert "Deze filter toont nu 3 feiten." in text_of(dispatcher, f"{LIST}bestand/?kind=suspicious")
    monkeypatch.setattr(rules, "LONG_FILE", 3)
    assert "halve minuut" in text_of(dispatcher, f"{LIST}bestand/")
    monkeypatch.setattr(rules, "MOST_EXPORTED", 2)
    page = text_of(dispatcher, f"{LIST}bestand/")
    assert "meer dan 2 feiten" in page and 'name="reason"' not in page
    assert dispatcher.post(f"{LIST}bestand/", {"reason": "Overleg", "kind": "csv"}).status_code == 422


def test_a_file_needs_a_reason_and_tells_less_to_who_only_views(town: Town, dispatcher: Client) -> None:
    report(text="Iets van belang")
    assert dispatcher.post(f"{LIST}bestand/", {"reason": " ", "kind": "csv"}).status_code == 422
    assert dispatcher.post(f"{LIST}bestand/", {"reason": "Overleg", "kind": "exe"}).status_code == 422
    clerk = sign_in(Client(), make_staff(town.zone, "desk_clerk"))
    content = clerk.post(f"{LIST}bestand/", {"reason": "Overleg", "kind": "csv"}).content.decode("utf-8-sig")
    assert len(content.splitlines()) == 2
    assert "Iets van belang" not in content
