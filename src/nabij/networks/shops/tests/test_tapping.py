"""One tap: one report at the police, nobody warned by it, taken back in seconds, told more without describing anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from nabij.alerts import prefilling
from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone, make_incident
from nabij.channels.models import SimulatedMessage
from nabij.networks.actions import set_plan
from nabij.networks.models import Network
from nabij.networks.shops import actions, kinds, queries
from nabij.networks.shops.models import Tap
from nabij.networks.shops.tests.factories import Keeper, colleague, keeper, make_binz
from nabij.people.tests import letterbox
from nabij.reports import actions as report_actions
from nabij.reports import queries as reports
from nabij.reports.models import Category, Incident, Report
from nabij.reports.sentences import sentence
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


@pytest.fixture
def owner(binz: Network) -> Keeper:
    return keeper(binz, name="Apotheek Claes", sector="pharmacies", telephone="011 22 33 44")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_a_tap_is_an_urgent_report_with_the_shop_as_its_sealed_source(owner: Keeper, zone: Zone) -> None:
    tap = owner.tap("shoplifting")
    incident, report = Incident.objects.get(), Report.objects.get()
    assert (incident.urgency, incident.caught_in_act, incident.state) == ("urgent", True, "new")
    assert (incident.lon, incident.lat) == (owner.business.lon, owner.business.lat)
    assert incident.summary == "Winkeldief nu bij Apotheek Claes."
    assert incident.tenant_id == zone.tenant.id
    assert report.reporter_person == owner.person.id
    assert "Claes" not in str(bytes(report.reporter_name or b""))
    source = reports.source(zone.writing.because("terugbellen"), report.id)
    assert (source.name, source.contact) == ("Apotheek Claes", "011 22 33 44")
    assert tap.incident_id == incident.id


@pytest.mark.parametrize("category", [one.category for one in kinds.facts()])
def test_nobody_hears_of_a_tap_before_the_police_judged_it(
    owner: Keeper, category: str, letters: list[letterbox.Letter]
) -> None:
    owner.tap(category)
    assert not Alert.objects.exists()
    assert not SimulatedMessage.objects.exists()
    assert letters == []
    assert not Category.objects.get(code=category).may_be_public


def test_the_same_tap_again_is_the_same_report(owner: Keeper, clock: time_machine.Traveller) -> None:
    key = new_id()
    first = owner.tap(key=key)
    assert owner.tap(key=key).id == first.id
    assert owner.tap(key=new_id()).id == first.id, "another page, the same thief"
    assert colleague(owner).tap().id == first.id, "another hand, the same thief"
    assert owner.tap("false-money").id != first.id
    clock.shift(timedelta(seconds=30))
    assert owner.tap(key=key).id == first.id, "a slow line"
    clock.shift(timedelta(hours=1))
    later = owner.tap(key=key)
    assert later.id != first.id, "a page that stayed open"
    assert Incident.objects.count() == 3


def test_a_tap_that_waited_for_a_line_says_when_it_was(owner: Keeper) -> None:
    now = timezone.now()
    owner.tap(tapped_at=now - timedelta(minutes=9))
    assert abs(Incident.objects.get().happened_at - (now - timedelta(minutes=9))) < timedelta(seconds=1)
    with pytest.raises(Refused):
        owner.tap("false-money", tapped_at=now - timedelta(days=1))
    owner.tap("hold-up", tapped_at=now + timedelta(days=1))
    assert Incident.objects.get(category="hold-up").happened_at <= timezone.now()


def test_it_is_taken_back_in_its_first_seconds_only(owner: Keeper, clock: time_machine.Traveller) -> None:
    tap = owner.tap()
    clock.shift(timedelta(seconds=9))
    taken = actions.take_back(owner.actor, tap_id=tap.id, person_id=owner.person.id)
    assert taken.taken_back_at is not None
    assert Incident.objects.get().state == "closed"
    assert actions.take_back(owner.actor, tap_id=tap.id, person_id=owner.person.id).id == tap.id
    second = owner.tap()
    assert second.id != tap.id, "what was taken back is not what is tapped now"
    clock.shift(timedelta(seconds=16))
    with pytest.raises(Refused):
        actions.take_back(owner.actor, tap_id=second.id, person_id=owner.person.id)
    assert Incident.objects.get(id=second.incident_id).state == "new"


def test_more_is_told_without_describing_anybody_by_origin(owner: Keeper) -> None:
    tap = owner.tap()
    mine = {"tap_id": tap.id, "person_id": owner.person.id}
    with pytest.raises(Refused, match="huidskleur"):
        actions.tell_more(owner.actor, **mine, answers={}, text="Twee Roemeense vrouwen met een kinderwagen")
    with pytest.raises(Refused):
        actions.tell_more(owner.actor, **mine, answers={"direction": "achter de zwarte man aan"})
    actions.tell_more(owner.actor, **mine, answers={"count": "2", "moves": "te voet"}, text="Rode jas, blauwe rugzak.")
    report = Report.objects.get()
    assert report.answers == {"count": "2", "moves": "te voet"}
    assert "Rode jas" in Incident.objects.get().summary


def test_nobody_else_touches_a_tap(owner: Keeper, binz: Network) -> None:
    tap, other = owner.tap(), keeper(binz)
    for tap_id in (tap.id, new_id()):
        for deed in (actions.take_back, lambda *a, **k: actions.tell_more(*a, **k, answers={})):
            with pytest.raises(Missing):
                deed(other.actor, tap_id=tap_id, person_id=other.person.id)
        with pytest.raises(Missing):
            queries.tap(other.actor, other.person.id, tap_id)
    with pytest.raises(Missing):
        owner.tap("burglary")


def test_the_shop_follows_what_came_of_it(owner: Keeper, zone: Zone) -> None:
    owner.tap()
    (before,) = queries.followed(owner.actor, owner.person.id, owner.business.id)
    assert before.sentence == "We kregen je melding. Een mens leest ze."
    report_actions.judge_incident(zone.writing, incident_id=Incident.objects.get().id, version=1, outcome="warn")
    (after,) = queries.followed(owner.actor, owner.person.id, owner.business.id)
    assert after.sentence == sentence("warned")
    assert len(after.code) == 14


def test_what_happens_to_a_shop_goes_to_its_street_and_its_sector(owner: Keeper, binz: Network, zone: Zone) -> None:
    at = (zone.tenant, zone.place.lon, zone.place.lat)
    chemists, hotels = make_binz(*at, sectors=["pharmacies"]), make_binz(*at, sectors=["lodging"])
    tap = owner.tap()

    def found(incident_id: Any) -> set[str]:
        return {one.name for one in prefilling.prefilled(zone.writing, incident_id).networks}

    assert found(tap.incident_id) == {binz.name, chemists.name}
    assert found(make_incident(zone, category="shoplifting").id) == {binz.name}, (
        "no shop told it: its sector is not known"
    )
    set_plan(zone.approving, network_id=binz.id, category="burglary", priority="urgent", channels=["sms"])
    assert found(make_incident(zone).id) == {binz.name, zone.network.name}, "a burglary: everybody in the streets"
    assert hotels.name not in found(tap.incident_id)


def test_shops_with_a_plan_of_their_own_do_not_make_the_neighbours_wait(binz: Network, zone: Zone) -> None:
    actions.write_usual_plan(zone.approving, network_id=binz.id)
    ready = prefilling.prefilled(zone.writing, make_incident(zone).id)
    assert [one.id for one in ready.networks] == [zone.network.id]
    assert ready.draft.kind == "urgent"


def test_where_no_shops_work_together_the_neighbours_are_meant(zone: Zone) -> None:
    incident = make_incident(zone, category="shoplifting")
    assert [one.id for one in prefilling.prefilled(zone.writing, incident.id).networks] == [zone.network.id]


def test_who_follows_a_network_sees_how_often_per_month(
    owner: Keeper, binz: Network, zone: Zone, clock: time_machine.Traveller
) -> None:
    for category in ("shoplifting", "false-money"):
        owner.tap(category)
    clock.shift(timedelta(minutes=1))
    actions.take_back(owner.actor, tap_id=owner.tap("hold-up").id, person_id=owner.person.id)
    found = queries.months(zone.approving, binz.id, timezone.now() - timedelta(days=300))
    assert {(one.category, one.count) for one in found} == {("shoplifting", 1), ("false-money", 1)}
    assert Tap.objects.count() == 3
