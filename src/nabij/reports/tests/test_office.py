"""The back office through its pages: what one can do there, and that another zone finds nothing at any door."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from nabij.audit.models import AuditRow
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports import actions, queries
from nabij.reports.models import Incident, Referral, Report, Task
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town, by_telephone, report
from nabij.tenants.actor import system_actor
from nabij.tenants.keys import new_id

HX = {"HX-Request": "true"}
SOON = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def dispatcher(town: Town, client: Client) -> Client:
    return sign_in(client, make_staff(town.zone, "dispatcher"))


@pytest.fixture
def stranger(town: Town) -> Client:
    return sign_in(Client(), make_staff(town.other_zone, "dispatcher", "mandated_officer"))


def post(client: Client, name: str, incident_id: UUID, **fields: object) -> int:
    return client.post(reverse(f"reports:{name}", args=[incident_id]), {"version": 1} | fields, headers=HX).status_code


def everything(town: Town) -> dict[str, UUID]:
    """An incident with a report, a photo, a task and a referral: one of each thing that has an address."""
    dispatcher = town.dispatcher()
    made, other = report(name="An Peeters", contact=by_telephone()), report()
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20)).save(drawn, "PNG")
    photo = actions.add_photo(dispatcher, report_id=made.report_id, upload=io.BytesIO(drawn.getvalue()))
    actions.judge_incident(dispatcher, incident_id=made.incident_id, version=1, outcome="task_only")
    team = actions.make_team(system_actor([town.zone.id]), tenant_id=town.zone.id, name="Patrouille")
    task = actions.give_task(dispatcher, incident_id=made.incident_id, team_id=team.id, what="Ga kijken.")
    referral = actions.refer(
        dispatcher, incident_id=other.incident_id, version=1, to_tenant_id=town.city.id, fields=["photos", "place"],
        legal_basis="art. 44/1", reason="camera", until=timezone.now() + timedelta(days=2), is_needed=True,
    )  # fmt: skip
    return {
        "incident": made.incident_id, "report": made.report_id, "photo": photo.id, "task": task.id, "referral": referral.id,
    }  # fmt: skip


ON_AN_INCIDENT = ("judge", "close", "reopen", "note", "merge", "split", "give_task", "refer", "revoke")
DOORS = [
    ("get", "incident", "incident"),
    ("get", "panel", "incident"),
    ("get", "photo", "photo"),
    ("get", "referral", "referral"),
    *(
        ("post", name, "incident")
        for name in ("judge", "close", "reopen", "note", "merge", "split", "give_task", "refer", "revoke")
    ),
    ("post", "source", "report"),
    ("post", "task_step", "task"),
    ("post", "answer_referral", "referral"),
]
FILLED = {
    "outcome": "warn", "close-template": "solved", "reason": "x", "note-internal": "x", "task-what": "x", "step": "start",
    "answer": "accept", "refer-fields_shown": "place", "refer-legal_basis": "x", "refer-reason": "x", "refer-until": SOON,
}  # fmt: skip


@pytest.mark.parametrize(("method", "name", "kind"), DOORS)
def test_another_zone_finds_the_same_nothing_as_for_an_unknown_id(
    town: Town, stranger: Client, method: str, name: str, kind: str
) -> None:
    made = everything(town)
    fields = FILLED | {"version": 2, "other": new_id(), "report": made["report"], "referral": made["referral"]}
    fields |= {"task-team": Task.objects.get().team_id, "refer-to_tenant": town.other_city.id}
    before = list(Incident.objects.order_by("id").values("id", "version", "state"))
    stranger.get(reverse("reports:queue"))  # The first page of a session remembers rights.
    answers = []
    for some_id in (made[kind], new_id()):
        with CaptureQueriesContext(connection) as taken:
            answer = getattr(stranger, method)(
                reverse(f"reports:{name}", args=[some_id]), fields if method == "post" else {}
            )
        body = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)
        answers.append((answer.status_code, body.replace(str(some_id).encode(), b""), len(taken)))
    assert answers[0] == answers[1]
    assert answers[0][0] in (404, 422)
    assert list(Incident.objects.order_by("id").values("id", "version", "state")) == before
    assert Task.objects.get().state == "open"
    assert Referral.objects.get().state == "offered"


def test_lists_of_another_zone_hold_nothing_of_ours(town: Town, stranger: Client) -> None:
    made = everything(town)
    for name in ("incidents", "queue", "geojson", "tasks"):
        page = stranger.get(reverse(f"reports:{name}")).content.decode()
        assert str(made["incident"]) not in page
        assert "Dorpsstraat" not in page


@pytest.mark.parametrize("name", ["incidents", "queue", "geojson", "tasks", "intake", "kinds", "near"])
def test_a_visitor_is_sent_to_the_sign_in_page(town: Town, client: Client, name: str) -> None:
    answer = client.get(reverse(f"reports:{name}"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]


def test_a_call_is_written_down_and_lands_on_the_incident(town: Town, dispatcher: Client) -> None:
    fields = {
        "kind": "verdachte", "lon": HERE.lon, "lat": HERE.lat, "address": "", "text": "Man voelt aan deuren",
        "caught_in_act": "on", "contact": "0470 12 34 56", "name": "An", "channel": "call",
    }  # fmt: skip
    answer = dispatcher.post(reverse("reports:intake"), fields, follow=True)
    stored = Report.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("reports:incident", args=[stored.incident_id])
    assert (stored.channel, stored.category_id, stored.caught_in_act) == ("call", "suspicious", True)
    assert re.search(r"[B-Z2-9]{4}-[B-Z2-9]{4}-[B-Z2-9]{4}", answer.content.decode())
    assert AuditRow.objects.filter(verb="reports.report", actor_kind="staff").exists()


@pytest.mark.parametrize(
    "lacking", [{"kind": "qqqq"}, {"lon": "", "lat": ""}, {"contact": "12"}, {"lon": ELSEWHERE.lon + 1, "lat": 10}]
)
def test_a_call_that_misses_something_comes_back(town: Town, dispatcher: Client, lacking: dict[str, object]) -> None:
    fields = {"kind": "lawaai", "lon": HERE.lon, "lat": HERE.lat, "text": "Muziek", "channel": "call"} | lacking
    answer = dispatcher.post(reverse("reports:intake"), fields)
    assert answer.status_code == 422
    assert "Muziek" in answer.content.decode()
    assert not Report.objects.exists()


def test_what_is_known_nearby_shows_while_typing_and_can_take_the_call(town: Town, dispatcher: Client) -> None:
    known = report(category="noise")
    fields = {"kind_id": "noise", "kind": "Lawaai", "lon": HERE.lon, "lat": HERE.lat, "channel": "call"}
    assert str(known.incident_id) in dispatcher.get(reverse("reports:near"), fields).content.decode()
    dispatcher.post(reverse("reports:intake"), fields | {"join": known.incident_id, "text": "Nog een beller"})
    assert Incident.objects.get(id=known.incident_id).report_count == 2


def test_a_call_about_violence_at_home_gets_numbers_and_is_not_stored(town: Town, dispatcher: Client) -> None:
    fields = {"kind_id": "violence-home", "lon": HERE.lon, "lat": HERE.lat, "channel": "call"}
    assert "1712" in dispatcher.get(reverse("reports:near"), fields).content.decode()
    assert dispatcher.post(reverse("reports:intake"), fields).status_code == 422
    assert not Report.objects.exists()


def test_a_clerk_of_the_city_hands_a_call_to_the_police_without_seeing_it(town: Town, client: Client) -> None:
    sign_in(client, make_staff(town.city, "desk_clerk"))
    fields = {"kind_id": "burglary", "lon": HERE.lon, "lat": HERE.lat, "channel": "counter"}
    answer = client.post(reverse("reports:intake"), fields)
    assert answer.url == reverse("reports:intake")  # type: ignore[attr-defined]
    assert Report.objects.get().tenant_id == town.zone.id


def test_kinds_are_offered_as_the_combobox_reads_them(town: Town, dispatcher: Client) -> None:
    assert dispatcher.get(reverse("reports:kinds"), {"q": "inbr"}).json()[0]["id"] == "burglary"


def test_judging_tasks_and_closing_by_the_page(town: Town, dispatcher: Client) -> None:
    made = report()
    team = actions.make_team(system_actor([town.zone.id]), tenant_id=town.zone.id, name="Patrouille")
    assert post(dispatcher, "judge", made.incident_id, outcome="task_only") == 200
    assert post(dispatcher, "give_task", made.incident_id, **{"task-team": team.id, "task-what": "Ga kijken."}) == 200
    task = Task.objects.get()
    assert post(dispatcher, "close", made.incident_id, version=2, **{"close-template": "solved"}) == 422
    dispatcher.post(reverse("reports:task_step", args=[task.id]), {"step": "finish", "result": "Niemand gezien."})
    assert post(dispatcher, "close", made.incident_id, version=2, **{"close-template": "found_nobody"}) == 200
    assert Incident.objects.get().state == "closed"
    assert post(dispatcher, "reopen", made.incident_id, version=3, reason="weer") == 200


def test_withholding_by_the_page_asks_for_all_it_needs(town: Town, dispatcher: Client) -> None:
    made = report()
    assert post(dispatcher, "judge", made.incident_id, outcome="withhold") == 422
    asked = {"withhold-reason": "onderzoek", "withhold-prosecutor": "no", "withhold-review_at": SOON}
    assert post(dispatcher, "judge", made.incident_id, outcome="withhold", **asked) == 200
    assert (Incident.objects.get().state, Incident.objects.get().prosecutor_consulted) == ("withheld", False)


def test_who_was_second_sees_what_the_first_did(town: Town, dispatcher: Client) -> None:
    made, colleague = report(), town.dispatcher()
    actions.judge_incident(colleague, incident_id=made.incident_id, version=1, outcome="task_only")
    answer = dispatcher.post(
        reverse("reports:judge", args=[made.incident_id]), {"version": 1, "outcome": "warn"}, headers=HX
    )
    assert answer.status_code == 409
    assert colleague.name in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()


def test_merging_and_splitting_by_the_page(town: Town, dispatcher: Client) -> None:
    first, second = report(), report()
    assert post(dispatcher, "merge", first.incident_id, other=second.incident_id) == 200
    assert post(dispatcher, "split", first.incident_id, version=2, report=second.report_id, reason="ander feit") == 200
    assert post(dispatcher, "merge", first.incident_id, version=3, other="x") == 422
    assert Incident.objects.filter(state="new").count() == 2


def test_the_source_shows_only_after_saying_why(town: Town, dispatcher: Client) -> None:
    made = report(name="An Peeters", contact=by_telephone())
    page = dispatcher.get(reverse("reports:incident", args=[made.incident_id])).content.decode()
    assert "Peeters" not in page
    assert "470123456" not in page.replace(" ", "")
    address = reverse("reports:source", args=[made.report_id])
    assert dispatcher.post(address, {"reason": " "}).status_code == 422
    assert "Peeters" in dispatcher.post(address, {"reason": "terugbellen"}).content.decode()


def test_a_photo_is_served_with_rights_only(town: Town, dispatcher: Client, client: Client) -> None:
    made = everything(town)
    answer = dispatcher.get(reverse("reports:photo", args=[made["photo"]]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(reverse("reports:photo", args=[made["photo"]])).status_code == 302


def test_another_service_sees_what_was_handed_over_and_answers(town: Town) -> None:
    made = everything(town)
    guard = sign_in(Client(), make_staff(town.city, "guard"))
    assert str(made["referral"]) in guard.get(reverse("reports:tasks")).content.decode()
    page = guard.get(reverse("reports:referral", args=[made["referral"]])).content.decode()
    assert "Dorpsstraat" in page
    assert "Iemand kijkt" not in page
    guard.post(reverse("reports:answer_referral", args=[made["referral"]]), {"answer": "accept"})
    assert Referral.objects.get().state == "accepted"
    guard.post(
        reverse("reports:answer_referral", args=[made["referral"]]), {"answer": "decline", "reason": "niet voor ons"}
    )
    assert Referral.objects.get().state == "declined"


def test_a_photo_that_was_not_handed_over_stays_closed(town: Town) -> None:
    made = everything(town)
    guard = sign_in(Client(), make_staff(town.city, "guard"))
    assert guard.get(reverse("reports:photo", args=[made["photo"]])).status_code == 404


@pytest.mark.parametrize("size", [3, 60])
def test_pages_of_any_length_take_at_most_fifteen_queries(town: Town, size: int) -> None:
    for _ in range(size):
        report()
    account = make_staff(town.zone, "dispatcher")
    client = sign_in(Client(), account)
    client.get(reverse("reports:queue"))
    with CaptureQueriesContext(connection) as taken:
        assert client.get(reverse("reports:queue")).status_code == 200
    assert len(taken) <= 15, [query["sql"][:90] for query in taken]
    assert queries.counts(actor_for(account))["new"] == size


def test_the_panel_has_a_place_for_what_rooms_above_add(town: Town, dispatcher: Client, settings: object) -> None:
    settings.NABIJ_SLOTS = {"incident": "/elders/{id}/"}  # type: ignore[attr-defined]
    made = report()
    panel = dispatcher.get(reverse("reports:panel", args=[made.incident_id])).content.decode()
    assert f'hx-get="/elders/{made.incident_id}/"' in panel
    assert "<html" not in panel


def test_tasks_of_ones_team_on_the_list(town: Town) -> None:
    everything(town)
    guard = make_staff(town.zone, "dispatcher")
    actions.join_team(system_actor([town.zone.id]), team_id=Task.objects.get().team_id, account_id=guard.id)
    page = sign_in(Client(), guard).get(reverse("reports:tasks")).content.decode()
    assert "Ga kijken." in page


def test_the_roster_is_made_by_who_manages_people_and_for_their_own_service_only(
    town: Town, dispatcher: Client
) -> None:
    assert dispatcher.get(reverse("reports:roster")).status_code == 404
    chief = sign_in(Client(), make_staff(town.zone, "chief"))
    asked = {"duty-role": "officer", "duty-name": "Inspecteur Maes", "duty-number": "0470 12 34 56"}
    asked |= {"duty-from_at": "2026-01-01T06:00", "duty-until_at": SOON}
    chief.post(reverse("reports:put_on_duty"), asked | {"duty-tenant": town.zone.id})
    page = chief.get(reverse("reports:roster")).content.decode()
    assert "Inspecteur Maes" in page
    assert "470123456" not in page.replace(" ", "")
    wrong = asked | {"duty-name": "Vreemde", "duty-tenant": town.other_zone.id}
    assert chief.post(reverse("reports:put_on_duty"), wrong).status_code == 422
    assert (
        chief.post(
            reverse("reports:put_on_duty"), asked | {"duty-tenant": town.zone.id, "duty-number": "9"}
        ).status_code
        == 422
    )
    other = sign_in(Client(), make_staff(town.other_zone, "chief"))
    assert "Inspecteur Maes" not in other.get(reverse("reports:roster")).content.decode()


def test_an_officer_adds_a_photo_to_what_was_seen(town: Town, dispatcher: Client, stranger: Client) -> None:
    made = report()
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20)).save(drawn, "PNG")
    address = reverse("reports:add_photo", args=[made.report_id])

    def add(client: Client, content: bytes) -> int:
        return client.post(address, {"photo": io.BytesIO(content)}).status_code

    assert add(stranger, drawn.getvalue()) == 404
    assert add(dispatcher, b"no photo") == 422
    assert dispatcher.post(address).status_code == 422
    assert add(dispatcher, drawn.getvalue()) == 302
    assert Incident.objects.get().photo_count == 1


def test_what_has_to_be_looked_at_again_stands_above_the_queue(town: Town, dispatcher: Client) -> None:
    made = report()
    soon = timezone.now() + timedelta(seconds=1)
    why = {"reason": "x", "prosecutor_consulted": False, "review_at": soon}
    actions.judge_incident(town.dispatcher(), incident_id=made.incident_id, version=1, outcome="withhold", **why)
    Incident.objects.update(review_at=timezone.now() - timedelta(hours=1))
    page = dispatcher.get(reverse("reports:queue") + "?view=closed").content.decode()
    assert str(made.incident_id) in page
