"""An address leads to who knows it, and never to nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.desk.officers import actions, queries
from nabij.desk.officers.models import Question, QuestionMessage
from nabij.desk.officers.tests.factories import make_officer, metres, photo
from nabij.meetings import actions as meetings
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.shops import hours
from nabij.people.models import Account
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, sign_in, staff_actor
from nabij.reports.tests.factories import ABROAD, ELSEWHERE, HERE, Town, make_town
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def at(place: Any, moment: Any = None) -> queries.Found:
    return queries.contacts_at(*metres(place), moment or timezone.now())


def test_an_address_gives_the_officer_of_its_neighbourhood(town: Town) -> None:
    mine, _other = make_officer(town.zone, codes=("M1-1",)), make_officer(town.other_zone, "Verre", codes=("M2-1",))
    assert [one.officer for one in at(HERE).police] == [mine]
    assert queries.officer_at(*metres(HERE), timezone.now()) == mine
    assert queries.officer_at(*metres(ABROAD), timezone.now()) is None
    assert at(ABROAD).zone is None


def test_a_drawn_area_goes_before_the_neighbourhood(town: Town) -> None:
    make_officer(town.zone, "Wijk", codes=("M1-1",))
    near = make_officer(town.zone, "Getekend", around=HERE)
    assert [one.officer for one in at(HERE).police] == [near]
    beside = queries.contacts_at(metres(HERE)[0] + 600, metres(HERE)[1], timezone.now())
    assert [one.officer.name for one in beside.police] == ["Wijk"]


def test_steward_street_worker_and_officers_for_groups_stand_beside(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    make_officer(town.city, "Sam Steward", kind="steward", codes=("M1-1",))
    make_officer(town.city, "Wim Straat", kind="street_worker", codes=("M1-1",))
    make_officer(town.zone, "Sofie Senioren", kind="target_group", group="seniors")
    make_officer(town.other_city, "Elders", kind="steward", codes=("M2-1",))
    found = at(HERE)
    assert [one.officer.name for one in found.stewards] == ["Sam Steward"]
    assert [one.officer.name for one in found.street_workers] == ["Wim Straat"]
    assert [one.officer.name for one in found.groups] == ["Sofie Senioren"]


def test_who_is_away_is_replaced_and_without_anybody_the_desk_answers(town: Town) -> None:
    system = system_actor([town.zone.id])
    away, second, third = (make_officer(town.zone, name) for name in ("Weg", "Tweede", "Derde"))
    actions.give_ground(system, officer_id=away.id, codes=["M1-1"])
    today = timezone.localdate()
    soon = today + timedelta(days=3)
    actions.say_away(system, officer_id=away.id, from_day=today, until_day=soon, replacement_id=second.id)
    (one,) = at(HERE).police
    assert (one.serving, one.back_on) == (second, soon + timedelta(days=1))
    actions.change_officer(system, officer_id=second.id, deputy_id=third.id)
    actions.say_away(system, officer_id=second.id, from_day=today, until_day=today)
    assert at(HERE).police[0].serving == third
    actions.change_officer(system, officer_id=third.id, left_on=today)
    found = at(HERE)
    assert found.police[0].serving is None
    assert found.desk and found.desk.name == town.zone.name
    assert queries.officer_at(*metres(HERE), timezone.now() + timedelta(days=4)) == away


def test_an_address_without_an_officer_shows_the_desk(town: Town, client: Client) -> None:
    make_officer(town.zone, "Niet van hier")
    town.zone.settings = {"officers": {"desk_phone": "+3211223344"}}
    town.zone.save()
    page = client.get("/wijkagent/", {"address": "Dorpsstraat 1", "lon": HERE.lon, "lat": HERE.lat}).content.decode()
    assert "011 22 33 44" in page and "/wijkagent/wijk/M1-1/vraag/" in page
    form = client.get("/wijkagent/wijk/M1-1/vraag/")
    assert form.status_code == 200
    client.post("/wijkagent/wijk/M1-1/vraag/", {"text": "Wie is er?", "how": "code"})
    (line,) = queries.inbox(staff_actor(town.zone, "chief"))
    assert (line.why, line.question.officer_id) == ("desk", None)
    assert queries.inbox(staff_actor(town.zone, "wijkagent")) == []


def test_absences_do_not_overlap_and_say_nothing_of_why(town: Town) -> None:
    system, found = system_actor([town.zone.id]), make_officer(town.zone)
    today = timezone.localdate()
    actions.say_away(system, officer_id=found.id, from_day=today, until_day=today + timedelta(days=5))
    with pytest.raises(Refused):
        actions.say_away(
            system, officer_id=found.id, from_day=today + timedelta(days=5), until_day=today + timedelta(days=9)
        )
    with pytest.raises(Refused):
        actions.say_away(system, officer_id=found.id, from_day=today, until_day=today - timedelta(days=1))
    with pytest.raises(Refused):
        actions.say_away(
            system, officer_id=found.id, from_day=today + timedelta(days=9), until_day=today + timedelta(days=9),
            replacement_id=found.id,
        )  # fmt: skip
    other = make_officer(town.other_zone, "Vreemd")
    with pytest.raises(Missing):
        actions.say_away(
            system, officer_id=found.id, from_day=today + timedelta(days=9), until_day=today + timedelta(days=9),
            replacement_id=other.id,
        )  # fmt: skip
    assert len(queries.absences_of(staff_actor(town.zone, "chief"), found.id)) == 1


def test_the_page_shows_hours_and_the_next_open_door_day(town: Town, client: Client) -> None:
    system, found = system_actor([town.zone.id]), make_officer(town.zone, codes=("M1-1",), rank="Inspecteur")
    actions.change_officer(
        system, officer_id=found.id, walk_in=hours.read({2: "14-16"}), walk_in_place="Bibliotheek", phone="011 22 33 44"
    )
    door = make_meeting(town.zone, about=found.id, kind="open_door", title="Kom kijken")
    make_meeting(town.zone, about=found.id, kind="steering", title="Besloten", public=False)
    (one,) = at(HERE).police
    assert one.walk_in and one.walk_in[0].hour == 14
    assert one.open_door == door
    page = client.get(f"/wijkagent/{found.id}/").content.decode()
    for shown in ("Inspecteur An Peeters", "14:00-16:00", "Bibliotheek", "011 22 33 44", "Kom kijken"):
        assert shown in page
    assert "Besloten" not in page
    meetings.cancel_meeting(system, meeting_id=door.id, reason="Ziek")
    assert at(HERE).police[0].open_door is None


def test_an_officer_calls_an_open_door_day_about_themselves_only(town: Town) -> None:
    account = make_staff(town.zone, "wijkagent")
    mine, other = make_officer(town.zone, account_id=account.id), make_officer(town.zone, "Ander")
    client = sign_in(Client(), account)
    offered = client.get("/agenda/nieuw", {"kind": "open_door"}).content.decode()
    assert str(mine.id) in offered and str(other.id) not in offered


def test_who_left_is_gone_for_everybody(town: Town, client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    system, found = system_actor([town.zone.id]), make_officer(town.zone, codes=("M1-1",))
    actions.set_photo(system, officer_id=found.id, upload=photo())
    pages = [f"/wijkagent/{found.id}/", f"/wijkagent/{found.id}/foto", f"/wijkagent/{found.id}/vraag/"]
    assert {client.get(page).status_code for page in pages} == {200}
    actions.change_officer(system, officer_id=found.id, left_on=timezone.localdate())
    assert {client.get(page).status_code for page in pages} == {404}
    assert at(HERE).police == ()


def test_a_photo_is_drawn_anew_and_square(town: Town, client: Client, settings: Any, tmp_path: Any) -> None:
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    system, found = system_actor([town.zone.id]), make_officer(town.zone)
    assert "/foto" not in client.get(f"/wijkagent/{found.id}/").content.decode()
    actions.set_photo(system, officer_id=found.id, upload=photo())
    content = b"".join(client.get(f"/wijkagent/{found.id}/foto").streaming_content)
    assert b"Camera-merk" not in content and b"Exif" not in content
    import io

    with Image.open(io.BytesIO(content)) as opened:
        assert opened.size == (480, 480)
    with pytest.raises(Refused):
        actions.set_photo(system, officer_id=found.id, upload=io.BytesIO(b"geen foto"))


def test_one_look_takes_few_queries(town: Town, client: Client) -> None:
    for n in range(30):
        make_officer(town.zone, f"Agent {n:02}", codes=("M1-1",))
    with CaptureQueriesContext(connection) as seen:
        assert len(at(HERE).police) == 30
    assert len(seen) <= 9
    with CaptureQueriesContext(connection) as seen:
        client.get("/wijkagent/", {"address": "Dorpsstraat 1", "lon": HERE.lon, "lat": HERE.lat})
    assert len(seen) <= 15
    staff = sign_in(Client(), make_staff(town.zone, "chief"))
    with CaptureQueriesContext(connection) as seen:
        assert staff.get("/wijkagenten/wie/").status_code == 200
    assert len(seen) <= 15


def test_my_page_and_its_twin_show_the_officer_of_where_somebody_lives(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    person = make_resident("Rita")
    make_contact_point(person, "email", place=metres(HERE))
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    page = client.get("/mijn/wijkagent/").content.decode()
    assert "An Peeters" in page
    assert client.post("/mijn/wijkagent/", {"text": "Mag ik langskomen?", "how": "code"}).status_code == 302
    assert "An Peeters" in client.get("/mijn/wijkagent/").content.decode()
    clerk = sign_in(Client(), make_staff(town.zone, "desk_clerk"))
    session = clerk.session
    session["people.helping"] = {"person": str(person.id), "reason": "phone"}
    session.save()
    assert "An Peeters" in clerk.get(f"/hulp/{person.id}/wijkagent/").content.decode()
    assert clerk.post(f"/hulp/{person.id}/wijkagent/", {"text": "Voor Rita", "how": "code"}).status_code == 302
    assert len(queries.dossier_of(person.id)) == 2
    stranger = sign_in(Client(), make_staff(town.other_zone, "desk_clerk"))
    assert stranger.get(f"/hulp/{person.id}/wijkagent/").status_code == 404


def test_ground_lies_in_the_own_zone(town: Town) -> None:
    found = make_officer(town.zone)
    with pytest.raises(Refused):
        actions.give_ground(staff_actor(town.zone, "chief"), officer_id=found.id, codes=["M2-1"])
    with pytest.raises(Missing):
        actions.give_ground(staff_actor(town.other_zone, "chief"), officer_id=found.id, codes=["M2-1"])


def test_place_elsewhere_is_of_the_other_zone(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    assert at(ELSEWHERE).police == () and at(ELSEWHERE).zone == town.other_zone


def test_who_helps_asks_any_contact_of_an_address_for_somebody(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    seniors = make_officer(town.zone, "Sofie Senioren", kind="target_group", group="seniors")
    far = make_officer(town.other_zone, "Verre", codes=("M2-1",))
    person = make_resident("Rita")
    clerk = sign_in(Client(), make_staff(town.zone, "desk_clerk"))
    session = clerk.session
    session["people.helping"] = {"person": str(person.id), "reason": "phone"}
    session.save()
    base = f"/hulp/{person.id}/wijkagent/"
    assert 'name="address"' in clerk.get(base).content.decode()
    asked = {"address": "Dorpsstraat 1", "lon": HERE.lon, "lat": HERE.lat}
    page = clerk.get(base, asked).content.decode()
    assert f"aan={seniors.id}#vraag" in page and "/wijkagent/wijk/" not in page
    typed = {"text": "Wie helpt Rita?", "how": "contact", "contact": "rita@example.org"}
    query = urlencode(asked | {"aan": seniors.id})
    assert clerk.post(f"{base}?{query}", typed).status_code == 302
    found = Question.objects.get()
    assert (found.officer_id, found.neighbourhood_code) == (seniors.id, "M1-1")
    assert AuditRow.objects.filter(verb="desk.ask", target_id=found.id, on_behalf_of=person.id).exists()
    assert QuestionMessage.objects.get().template == "received"
    assert clerk.get(f"{base}?{urlencode(asked | {'aan': far.id})}").status_code == 404
    assert clerk.get(base, {"address": "Nergensstraat 999"}).status_code == 200
