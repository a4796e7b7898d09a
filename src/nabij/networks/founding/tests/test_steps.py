"""A start-up by its fifteen steps: terms, who may settle what, and no way around them to an active network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.networks import actions as networks
from nabij.networks.founding import actions, queries
from nabij.networks.founding.models import StartStep, StepState
from nabij.networks.founding.steps import all_steps, step
from nabij.networks.founding.tests.factories import ALL, make_ground, settle, starting
from nabij.networks.models import NetworkState
from nabij.networks.tests.factories import make_network, square
from nabij.people.models import AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_account, make_tenant, staff_actor
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.working_days import end_of_term

pytestmark = pytest.mark.django_db


def chosen(zone: Tenant, **rules: object) -> Tenant:
    zone.settings = zone.settings | {"networks": rules}
    zone.save()
    return zone


def now_of(network: object, code: str) -> queries.StepNow:
    steps = queries.steps_of([network.id])[network.id]  # type: ignore[attr-defined]
    return next(one for one in steps if one.code == code)


def test_the_steps_are_those_of_the_circular_in_an_order_that_works() -> None:
    """Nothing needs what comes after it, and every step has an owner, a term and a source."""
    before: set[str] = set()
    for one in all_steps():
        assert set(one.needs) <= before
        assert one.working_days > 0
        assert one.source.startswith("https://")
        before.add(one.code)
    assert set(step("opening").needs) == before - {"opening", "signs"}


def test_a_start_up_has_all_steps_and_the_term_of_the_first() -> None:
    zone = make_tenant()
    network = starting(zone)
    assert network.state == NetworkState.STARTING
    steps = queries.steps_of([network.id])[network.id]
    assert [one.code for one in steps] == list(ALL)
    assert [one.code for one in steps if one.is_next] == ["interest"]
    first = steps[0]
    assert first.due_at == end_of_term(first.since, step("interest").working_days)
    assert AuditRow.objects.filter(verb="networks.begin_start_up", target_id=network.id).exists()


def test_a_zone_chooses_other_terms() -> None:
    network = starting(chosen(make_tenant(), step_days={"interest": 5}))
    first = now_of(network, "interest")
    assert first.due_at == end_of_term(first.since, 5)


def test_the_term_of_a_step_begins_when_what_it_needs_is_settled() -> None:
    network = starting(make_tenant())
    system = system_actor([network.tenant_id])
    assert now_of(network, "decision").since is None
    with pytest.raises(Refused):
        actions.tick_step(system, network_id=network.id, step="budget")
    actions.tick_step(system, network_id=network.id, step="interest", note="103 gezinnen")
    assert now_of(network, "interest").note == "103 gezinnen"
    assert now_of(network, "decision").is_next
    assert not now_of(network, "police_start").is_next


def test_completing_again_changes_nothing_and_a_network_that_existed_has_no_steps() -> None:
    zone = make_tenant()
    network, old = starting(zone), make_network(zone)
    system = system_actor([zone.id])
    first = actions.complete_step(system, network_id=network.id, step="charter", note="Getekend")
    again = actions.complete_step(system, network_id=network.id, step="charter", note="Nog eens")
    assert first and again
    assert (again.note, again.done_at) == ("Getekend", first.done_at)
    assert AuditRow.objects.filter(verb="networks.settle_step", target_id=network.id).count() == 1
    assert actions.complete_step(system, network_id=old.id, step="charter") is None
    assert queries.steps_of([old.id]) == {old.id: []}


def test_what_the_circular_asks_cannot_be_left_out_and_the_rest_only_for_a_reason() -> None:
    network = starting(make_tenant())
    system = system_actor([network.tenant_id])
    for one in all_steps():
        with pytest.raises(Refused):
            actions.skip_step(system, network_id=network.id, step=one.code, reason=" ")
        if one.required:
            with pytest.raises(Refused):
                actions.skip_step(system, network_id=network.id, step=one.code, reason="Geen tijd")
    actions.skip_step(system, network_id=network.id, step="budget", reason="De stad betaalt alles.")
    assert (now_of(network, "budget").state, now_of(network, "budget").note) == ("skipped", "De stad betaalt alles.")


def test_what_its_own_deed_settles_cannot_be_ticked() -> None:
    network = starting(make_tenant())
    system = system_actor([network.tenant_id])
    for one in all_steps():
        if one.by_deed:
            with pytest.raises(Refused):
                actions.tick_step(system, network_id=network.id, step=one.code)


def test_a_network_opens_by_its_last_step_only() -> None:
    zone = make_tenant()
    network = starting(zone)
    officer = staff_actor(zone, "mandated_officer")
    for state in (NetworkState.ACTIVE, NetworkState.RESTING):
        with pytest.raises(Refused):
            networks.set_state(officer, network_id=network.id, state=state)
    with pytest.raises(Refused, match="charter"):
        actions.open_network(officer, network_id=network.id)
    settle(network)
    for code in [one for one in ALL if one not in ("opening", "signs")]:
        StartStep.objects.filter(network=network, code=code).update(state=StepState.OPEN)
        with pytest.raises(Refused):
            actions.open_network(officer, network_id=network.id)
        StartStep.objects.filter(network=network, code=code).update(state=StepState.SKIPPED)
    StartStep.objects.filter(network=network, code="signs").update(state=StepState.OPEN)
    assert actions.open_network(officer, network_id=network.id).state == NetworkState.ACTIVE
    with pytest.raises(Refused):
        actions.open_network(officer, network_id=network.id)
    with pytest.raises(Refused):
        networks.set_state(officer, network_id=network.id, state=NetworkState.STARTING)


def test_the_screening_takes_no_word() -> None:
    network = starting(make_tenant())
    system = system_actor([network.tenant_id])
    with pytest.raises(Refused):
        actions.complete_step(system, network_id=network.id, step="screening", note="Had iets")
    with pytest.raises(IntegrityError), transaction.atomic():
        StartStep.objects.filter(network=network, code="screening").update(note="Had iets")


def test_the_city_guides_what_lies_on_its_ground_and_nobody_else_does() -> None:
    zone = make_tenant()
    city, elsewhere = make_tenant(TenantKind.MUNICIPALITY, zone), make_tenant(TenantKind.MUNICIPALITY, zone)
    place = make_ground(zone)
    prevention = staff_actor(city, "prevention")
    network = actions.begin_start_up(
        prevention, tenant_id=zone.id, name="BIN Stad", neighbourhoods=[place.code], municipality_id=city.id
    )
    assert actions.tick_step(prevention, network_id=network.id, step="interest").state == StepState.DONE
    resident = actor_for(make_account(AccountKind.RESIDENT))
    strangers = (staff_actor(elsewhere, "prevention"), staff_actor(make_tenant(), "chief"), resident, PUBLIC)
    for stranger in strangers:
        for ask in (
            lambda who: actions.tick_step(who, network_id=network.id, step="budget"),
            lambda who: actions.skip_step(who, network_id=network.id, step="budget", reason="x"),
            lambda who: actions.assign_step(who, network_id=network.id, step="budget"),
            lambda who: actions.complete_step(who, network_id=network.id, step="budget"),
            lambda who: actions.open_network(who, network_id=network.id),
            lambda who: actions.begin_start_up(who, tenant_id=zone.id, name="x", neighbourhoods=[place.code]),
        ):
            with pytest.raises(Missing):
                ask(stranger)
        assert queries.stalled(stranger) == []
    with pytest.raises(Missing):
        actions.begin_start_up(
            prevention, tenant_id=zone.id, name="x", neighbourhoods=[place.code], municipality_id=elsewhere.id
        )
    with pytest.raises(Missing):
        actions.tick_step(prevention, network_id=new_id(), step="budget")


def test_a_network_begins_on_ground_and_under_a_name_of_its_own() -> None:
    zone = make_tenant()
    place = make_ground(zone)
    system = system_actor([zone.id])
    with pytest.raises(Refused):
        actions.begin_start_up(system, tenant_id=zone.id, name="BIN Leeg")
    with pytest.raises(Refused):
        actions.begin_start_up(system, tenant_id=zone.id, name=" ", neighbourhoods=[place.code])
    drawn = actions.begin_start_up(system, tenant_id=zone.id, name="BIN Getekend", area=square(half=0.002), kind="binz")
    assert drawn.kind == "binz"
    with pytest.raises(Missing):
        actions.begin_start_up(system, tenant_id=zone.id, name="BIN Nergens", neighbourhoods=["nergens"])


def test_a_line_of_the_plan_settles_the_plan() -> None:
    network = starting(make_tenant())
    officer = staff_actor(network.tenant, "mandated_officer")
    networks.set_plan(officer, network_id=network.id, category="", priority="urgent", channels=["sms"])
    assert now_of(network, "plan").is_settled


def test_a_step_gets_an_owner_and_a_new_term() -> None:
    network = starting(make_tenant())
    system = system_actor([network.tenant_id])
    owner, until = make_account(), timezone.now() + timedelta(days=3)
    StartStep.objects.filter(network=network, code="interest").update(
        reminded_at=timezone.now(), stalled_at=timezone.now()
    )
    actions.assign_step(system, network_id=network.id, step="interest", owner_id=owner.id, due_at=until)
    row = StartStep.objects.get(network=network, code="interest")
    assert (row.owner_id, row.due_at, row.reminded_at, row.stalled_at) == (owner.id, until, None, None)
    with pytest.raises(Refused):
        actions.assign_step(system, network_id=network.id, step="interest", due_at=timezone.now() - timedelta(days=1))


def test_what_is_late_shows_with_the_longest_first() -> None:
    zone = make_tenant()
    first, second = starting(zone), starting(zone, make_ground(zone, 5.4))
    for network, days in ((first, 2), (second, 9)):
        StartStep.objects.filter(network=network, code="interest").update(due_at=timezone.now() - timedelta(days=days))
    late = queries.stalled(staff_actor(zone, "chief"))
    assert [(network.id, one.code) for network, one in late] == [(second.id, "interest"), (first.id, "interest")]


def test_many_start_ups_cost_one_question() -> None:
    zone = make_tenant()
    ids = [starting(zone, make_ground(zone, 5.3 + at / 50)).id for at in range(3)]
    with connection.execute_wrapper(counting := Counting()):
        found = queries.steps_of(ids)
    assert counting.asked == 1
    assert [len(found[one]) for one in ids] == [15, 15, 15]
    assert queries.progress(found[ids[0]]) == queries.Progress(0, 15, found[ids[0]][0])


class Counting:
    asked = 0

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        self.asked += 1
        return execute(sql, params, many, context)  # type: ignore[operator]
