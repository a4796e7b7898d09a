"""A coordinator who disappears silences nobody: the network is found asleep, asked about, taken over, woken or closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts.following.tests.houses import carried, numbers_of
from nabij.alerts.tests.factories import make_zone
from nabij.networks.models import LogEntry, Mandate, MandateRole, MemberPoint, Membership
from nabij.networks.year.resting import actions, queries, rules
from nabij.networks.year.resting.models import Dormancy
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import Street, make_street, make_wish
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import Account
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def seen(**fields: Any) -> rules.Seen:
    values: dict[str, Any] = {
        "has_coordinator": True, "coordinator_at": NOW, "waiting_late": 0, "log_at": NOW, "evening_due": False,
        "since": NOW - timedelta(days=900),
    }  # fmt: skip
    return rules.Seen(**(values | fields))


def of(one: rules.Seen) -> list[str]:
    return rules.signals(one, NOW, weeks=8, waiting=3, log_months=12)


def lonely(street: Street) -> None:
    Mandate.objects.filter(network=street.network, role=MandateRole.COORDINATOR).delete()


def asleep(street: Street) -> Dormancy:
    found = actions.find_asleep(street.network.id, ["not_seen", "waiting"], timezone.now())
    assert found
    return found


def test_each_signal_by_itself() -> None:
    assert of(seen()) == []
    assert of(seen(coordinator_at=NOW - timedelta(weeks=9))) == ["not_seen"]
    assert of(seen(coordinator_at=None)) == ["not_seen"]
    assert of(seen(coordinator_at=None, since=NOW - timedelta(days=9), log_at=None)) == []
    assert of(seen(waiting_late=3)) == ["waiting"]
    assert of(seen(log_at=NOW - timedelta(days=400))) == ["silent_log"]
    assert of(seen(evening_due=True)) == ["no_evening"]
    assert of(seen(has_coordinator=False, coordinator_at=None)) == ["no_coordinator"]


@given(st.lists(st.sampled_from(["not_seen", "waiting", "silent_log", "no_evening"]), unique=True), st.integers(1, 4))
def test_as_many_signals_as_the_zone_chose_and_no_coordinator_at_once(found: list[str], least: int) -> None:
    assert rules.is_dormant(found, least) == (len(found) >= least)
    assert rules.is_dormant([*found, "no_coordinator"], least)


@given(st.booleans(), st.booleans())
def test_the_way_always_ends_with_the_officer(has_coordinator: bool, has_deputy: bool) -> None:
    state, asked = "", []
    while not asked or asked[-1] != "officer":
        state = rules.next_asked(state, has_coordinator=has_coordinator, has_deputy=has_deputy)
        asked.append(state)
        assert len(asked) <= 3
    assert ("coordinator" in asked) == has_coordinator and ("deputy" in asked) == has_deputy


def test_a_sleeping_network_is_found_in_a_fixed_number_of_queries(
    street: Street, django_assert_max_num_queries: Any
) -> None:
    for _n in range(3):
        make_street()
    Account.objects.update(last_login=NOW - timedelta(weeks=20))
    lonely(street)
    with django_assert_max_num_queries(40):
        found = dict(queries.asleep(NOW))
    assert found[street.network][0] == "no_coordinator"


def test_what_waits_late_and_a_silent_log_count(street: Street) -> None:
    for _n in range(3):
        make_wish(street)
    Wish.objects.update(due_at=NOW - timedelta(days=3))
    LogEntry.objects.create(tenant=street.zone, network=street.network, at=NOW, kind="note", text="x")
    told = queries.seen_of([street.network], NOW + timedelta(seconds=5))[street.network.id]
    assert told.waiting_late >= 3
    assert told.log_at


def test_coordinator_then_deputy_then_officer(street: Street, posted: Posted) -> None:
    sleep = asleep(street)
    assert sleep.state == "coordinator"
    assert actions.find_asleep(street.network.id, ["x"], NOW) is None
    assert queries.due(NOW) == []
    for expected in ("deputy", "officer"):
        sleep.refresh_from_db()
        assert sleep.due_at
        late = sleep.due_at + timedelta(minutes=1)
        assert queries.due(late) == [sleep.id]
        assert actions.ask_next(sleep.id, late) == expected
    assert queries.due(NOW + timedelta(days=400)) == []
    assert len(posted()) == 2
    assert all("nog wakker" in one.subject for one in posted())


def test_who_is_still_there_says_so_with_one_click(street: Street, posted: Posted) -> None:
    asleep(street)
    with pytest.raises(Missing):
        actions.still_here(street["officer"], network_id=street.network.id)
    actions.still_here(street["deputy"], network_id=street.network.id)
    assert Dormancy.objects.get().state == "woken"
    with pytest.raises(Missing):
        actions.still_here(street["deputy"], network_id=street.network.id)


def test_without_anybody_the_officer_has_it_at_once_and_calls_the_members(street: Street, posted: Posted) -> None:
    lonely(street)
    sleep = asleep(street)
    assert sleep.state == "officer"
    with pytest.raises(Refused):
        actions.wake(street["officer"], network_id=street.network.id, note="Iemand gevonden.")
    actions.call_for_coordinator(street["officer"], network_id=street.network.id)
    with pytest.raises(Refused):
        actions.call_for_coordinator(street["officer"], network_id=street.network.id)
    ids = list(Membership.objects.values_list("id", flat=True))
    assert actions.tell_members(street.network.id, "coordinator_wanted", ids) == len(ids)
    assert all("zoekt een coördinator" in one.subject for one in posted())
    from nabij.networks.tests.factories import mandate

    mandate(street.network, MandateRole.COORDINATOR, street.accounts["deputy"].id)
    actions.wake(street["officer"], network_id=street.network.id, note="Cora neemt het over.")
    assert Dormancy.objects.get().ended_at


def test_closing_tells_members_and_the_federal_service_and_lets_data_go(street: Street, posted: Posted) -> None:
    asleep(street)
    with pytest.raises(Missing):
        actions.close_network(street["coordinator"], network_id=street.network.id, reason="Niemand meer.")
    with pytest.raises(Refused):
        actions.close_network(street["officer"], network_id=street.network.id, reason=" ")
    ids = list(Membership.objects.values_list("id", flat=True))
    found = actions.close_network(street["officer"], network_id=street.network.id, reason="Niemand meer.")
    assert found.state == "stopped"
    assert not MemberPoint.objects.filter(network=found).exists()
    assert not Membership.objects.filter(network=found, left_at__isnull=True).exists()
    assert Dormancy.objects.get().state == "closed"
    from nabij.networks.documents.models import FederalNotice

    assert [one.what for one in FederalNotice.objects.filter(network=found)] == ["stopped"]
    assert actions.tell_members(found.id, "network_closed", ids) == 3
    with pytest.raises(Refused):
        actions.close_network(street["officer"], network_id=street.network.id, reason="Nog eens.")


@pytest.mark.django_db(transaction=True)
def test_a_network_without_a_coordinator_still_gets_the_alerts_of_the_police() -> None:
    """Written, approved and planned as any other: nothing of a coordinator stands on the way to who joined."""
    zone = make_zone(members=3)
    Mandate.objects.filter(network=zone.network, role=MandateRole.COORDINATOR).delete()
    sleep = actions.find_asleep(zone.network.id, ["no_coordinator"], timezone.now())
    assert sleep and sleep.state == "officer"
    _alert, provider = carried(zone)
    assert sorted(message.to for message in provider.got) == sorted(numbers_of(zone))
    assert len(provider.got) == 3
