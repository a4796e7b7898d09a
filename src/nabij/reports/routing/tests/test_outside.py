"""A task goes to an outside team by e-mail or to its system: what it sees and does, and what happens when sending fails."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from nabij.channels.outbox.models import MessageState
from nabij.channels.outbox.tests.routes import Routes
from nabij.people.models import Account
from nabij.people.tests.factories import key_for, make_staff, sign_in, staff_actor
from nabij.reports import actions
from nabij.reports.actions import Recorded
from nabij.reports.models import IncidentNote, Task, Team
from nabij.reports.routing.actions import putting, teams
from nabij.reports.routing.models import DeliveryKind, TaskDelivery, TaskPhoto
from nabij.reports.routing.queries.outside import unsent
from nabij.reports.routing.tasks import deliver
from nabij.reports.routing.tests.factories import make_team
from nabij.reports.tests.factories import Town, by_telephone, report

ADDRESS = "ploeg@stadsreiniging.example"
SECRETS = ("An Peeters", "+32470123456", "0470 12 34 56", "hond van de buren", "Intern")


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> Routes:
    return Routes.installed(monkeypatch)


def picture(colour: str = "green") -> BytesIO:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "JPEG")
    drawn.seek(0)
    return drawn


def outside_team(town: Town, how: str = "email", address: str = ADDRESS) -> Team:
    team = make_team(town.city, "Stadsreiniging")
    return teams.set_outside(staff_actor(town.city, "prevention"), team_id=team.id, how=how, address=address)[0]


def given(town: Town, team: Team, **fields: Any) -> tuple[Task, Recorded]:
    """A task about a report of somebody whom the team must never know."""
    told = report(category="litter", text="De hond van de buren", name="An Peeters", contact=by_telephone())
    actions.add_photo(town.city_clerk(), report_id=told.report_id, upload=picture())
    clerk = town.city_clerk()
    judged = actions.judge_incident(
        clerk, incident_id=told.incident_id, version=1, outcome="task_only", reason="Intern"
    )
    asked = {"incident_id": judged.id, "team_id": team.id, "what": "Ruim het zwerfvuil op."} | fields
    return actions.give_task(clerk, **asked), told


def link_in(text: str) -> str:
    found = re.search(r"(/opdracht/[\w-]+/)\s", text)
    assert found is not None
    return found[1]


def state_of(task: Task) -> str:
    return Task.objects.get(id=task.id).state


def test_one_mail_leaves_with_what_is_needed_and_nothing_of_who_reported(town: Town, routes: Routes) -> None:
    _task, _told = given(town, outside_team(town), with_photos=True)
    assert deliver(timezone.now()) == 1 and deliver(timezone.now()) == 0
    (mail,), (channel,) = routes.sent, routes.channels
    assert (channel, mail.to) == ("email", ADDRESS)
    assert "Ruim het zwerfvuil op." in mail.text and "Dorpsstraat 1" in mail.text and "/foto/" in mail.text
    page = Client().get(link_in(mail.text)).content.decode()
    assert "Ruim het zwerfvuil op." in page
    for secret in SECRETS:
        assert secret not in mail.text + mail.subject + page


def test_photos_go_along_only_when_that_was_ticked(town: Town, routes: Routes) -> None:
    _task, _told = given(town, outside_team(town))
    deliver(timezone.now())
    assert "/foto/" not in routes.texts[0]
    other, _told = given(town, make_team(town.city, "Eigen"), with_photos=True)
    assert not TaskDelivery.objects.filter(task=other).exists()


def test_the_team_takes_it_on_asks_and_is_done_with_a_photo(town: Town, routes: Routes) -> None:
    task, told = given(town, outside_team(town), with_photos=True)
    deliver(timezone.now())
    team, page = Client(), link_in(routes.texts[0])
    photo = re.search(r"/opdracht/\S+/foto/\S+", routes.texts[0])
    assert photo is not None and team.get(photo[0]).status_code == 200
    assert team.post(page, {"deed": "accept"}).status_code == 302
    assert state_of(task) == "started"
    assert team.post(page, {"deed": "accept"}).status_code == 302, "twice is once"
    assert team.post(page, {"deed": "tell", "text": "Is er een sleutel?"}).status_code == 302
    office = sign_in(Client(), make_staff(town.city, "prevention"))
    incident_page = office.get(reverse("reports:incident", args=[told.incident_id])).content.decode()
    assert "Is er een sleutel?" in incident_page
    said = {"incident": str(told.incident_id), "text": "Aan de balie."}
    assert office.post(reverse("reports:answer_errand", args=[task.id]), said).status_code == 302
    deliver(timezone.now())
    assert "Aan de balie." in routes.texts[1] and "Aan de balie." in team.get(page).content.decode()
    assert team.post(page, {"deed": "finish", "result": ""}).status_code == 422
    broken = SimpleUploadedFile("x.jpg", b"not a photo", "image/jpeg")
    refused = team.post(page, {"deed": "finish", "result": "Opgeruimd.", "photo": broken})
    assert refused.status_code == 422 and "Opgeruimd." in refused.content.decode() and state_of(task) == "started"
    upload = SimpleUploadedFile("x.jpg", picture().read(), "image/jpeg")
    assert team.post(page, {"deed": "finish", "result": "Opgeruimd.", "photo": upload}).status_code == 302
    assert state_of(task) == "done"
    shown = TaskPhoto.objects.get(task=task)
    assert office.get(reverse("reports:done_photo", args=[shown.id])).status_code == 200
    stranger = sign_in(Client(), make_staff(town.other_city, "prevention"))
    assert stranger.get(reverse("reports:done_photo", args=[shown.id])).status_code == 404
    assert team.post(page, {"deed": "finish", "result": "Nog eens."}).status_code == 422
    public = (
        IncidentNote.objects.filter(incident_id=told.incident_id).exclude(public="").values_list("public", flat=True)
    )
    assert not any("sleutel" in words or "Opgeruimd" in words for words in public)


def test_a_link_ends_and_opens_no_other_task(town: Town, routes: Routes) -> None:
    team = outside_team(town)
    task, _told = given(town, team, with_photos=True)
    other, _told = given(town, team, with_photos=True)
    deliver(timezone.now())
    first, second = (link_in(text) for text in routes.texts)
    assert first != second
    foreign = routes.texts[1].split("/foto/")[1].split()[0]
    assert Client().get(f"{first}foto/{foreign}").status_code == 404
    assert Client().get(f"{first[:-4]}AAA/").status_code == 404
    Task.objects.filter(id=task.id).update(link_until=timezone.now() - timedelta(minutes=1))
    for answer in (Client().get(first), Client().post(first, {"deed": "accept"})):
        assert answer.status_code == 404
    assert (state_of(task), state_of(other)) == ("open", "open")


def test_a_task_that_is_taken_back_is_told_and_its_page_says_so(town: Town, routes: Routes) -> None:
    task, _told = given(town, outside_team(town))
    deliver(timezone.now())
    actions.cancel_task(town.city_clerk(), task_id=task.id, reason="Al gedaan")
    deliver(timezone.now())
    assert "Al gedaan" not in routes.texts[1] and "/opdracht/" not in routes.texts[1]
    page = link_in(routes.texts[0])
    assert "Ruim het zwerfvuil op." not in Client().get(page).content.decode()
    assert Client().post(page, {"deed": "accept"}).status_code == 422


def test_what_does_not_arrive_shows_and_goes_again_with_a_new_link(town: Town, routes: Routes) -> None:
    task, told = given(town, outside_team(town))
    routes.down = True
    deliver(timezone.now())
    row = TaskDelivery.objects.get(task=task)
    assert row.state == MessageState.WAITING and row.due_at > timezone.now()
    routes.down, routes.error = False, "address.unknown"
    deliver(row.due_at)
    row.refresh_from_db()
    assert (row.state, row.error) == (MessageState.FAILED, "address.unknown")
    manager = staff_actor(town.city, "prevention")
    assert [one.id for one in unsent(manager, town.city.id)] == [row.id]
    office = sign_in(Client(), make_staff(town.city, "prevention"))
    assert "Stadsreiniging" in office.get(reverse("reports:teams")).content.decode()
    routes.error = ""
    again = reverse("reports:send_errand_again", args=[row.id])
    assert office.post(again, {"incident": str(told.incident_id)}).status_code == 302
    deliver(timezone.now())
    assert TaskDelivery.objects.get(task=task).state == MessageState.SENT and len(routes.sent) == 1
    assert office.post(again, {"incident": str(told.incident_id)}).status_code == 422
    stranger = sign_in(Client(), make_staff(town.other_city, "prevention"))
    assert stranger.post(again, {"incident": str(told.incident_id)}).status_code == 404


def test_who_does_not_take_it_on_is_reminded_once(town: Town, routes: Routes) -> None:
    task, _told = given(town, outside_team(town))
    deliver(timezone.now())
    later = timezone.now() + timedelta(days=7)
    assert putting.remind(timezone.now()) == 0
    assert (putting.remind(later), putting.remind(later)) == (1, 0)
    deliver(later)
    assert len(routes.sent) == 2
    actions.start_task(staff_actor(town.city, "guard"), task_id=task.id)
    TaskDelivery.objects.filter(kind=DeliveryKind.REMINDER).delete()
    assert putting.remind(later) == 0


def test_a_system_is_told_which_task_and_asks_the_rest_with_its_key(town: Town, routes: Routes) -> None:
    team = outside_team(town, "webhook", "https://stadsreiniging.example/haken")
    secret = key_for(town.city, "contractor")
    account = Account.objects.get(id=secret.partition(".")[0])
    teams.join_team(staff_actor(town.city, "prevention"), team_id=team.id, account_id=account.id)
    task, _told = given(town, team, with_photos=True)
    deliver(timezone.now())
    (message,), (channel,) = routes.sent, routes.channels
    assert (channel, message.subject) == ("webhook", "task.new")
    url = json.loads(message.text)["url"]
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def post(step: str, key: str, **body: str) -> Any:
        return client.post(f"{url}/{step}", json.dumps(body), "application/json", headers={"Idempotency-Key": key})

    listed = client.get("/api/v1/tasks").json()
    assert [one["id"] for one in listed["tasks"]] == [str(task.id)] and listed["next"] == ""
    whole = client.get(url)
    for secret_word in SECRETS:
        assert secret_word not in whole.content.decode()
    assert Client().get(re.sub("^https?://[^/]+", "", whole.json()["photos"][0])).status_code == 200
    assert post("accept", "a").json()["state"] == "started"
    assert post("comments", "b", text="Wanneer?").status_code == 201
    assert post("comments", "b", text="Wanneer?").headers["Idempotent-Replayed"] == "true"
    assert len(client.get(url).json()["messages"]) == 1
    done = post("finish", "c", text="Opgeruimd.")
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert post("finish", "d", text="Opgeruimd.").status_code == 422
    assert client.get(f"/api/v1/tasks?after={task.id}").json()["tasks"] == []
    assert client.get("/api/v1/tasks?stat=open").status_code == 422


def test_a_key_sees_only_tasks_of_its_own_teams(town: Town, routes: Routes) -> None:
    task, _told = given(town, outside_team(town, "webhook", "https://stadsreiniging.example/haken"))
    for secret in (
        key_for(town.city, "contractor"),
        key_for(town.other_city, "contractor"),
        key_for(town.city, "open311_app"),
    ):
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        assert client.get(f"/api/v1/tasks/{task.id}").status_code == 404
        answer = client.post(f"/api/v1/tasks/{task.id}/accept", headers={"Idempotency-Key": "x"})
        assert answer.status_code == 404 and answer.headers["Content-Type"] == "application/problem+json"
    assert state_of(task) == "open"


def test_a_key_for_trying_changes_nothing(town: Town, routes: Routes) -> None:
    team = outside_team(town, "webhook", "https://stadsreiniging.example/haken")
    secret = key_for(town.city, "contractor", mode="test")
    teams.join_team(
        staff_actor(town.city, "prevention"),
        team_id=team.id,
        account_id=Account.objects.get(id=secret.partition(".")[0]).id,
    )
    task, _told = given(town, team)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.post(f"/api/v1/tasks/{task.id}/accept", headers={"Idempotency-Key": "x"}).status_code == 422
    assert state_of(task) == "open"


def test_an_address_that_is_none_is_refused_and_a_secret_is_shown_once(town: Town) -> None:
    office = sign_in(Client(), make_staff(town.city, "prevention"))
    team = make_team(town.city, "Stadsreiniging")
    change = reverse("reports:change_team", args=[team.id])
    for how, address in (("email", "geen adres"), ("webhook", "http://stadsreiniging.example"), ("fax", "1")):
        assert office.post(change, {"deed": "outside", "how": how, "address": address}).status_code == 422
    made = office.post(change, {"deed": "outside", "how": "webhook", "address": "https://stadsreiniging.example/h"})
    assert "whsec_" in made.content.decode()
    assert "whsec_" not in office.get(reverse("reports:team", args=[team.id])).content.decode()
    team.refresh_from_db()
    assert b"stadsreiniging" not in bytes(team.contact_value or b"")
