"""The order of rules, teams and terms by their pages, as who arranges the work uses them."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.places.models import Area
from nabij.reports import actions
from nabij.reports.models import Incident, IncidentNote, Task, Team
from nabij.reports.queries.filtering import oldest_id
from nabij.reports.routing.actions import ordering, outside, teams
from nabij.reports.routing.actions.waiting import go_on, wait
from nabij.reports.routing.leaving import token_of
from nabij.reports.routing.models import How, Pause, Rerouting, RoutingRule, ServiceLevel
from nabij.reports.routing.queries import overview, trying
from nabij.reports.routing.terms import end_of_wait
from nabij.reports.routing.tests.factories import make_level, make_rule, make_team
from nabij.reports.tests.factories import Town, report
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused, Stale

RULE = {"name": "Zwerfvuil", "categories": ["litter"], "holidays": "any", "deed": "save"}


@pytest.fixture
def office(town: Town) -> Client:
    return sign_in(Client(), make_staff(town.city, "prevention", "administrator"))


def filled(chosen: Team, **fields: Any) -> dict[str, Any]:
    return RULE | {"team": str(chosen.id)} | fields


def incident(category: str = "litter") -> Incident:
    return Incident.objects.get(id=report(category=category).incident_id)


def test_a_rule_is_tried_first_and_then_counts_for_the_next_report(town: Town, office: Client) -> None:
    cleaning = make_team(town.city, "Reiniging")
    for _ in range(3):
        incident()
    incident("road")
    tried = office.post(reverse("reports:new_rule"), filled(cleaning, deed="try"))
    assert (
        "Van de nieuwste 4 meldingen van de voorbije maand gaan er 3 naar een andere ploeg." in tried.content.decode()
    )
    assert not RoutingRule.objects.exists()
    assert office.post(reverse("reports:new_rule"), filled(cleaning)).status_code == 302
    found = incident()
    assert (found.team_id, found.routed_how) == (cleaning.id, How.RULE)


def test_a_rule_that_is_not_right_is_said_and_nothing_is_written(town: Town, office: Client) -> None:
    cleaning, other = make_team(town.city, "Reiniging"), make_team(town.other_city, "Elders")
    for wrong in (
        {"name": ""}, {"from_time": "22:00"}, {"weekdays": ["9"]}, {"area": "nonsense"}, {"categories": ["no-such"]},
        {"area": '{"type": "Polygon", "coordinates": [[[4, 50], [4, 51], [4, 50]]]}'}, {"team": str(other.id)},
        {"area_codes": ["M2-1"]},
    ):  # fmt: skip
        answer = office.post(reverse("reports:new_rule"), filled(cleaning, **wrong))
        assert answer.status_code == 422, wrong
    assert not RoutingRule.objects.exists()


def test_a_rule_by_neighbourhood_breaks_when_it_goes_and_the_page_says_so(town: Town, office: Client) -> None:
    cleaning = make_team(town.city, "Reiniging")
    office.post(reverse("reports:new_rule"), filled(cleaning, area_codes=["M1-1"]))
    assert incident().team_id == cleaning.id
    Area.objects.filter(code="M1-1").delete()
    found = incident()
    assert (found.team_id, found.routed_how) == (None, How.BROKEN)
    page = office.get(reverse("reports:order")).content.decode()
    assert "Een wijk van deze regel bestaat niet meer" in page and "1 open melding ging daarheen." in page
    assert "er is geen standaardploeg" in page


def test_order_changes_by_buttons_and_says_what_it_would_have_meant(town: Town, office: Client) -> None:
    first, second = make_team(town.city, "Een"), make_team(town.city, "Twee")
    one, two = make_rule(town.city, first, 1), make_rule(town.city, second, 2)
    incident()
    moved = office.post(reverse("reports:move_rule", args=[two.id]), {"to": "up"}, follow=True)
    assert (
        "Van de nieuwste 1 meldingen van de voorbije maand gaat er 1 naar een andere ploeg." in moved.content.decode()
    )
    assert incident().team_id == second.id
    office.post(reverse("reports:move_rule", args=[two.id]), {"to": "up"})
    assert [row.id for row in RoutingRule.objects.order_by("position")] == [two.id, one.id]
    assert "van Twee naar Een" in office.get(reverse("reports:end_rule", args=[two.id])).content.decode()
    office.post(reverse("reports:end_rule", args=[two.id]))
    assert incident().team_id == first.id


def test_pages_of_five_hundred_rules_worth_take_few_queries(town: Town, office: Client) -> None:
    for position in range(40):
        make_rule(town.city, make_team(town.city, f"Ploeg {position}"), position, area_codes=["M1-1"])
    incident()
    for name in ("teams", "order", "terms"):
        with CaptureQueriesContext(connection) as taken:
            assert office.get(reverse(f"reports:{name}")).status_code == 200
        assert len(taken) <= 15, (name, [query["sql"][:90] for query in taken])


def test_a_dry_run_takes_the_same_queries_for_any_number_of_reports(town: Town) -> None:
    actor = staff_actor(town.city, "prevention")
    rule = make_rule(town.city, make_team(town.city), area_codes=["M1-1"])
    for _ in range(5):
        incident()
    with CaptureQueriesContext(connection) as taken:
        tried = trying.trial(actor, town.city.id, [])
    assert (tried.total, tried.moved) == (5, 5) and rule.team_id in next(iter(tried.flows))
    assert len(taken) <= 9


def test_a_month_is_tried_in_pieces_that_add_up(town: Town, office: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(trying, "PIECE", 2)
    old, *_newer = [incident() for _ in range(6)]
    long_ago = Incident.objects.get(id=old.id)
    long_ago.id = UUID(int=oldest_id(timezone.now() - timedelta(days=40)).int + 1)
    long_ago.save(force_insert=True)
    given = filled(make_team(town.city, "Reiniging"), deed="try")
    page = office.post(reverse("reports:new_rule"), given).content.decode()
    pieces = 0
    while found := re.search(r'name="so_far" value="([^"]+)"', page):
        given, pieces = given | {"so_far": html.unescape(found[1])}, pieces + 1
        page = office.post(reverse("reports:new_rule"), given, headers={"HX-Request": "true"}).content.decode()
        assert pieces < 9
    assert "Van de nieuwste 6 meldingen van de voorbije maand gaan er 6 naar een andere ploeg." in page
    assert page.count("<tr><th") == 1 + 6 and pieces == 3
    for nonsense in ("[]", "{}", "[1,2,3,4,5,6]", "x", "[Infinity,0,0,[],[],0]", "[" * 100_000):
        again = office.post(reverse("reports:new_rule"), given | {"so_far": nonsense})
        assert again.status_code == 200 and "nieuwste 2 meldingen" in again.content.decode()


def test_several_answers_and_urgency_of_a_rule_count_as_one_says_it(town: Town, office: Client) -> None:
    cleaning = make_team(town.city, "Reiniging")
    answers = {"answer_1": "what=bags", "answer_2": "what=tyres", "answer_3": "seen=yes"}
    given = filled(cleaning, categories=["dumping"], urgency="normal", together="all", **answers)
    assert office.post(reverse("reports:new_rule"), given).status_code == 302
    rule = RoutingRule.objects.get()
    assert rule.answers == {"what": ["bags", "tyres"], "seen": ["yes"]} and rule.urgency == "normal"

    def team_for(**told: str) -> UUID | None:
        return Incident.objects.get(id=report(category="dumping", answers=told).incident_id).team_id

    assert team_for(what="furniture,tyres", seen="yes") == cleaning.id
    assert team_for(what="bags") is None and team_for(seen="yes") is None
    shown = office.get(reverse("reports:order")).content.decode()
    assert "Zakken of Banden" in html.unescape(shown) and "alleen niet dringend" in shown
    page = office.get(reverse("reports:rule", args=[rule.id])).content.decode()
    assert page.count(" selected") >= 5
    changed = given | {"together": "any"}
    assert office.post(reverse("reports:rule", args=[rule.id]), changed).status_code == 302
    assert team_for(what="bags") == team_for(seen="yes") == cleaning.id
    assert team_for(what="furniture") is None
    assert office.post(reverse("reports:rule", args=[rule.id]), given | {"answer_1": "what=gold"}).status_code == 422
    RoutingRule.objects.update(urgency="urgent")
    assert team_for(what="bags") is None


def test_another_tenant_finds_nothing_and_without_the_right_there_is_no_page(town: Town) -> None:
    rule, team = make_rule(town.city, make_team(town.city)), make_team(town.city, "Tweede")
    for client in (
        sign_in(Client(), make_staff(town.other_city, "prevention", "administrator")),
        sign_in(Client(), make_staff(town.zone, "dispatcher")),
    ):
        for name, args in (("rule", [rule.id]), ("end_rule", [rule.id]), ("team", [team.id])):
            assert client.get(reverse(f"reports:{name}", args=args)).status_code == 404
        for name, args in (("move_rule", [rule.id]), ("change_team", [team.id])):
            assert client.post(reverse(f"reports:{name}", args=args), {"deed": "end"}).status_code == 404
        assert client.get(f"{reverse('reports:order')}?dienst={town.city.id}").status_code == 404
    with pytest.raises(Missing):
        overview.loads(staff_actor(town.other_city, "administrator"), town.city.id)


def test_a_correction_by_hand_is_counted_for_its_rule(town: Town, office: Client) -> None:
    wrong, right = make_team(town.city, "Fout"), make_team(town.city, "Juist")
    make_rule(town.city, wrong)
    found = incident()
    given = {"team": str(right.id), "version": str(found.version), "reason": "Het is een bluswater"}
    assert office.post(reverse("reports:give_team", args=[found.id]), given).status_code == 302
    found.refresh_from_db()
    assert (found.team_id, found.routed_how) == (right.id, How.HAND)
    assert Rerouting.objects.get().from_team_id == wrong.id
    assert "Deze regel werd 1 keer verbeterd." in office.get(reverse("reports:order")).content.decode()
    assert IncidentNote.objects.filter(incident=found, kind="team", internal__contains="bluswater").exists()
    assert office.post(reverse("reports:give_team", args=[found.id]), given).status_code == 409


def test_terms_are_set_from_a_day_and_what_was_promised_stays(town: Town, office: Client) -> None:
    def given(**fields: Any) -> dict[str, str]:
        base = {"amount": "3", "unit": "working_days", "valid_from": timezone.localdate().isoformat(), "is_told": "on"}
        return {f"level-{name}": value for name, value in (base | fields).items()} | {"deed": "level"}

    assert office.post(reverse("reports:terms"), given()).status_code == 302
    first = incident()
    assert first.due_at is not None
    assert office.post(reverse("reports:terms"), given(amount="1")).status_code == 302
    assert ServiceLevel.objects.count() == 1
    second = incident()
    assert second.due_at is not None and second.due_at < first.due_at
    first.refresh_from_db()
    assert first.due_at > second.due_at
    for wrong in (
        {"amount": "-1"},
        {"amount": "999"},
        {"unit": "moons"},
        {"valid_from": "2020-01-01"},
        {"category": "none"},
    ):
        assert office.post(reverse("reports:terms"), given(**wrong)).status_code == 422, wrong
    days = {"closed-days": second.due_at.date().isoformat(), "deed": "closed"}
    assert office.post(reverse("reports:terms"), days).status_code == 302
    third = incident()
    assert third.due_at is not None and third.due_at > second.due_at
    assert office.post(reverse("reports:terms"), {"closed-days": "morgen", "deed": "closed"}).status_code == 422


def test_the_clock_stands_still_while_we_wait_and_goes_on_later(town: Town) -> None:
    make_level(town.city, 48, "hours")
    clerk, found = town.city_clerk(), incident()
    promised = found.due_at
    assert promised is not None
    until = timezone.localdate() + timedelta(days=3)
    wait(clerk, incident_id=found.id, version=1, reason="Welk huisnummer?", last_day=until)
    with pytest.raises(Refused):
        wait(clerk, incident_id=found.id, version=2, reason="Nog eens")
    found.refresh_from_db()
    assert found.due_at is not None and found.due_at - promised == end_of_wait(until) - Pause.objects.get().from_at
    Pause.objects.update(from_at=timezone.now() - timedelta(hours=10))
    Incident.objects.update(reported_at=timezone.now() - timedelta(hours=20))
    with pytest.raises(Stale):
        go_on(clerk, incident_id=found.id, version=1)
    after = go_on(clerk, incident_id=found.id, version=2)
    early = promised - timedelta(hours=20)
    assert after.due_at is not None and timedelta(hours=9.9) < after.due_at - early < timedelta(hours=10.1)
    assert IncidentNote.objects.get(incident=found, kind="going_on").promised_for == after.due_at
    with pytest.raises(Refused):
        go_on(clerk, incident_id=found.id, version=3)
    with pytest.raises(Missing):
        wait(town.stranger(), incident_id=found.id, version=3, reason="Nee")


@pytest.mark.parametrize("days", [-1, 61])
def test_nobody_waits_for_a_day_that_is_over_or_for_ever(town: Town, days: int) -> None:
    make_level(town.city, 2)
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Refused):
        wait(town.city_clerk(), incident_id=incident().id, version=1, reason="Antwoord", last_day=day)
    assert not Pause.objects.exists()


def test_the_clock_goes_on_by_itself_with_the_answer_of_whom_we_wait_for_and_no_other(town: Town) -> None:
    make_level(town.city, 2)
    clerk, told = town.city_clerk(), report(category="litter")
    wait(clerk, incident_id=told.incident_id, version=1, reason="De provincie kijkt", waits_for="other")
    waiting = Incident.objects.get().due_at
    actions.tell_more(PUBLIC, code=told.code, answers={}, text="Het ligt er nog.")
    assert Incident.objects.get().due_at == waiting and Pause.objects.get().until_at > timezone.now()
    go_on(clerk, incident_id=told.incident_id, version=Incident.objects.get().version)
    first = Incident.objects.get()
    wait(clerk, incident_id=first.id, version=first.version, reason="Welke kant?")
    assert first.due_at is not None and waiting is not None and Incident.objects.get().due_at > first.due_at
    actions.tell_more(PUBLIC, code=told.code, answers={}, text="Links.")
    assert Incident.objects.get().due_at == first.due_at
    assert IncidentNote.objects.filter(kind="going_on").count() == 2


def test_an_answer_of_an_outside_team_lets_the_clock_go_on(town: Town) -> None:
    make_level(town.city, 2)
    clerk, told = town.city_clerk(), report(category="litter")
    team = make_team(town.city, "Aannemer")
    teams.set_outside(staff_actor(town.city, "prevention"), team_id=team.id, how="email", address="a@example.org")
    row = actions.judge_incident(clerk, incident_id=told.incident_id, version=1, outcome="task_only")
    task = actions.give_task(clerk, incident_id=row.id, team_id=team.id, what="Haal het op.")
    row.refresh_from_db()
    before = row.due_at
    wait(clerk, incident_id=row.id, version=row.version, reason="De aannemer zoekt een wagen", waits_for="other")
    outside.tell(outside.by_link(token_of(Task.objects.get(id=task.id))), text="Morgen.")
    assert Incident.objects.get().due_at == before


def test_another_kind_gets_its_own_team_and_term_but_not_after_a_choice_by_hand(town: Town) -> None:
    from nabij.reports.backlog.actions.single import change_category, give_team

    waste, roads = make_team(town.city, "Afval"), make_team(town.city, "Wegen")
    make_rule(town.city, waste, 1, categories=["litter"])
    make_rule(town.city, roads, 2, categories=["road"])
    make_level(town.city, 1, category="litter")
    make_level(town.city, 9, category="road")
    clerk, found = town.city_clerk(), incident()
    assert found.due_at is not None
    changed = change_category(clerk, incident_id=found.id, version=1, category="road")
    assert changed.team_id == roads.id and changed.due_at is not None and changed.due_at > found.due_at
    give_team(clerk, incident_id=found.id, version=2, team_id=waste.id)
    again = change_category(clerk, incident_id=found.id, version=3, category="litter")
    assert (again.team_id, again.routed_how, again.due_at) == (waste.id, How.HAND, found.due_at)


def test_a_team_ends_and_its_rule_is_broken_while_tasks_keep_it(town: Town, office: Client) -> None:
    team = make_team(town.city, "Reiniging", is_default=True)
    make_rule(town.city, team)
    assert office.post(reverse("reports:change_team", args=[team.id]), {"deed": "end"}).status_code == 302
    assert incident().routed_how == How.BROKEN
    assert "is gestopt" in office.get(reverse("reports:order")).content.decode()


def test_teams_are_made_filled_and_chosen_as_default(town: Town, office: Client) -> None:
    office.post(reverse("reports:make_team"), {"name": "Wegen", "dienst": str(town.city.id)})
    made, colleague = Team.objects.get(name="Wegen"), make_staff(town.city, "guard")
    change = reverse("reports:change_team", args=[made.id])
    office.post(change, {"deed": "join", "username": colleague.username})
    office.post(change, {"deed": "default"})
    page = office.get(reverse("reports:team", args=[made.id])).content.decode()
    assert colleague.name in page and "standaardploeg" in page
    elsewhere = make_staff(town.other_zone, "dispatcher")
    for unknown in ("niemand", elsewhere.username):
        refused = office.post(change, {"deed": "join", "username": unknown})
        assert refused.status_code == 422 and elsewhere.name not in refused.content.decode(), (
            "another's staff is nobody"
        )
    assert made.members.count() == 1
    office.post(change, {"deed": "leave", "account": str(colleague.id)})
    assert not made.members.exists()
    assert office.post(change, {"deed": "fly"}).status_code == 404
    assert incident().team_id == made.id


def test_closed_days_need_the_right_to_set_up_the_service(town: Town) -> None:
    with pytest.raises(Missing):
        ordering.set_closed_days(
            staff_actor(town.city, "prevention"), tenant_id=town.city.id, days=[date(2026, 12, 24)]
        )


def test_two_who_make_a_rule_at_once_get_two_places(town: Town) -> None:
    from nabij.reports.routing.drafts import Draft

    actor, team = staff_actor(town.city, "prevention"), make_team(town.city)
    made = [ordering.save_rule(actor, tenant_id=town.city.id, draft=Draft(f"R{n}", team.id)) for n in range(3)]
    assert [row.position for row in made] == [1, 2, 3]
    assert teams.make_team(actor, tenant_id=town.city.id, name=" Ploeg ").id == team.id
    with pytest.raises(Missing):
        ordering.save_rule(actor, tenant_id=town.city.id, draft=Draft("R", UUID(int=4)))


def test_what_is_opened_again_gets_a_new_term(town: Town) -> None:
    make_level(town.city, 48, "hours")
    clerk, found = town.city_clerk(), incident()
    actions.judge_incident(clerk, incident_id=found.id, version=1, outcome="no_fact")
    Incident.objects.update(due_at=timezone.now() - timedelta(days=3))
    again = actions.reopen_incident(clerk, incident_id=found.id, version=2, reason="Het ligt er nog")
    assert again.due_at is not None and again.due_at > timezone.now() + timedelta(hours=47)
