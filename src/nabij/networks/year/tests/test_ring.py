"""The ring of a year and what is to do about it, in a fixed number of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.tests.factories import at_hand, make_network
from nabij.networks.todo import todo_of
from nabij.networks.year import ring, todos
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.tests.factories import Street, make_round, make_wish
from nabij.networks.zone_rules import NetworkRules

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int = 5) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 9))


def states(street: Street, today: date) -> dict[str, str]:
    found = ring.rings([street.network], today.year, today)[street.network.id]
    return {one.name: one.state for one in found}


def test_what_is_late_is_late_only_for_a_network_that_was_there(street: Street) -> None:
    this = timezone.localdate().year
    assert "late" not in states(street, date(this, 12, 31)).values() or timezone.localdate().month < 7
    assert states(street, date(this + 1, 6, 30))["needs"] == "late"
    assert states(street, date(this + 1, 3, 1))["needs"] == "open"


def test_a_round_is_planned_and_then_done(street: Street) -> None:
    make_round(street, "needs", days=7)
    today = timezone.localdate()
    assert states(street, today)["needs"] == "planned"
    assert states(street, today + timedelta(days=8))["needs"] in ("done", "open", "late")
    if (today + timedelta(days=8)).year == today.year:
        assert states(street, today + timedelta(days=8))["needs"] == "done"


def test_todos_name_the_owner_and_the_page_and_nobody(street: Street) -> None:
    make_wish(street, text="Geheim van de buurman.")
    make_wish(street, kind="about_police", category="presence")
    case = measures.open_case(
        street["officer"], network_id=street.network.id, membership_id=street.membership.id, ground_codes=["privacy"]
    )
    measures.begin_step(street["officer"], measure_id=case.id, code="talk", reasons="Een gesprek over gedeelde foto's.")
    found = list(todos.of_the_year(at_hand(street.network.id), at(timezone.localdate().year + 1, 4)))
    by_owner = {(one.owner, one.url.rsplit("/", 2)[-2]) for one in found}
    assert {("coordinator", "wensen"), ("chief", "wensen"), ("coordinator", "maatregelen")} <= by_owner
    said = " ".join(str(one.what) for one in found)
    assert "Geheim" not in said and "Peeters" not in said
    assert {one.network_id for one in found} == {street.network.id}


def test_what_is_to_do_costs_the_same_for_many_networks(street: Street, django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    ids = [street.network.id, *(make_network(street.zone).id for _n in range(5))]
    with django_assert_max_num_queries(16):
        list(todos.of_the_year(at_hand(*ids), now))
    assert all(one.network_id in ids for one in todo_of(at_hand(*ids).values(), now))


@given(st.integers(1, 12), st.integers(2020, 2040))
def test_a_part_is_due_on_the_last_day_of_its_month(month: int, year: int) -> None:
    due = ring.due_on(NetworkRules(needs_month=month), ring.NEEDS, year)
    assert due.month == month and (due + timedelta(days=1)).day == 1
    assert ring.due_on(NetworkRules(evaluation_month=month), ring.EVALUATION, year).year == year + 1
