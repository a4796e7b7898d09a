"""Reports that come in by the real door get their team and term."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from shapely.geometry import box

from nabij.places.models import Area
from nabij.reports.models import Incident, IncidentNote
from nabij.reports.routing.models import How, RoutingRule
from nabij.reports.routing.tests.factories import make_level, make_rule, make_team
from nabij.reports.tests.factories import HERE, Town, make_area, make_town, report
from nabij.reports.where import Place, spot
from nabij.tenants.working_days import BRUSSELS, end_of_term

NEARBY = Place(4.712, 50.888, "Kerkstraat 3")


def sent(category: str = "litter", place: Place = HERE, **fields: Any) -> Incident:
    return Incident.objects.get(id=report(category=category, place=place, **fields).incident_id)


def drawn(place: Place, half_m: float) -> dict[str, Any]:
    there = spot(place)
    shape = box(there.x - half_m, there.y - half_m, there.x + half_m, there.y + half_m)
    left, bottom, right, top = shape.bounds
    return {"shape": shapely.to_wkb(shape), "left": left, "bottom": bottom, "right": right, "top": top}


def test_without_any_rule_nobody_has_it_until_there_is_a_default_team(town: Town) -> None:
    first = sent()
    assert (first.team_id, first.routed_how, first.due_at) == (None, How.NONE, None)
    usual = make_team(town.city, "Onthaal", is_default=True)
    second = sent()
    assert (second.team_id, second.routed_how) == (usual.id, How.DEFAULT)


def test_the_first_rule_that_matches_wins_and_another_tenant_has_no_say(town: Town) -> None:
    cleaning, guards = make_team(town.city, "Reiniging"), make_team(town.city, "Wachten")
    make_rule(town.city, guards, 2)
    mine = make_rule(town.city, cleaning, 1, families=["waste"], categories=["litter"])
    make_rule(town.other_city, make_team(town.other_city), 1)
    assert (sent().team_id, sent().routed_by_id) == (cleaning.id, mine.id)
    assert sent("road").team_id == guards.id
    RoutingRule.objects.filter(id=mine.id).update(ended_at=timezone.now())
    assert sent().team_id == guards.id


def test_a_drawn_area_and_an_answer_narrow_a_rule(town: Town) -> None:
    here, answered = make_team(town.city, "Hier"), make_team(town.city, "Asbest")
    make_rule(town.city, answered, 1, answers={"size": ["Groot"]})
    make_rule(town.city, here, 2, **drawn(HERE, 50))
    assert sent().team_id == here.id
    assert sent(place=NEARBY).team_id is None
    by_telephone = report(town.city_clerk(), category="litter", place=NEARBY, answers={"size": " groot "})
    assert Incident.objects.get(id=by_telephone.incident_id).team_id == answered.id


def test_a_rule_can_make_it_urgent(town: Town) -> None:
    make_rule(town.city, make_team(town.city), is_urgent=True)
    assert sent().urgency == "urgent"


def test_a_rule_whose_team_ended_falls_to_the_default_team_and_says_so(town: Town) -> None:
    usual = make_team(town.city, "Onthaal", is_default=True)
    ended = make_rule(town.city, make_team(town.city, "Oud", active=False), 1)
    make_rule(town.city, make_team(town.city, "Erna"), 2)
    found = sent()
    assert (found.team_id, found.routed_how, found.routed_by_id) == (usual.id, How.BROKEN, ended.id)


def test_a_rule_whose_area_vanished_falls_to_the_default_team_only_where_it_was(town: Town) -> None:
    usual, mine = make_team(town.city, "Onthaal", is_default=True), make_team(town.city, "Wijkploeg")
    rule = make_rule(town.city, mine, area_codes=["M1-9"], **drawn(HERE, 50))
    gone = make_area("neighbourhood", "M1-0", HERE, 0.0001, municipality_code="M1", zone_code="Z1")
    assert sent().routed_how == How.BROKEN
    assert sent(place=NEARBY).routed_how == How.DEFAULT
    Area.objects.filter(id=gone.id).update(code="M1-9", sort_key="0")
    Area.objects.filter(code="M1-1").update(code="M1-99")
    found = sent()
    assert (found.team_id, found.routed_by_id, found.routed_how) == (mine.id, rule.id, How.RULE)
    assert usual.id == sent(place=NEARBY).team_id


@pytest.mark.django_db(transaction=True)
def test_an_area_that_somebody_else_just_added_counts_for_the_next_report(owner_connection: Any) -> None:
    town = make_town()
    team = make_team(town.city, "Nieuwe wijk")
    make_rule(town.city, team, area_codes=["A-NEW"])
    assert sent().team_id is None
    like = Area.objects.get(code="M1-1")
    with owner_connection.cursor() as cursor:
        cursor.execute(
            "insert into places_area (id, kind, code, name, sort_key, municipality_code, zone_code, shape, outline, "
            '"left", bottom, "right", top, address_count, source) select gen_random_uuid(), kind, %s, name, sort_key,'
            " municipality_code, zone_code, shape, outline, "
            '"left", bottom, "right", top, 0, source from places_area where id = %s',
            ["A-NEW", like.id],
        )
        owner_connection.commit()
    assert sent().team_id == team.id


def test_a_term_is_set_in_working_days_and_promised(town: Town) -> None:
    make_level(town.city, 3)
    make_level(town.city, 4, "hours", urgency="urgent", is_told=False)
    found = sent()
    assert found.due_at == end_of_term(found.reported_at, 3)
    note = IncidentNote.objects.get(incident=found, kind="received")
    assert note.promised_for == found.due_at
    hurried = sent("suspicious", caught_in_act=True)
    assert hurried.due_at is None, "the police zone promised nothing"
    make_level(town.zone, 4, "hours", urgency="urgent", is_told=False)
    hurried = sent("suspicious", caught_in_act=True)
    assert hurried.due_at == hurried.reported_at + timedelta(hours=4)
    assert IncidentNote.objects.get(incident=hurried).promised_for is None


def test_a_day_on_which_the_tenant_is_closed_does_not_count(town: Town) -> None:
    make_level(town.city, 1)
    open_day = sent().due_at
    assert open_day is not None
    town.city.settings = {"reports": {"closed_days": [open_day.astimezone(BRUSSELS).date().isoformat()]}}
    town.city.save()
    later = sent().due_at
    assert later is not None and later > open_day


def test_routing_and_term_take_one_query_and_one_more_where_an_area_may_be_gone(town: Town) -> None:
    make_level(town.city, 3)
    for position in range(20):
        make_rule(town.city, make_team(town.city, f"Ploeg {position}"), position, categories=["noise"])

    def ours() -> int:
        with CaptureQueriesContext(connection) as taken:
            sent()
        words = ("reports_routingrule", "reports_servicelevel", "places_area", "reports_team")
        return sum(
            any(word in query["sql"] for word in words)
            for query in taken
            if query["sql"].startswith(("\nselect", "select", "SELECT"))
        )

    assert ours() == 2, "one is the place itself"
    make_rule(town.city, make_team(town.city, "Wijk"), 30, area_codes=["M1-9"], **drawn(HERE, 50))
    assert ours() == 3
