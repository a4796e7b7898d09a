"""What only the police decide: to start, who follows up, and whether a coordinator is suitable; never why."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.networks import actions as networks
from nabij.networks.founding import actions, queries
from nabij.networks.founding.models import Candidate, Outcome, Question
from nabij.networks.founding.tests.factories import interested, jobs, make_ground, neighbour, proposed, starting
from nabij.networks.founding.tests.test_steps import now_of
from nabij.networks.models import Mandate, Network, NetworkState
from nabij.networks.tests.factories import make_network
from nabij.people.models import AccountKind
from nabij.people.tests.factories import (
    make_account,
    make_contact_point,
    make_person,
    make_staff,
    make_tenant,
    staff_actor,
)
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def begun() -> Network:
    return starting(make_tenant())


def approve(network: Network) -> None:
    actions.record_meeting_decision(
        system_actor([network.tenant_id]), network_id=network.id, question=Question.COORDINATOR,
        held_on=timezone.localdate(), votes_for=12, against=1, abstained=0,
    )  # fmt: skip


def coordinator_of(network: Network, *, deputy: bool = False) -> Mandate | None:
    return Mandate.objects.filter(network=network, role="coordinator", deputy=deputy).first()


def test_the_chief_starts_it_with_a_reason() -> None:
    network = begun()
    chief = staff_actor(network.tenant, "chief")
    with pytest.raises(Refused):
        actions.decide_start(chief, network_id=network.id, starts=True)
    actions.decide_start(chief, network_id=network.id, starts=True, reason="Reeks inbraken in mei")
    assert now_of(network, "police_start").is_settled
    with pytest.raises(Refused):
        actions.decide_start(chief, network_id=network.id, starts=False, public_sentence="Toch niet.")
    decided = queries.start_decision(chief, network.id)
    assert decided is not None and decided.reason == "Reeks inbraken in mei"


def test_or_does_not_with_a_sentence_for_who_asked() -> None:
    network = begun()
    row = interested()
    chief = staff_actor(network.tenant, "chief")
    with pytest.raises(Refused):
        actions.decide_start(chief, network_id=network.id, starts=False, reason="intern")
    sentence = "Er zijn te weinig feiten in deze wijk."
    actions.decide_start(chief, network_id=network.id, starts=False, reason="intern", public_sentence=sentence)
    network.refresh_from_db()
    assert network.state == NetworkState.STOPPED
    (told,) = [job for job in jobs() if job["code"] == "declined"]
    assert (told["row_id"], told["values"]["sentence"]) == (str(row.id), sentence)
    assert "intern" not in str(jobs())
    assert queries.stalled(chief) == []


def test_only_the_chief_decides_and_the_reason_is_for_the_zone() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = starting(zone, municipality_id=city.id)
    for stranger in (
        staff_actor(zone, "mandated_officer"), staff_actor(zone, "prevention"), staff_actor(city, "mayor", "prevention"),
        staff_actor(make_tenant(), "chief"), PUBLIC,
    ):  # fmt: skip
        with pytest.raises(Missing):
            actions.decide_start(stranger, network_id=network.id, starts=True, reason="x")
        with pytest.raises(Missing):
            actions.name_officers(stranger, network_id=network.id, officer_id=zone.id, deputy_id=city.id)
        with pytest.raises(Missing):
            queries.officers(stranger, zone.id)
    actions.decide_start(staff_actor(zone, "chief"), network_id=network.id, starts=True, reason="Veel inbraken")
    with pytest.raises(Missing):
        queries.start_decision(staff_actor(city, "prevention"), network.id)


def test_the_chief_names_two_different_officers_of_the_zone() -> None:
    network = begun()
    zone = network.tenant
    chief, officer, deputy = (
        staff_actor(zone, "chief"),
        make_staff(zone, "mandated_officer"),
        make_staff(zone, "wijkagent"),
    )
    foreign, clerk = make_staff(make_tenant(), "mandated_officer"), make_staff(zone, "desk_clerk")
    assert {one for one, _name in queries.officers(chief, zone.id)} == {officer.id, deputy.id}
    for first, second in ((officer, officer), (officer, foreign), (officer, clerk)):
        with pytest.raises(Refused):
            actions.name_officers(chief, network_id=network.id, officer_id=first.id, deputy_id=second.id)
    actions.name_officers(chief, network_id=network.id, officer_id=officer.id, deputy_id=deputy.id)
    named = {(one.account_id, one.deputy) for one in Mandate.objects.filter(network=network, role="officer")}
    assert named == {(officer.id, False), (deputy.id, True)}
    assert now_of(network, "officer").is_settled


def test_a_coordinator_is_proposed_screened_and_approved_and_only_then_named() -> None:
    network = begun()
    person = neighbour()
    candidate = proposed(network, person=person)
    with pytest.raises(Refused):
        approve(network)
    actions.screen(staff_actor(network.tenant, "mandated_officer"), candidate_id=candidate.id, outcome=Outcome.SUITABLE)
    assert now_of(network, "screening").is_settled
    assert coordinator_of(network) is None
    approve(network)
    named = coordinator_of(network)
    assert named is not None and named.account_id == person.account_id
    assert now_of(network, "coordinator").is_settled


def test_nobody_is_named_coordinator_by_hand() -> None:
    zone = make_tenant()
    officer, account = staff_actor(zone, "mandated_officer"), make_account(AccountKind.RESIDENT)
    for network in (starting(zone), make_network(zone, lon=5.4)):
        with pytest.raises(Refused):
            networks.set_mandate(officer, network_id=network.id, role="coordinator", account_id=account.id)
    with pytest.raises(Refused):
        networks.set_mandate(
            system_actor([zone.id]), network_id=Network.objects.get(state="starting").id, role="coordinator",
            account_id=account.id,
        )  # fmt: skip
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("outcome", [Outcome.UNSUITABLE, Outcome.NOT_YET])
def test_who_is_not_suitable_is_not_named_and_another_is_proposed(outcome: str) -> None:
    network = begun()
    officer = staff_actor(network.tenant, "mandated_officer")
    candidate = proposed(network)
    actions.screen(officer, candidate_id=candidate.id, outcome=outcome)
    assert now_of(network, "screening").is_open
    with pytest.raises(Refused):
        approve(network)
    if outcome == Outcome.NOT_YET:
        with pytest.raises(Refused):
            proposed(network)
        actions.withdraw_candidate(officer, candidate_id=candidate.id)
    with pytest.raises(Refused):
        actions.screen(officer, candidate_id=candidate.id, outcome=Outcome.SUITABLE)
    other = proposed(network)
    actions.screen(officer, candidate_id=other.id, outcome=Outcome.SUITABLE)
    approve(network)
    assert coordinator_of(network) is not None


def test_a_later_unsuitable_outcome_opens_the_screening_again() -> None:
    network = begun()
    officer = staff_actor(network.tenant, "mandated_officer")
    candidate = proposed(network)
    actions.screen(officer, candidate_id=candidate.id, outcome=Outcome.SUITABLE)
    actions.screen(officer, candidate_id=candidate.id, outcome=Outcome.UNSUITABLE)
    assert now_of(network, "screening").is_open


def test_neighbours_who_say_no_ask_for_another() -> None:
    network = begun()
    candidate = proposed(network)
    actions.screen(staff_actor(network.tenant, "mandated_officer"), candidate_id=candidate.id, outcome="suitable")
    actions.record_meeting_decision(
        system_actor([network.tenant_id]), network_id=network.id, question=Question.COORDINATOR,
        held_on=timezone.localdate(), votes_for=1, against=12, abstained=0,
    )  # fmt: skip
    assert coordinator_of(network) is None
    assert now_of(network, "screening").is_open
    assert proposed(network).id != candidate.id


def test_a_deputy_is_screened_too_and_named_without_a_vote() -> None:
    network = begun()
    officer = staff_actor(network.tenant, "mandated_officer")
    deputy = proposed(network, deputy=True)
    with pytest.raises(Refused):
        actions.approve_deputy(officer, candidate_id=deputy.id)
    actions.screen(officer, candidate_id=deputy.id, outcome=Outcome.SUITABLE)
    assert now_of(network, "screening").is_open
    actions.approve_deputy(officer, candidate_id=deputy.id)
    assert coordinator_of(network, deputy=True) is not None
    first = proposed(network)
    actions.screen(officer, candidate_id=first.id, outcome=Outcome.SUITABLE)
    with pytest.raises(Refused):
        actions.approve_deputy(officer, candidate_id=first.id)


def test_who_never_signed_in_is_asked_to_do_so_first() -> None:
    network = begun()
    person = make_person()
    make_contact_point(person, "voice")
    deputy = proposed(network, deputy=True, person=person)
    officer = staff_actor(network.tenant, "mandated_officer")
    actions.screen(officer, candidate_id=deputy.id, outcome=Outcome.SUITABLE)
    with pytest.raises(Refused):
        actions.approve_deputy(officer, candidate_id=deputy.id)


def test_only_the_willing_are_proposed_and_only_by_the_zone() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = starting(zone, municipality_id=city.id)
    unwilling, willing = interested(), interested(willing=True)
    with pytest.raises(Missing):
        actions.propose(system_actor([zone.id]), network_id=network.id, interest_id=unwilling.id)
    for stranger in (
        staff_actor(city, "prevention"),
        staff_actor(make_tenant(), "chief"),
        staff_actor(zone, "dispatcher"),
    ):
        with pytest.raises(Missing):
            actions.propose(stranger, network_id=network.id, interest_id=willing.id)
    actions.propose(staff_actor(zone, "prevention"), network_id=network.id, interest_id=willing.id)


def test_a_screening_has_no_place_for_a_word() -> None:
    """The only text of a candidate is the outcome, which the database keeps to its three words; the record does not have it."""
    network = begun()
    candidate = proposed(network)
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_name = 'networks_candidate'"
            " and data_type in ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY')"
        )
        assert cursor.fetchall() == [("outcome",)]
    with pytest.raises(ValueError, match="is not a valid Outcome"):
        actions.screen(staff_actor(network.tenant, "chief"), candidate_id=candidate.id, outcome="gestolen")
    for words in ("gestolen", "pv 12/34"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidate.objects.filter(id=candidate.id).update(outcome=words)
    actions.screen(staff_actor(network.tenant, "chief"), candidate_id=candidate.id, outcome=Outcome.UNSUITABLE)
    row = AuditRow.objects.get(verb="networks.screen_candidate")
    with connection.cursor() as cursor:
        cursor.execute("select payload::text from audit_detail where row_id = %s", [row.id])
        assert all("suitable" not in detail for (detail,) in cursor.fetchall())


def test_the_city_sees_that_it_is_done_and_nothing_else() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = starting(zone, make_ground(zone), municipality_id=city.id)
    candidate = proposed(network, person=neighbour(name="An Peeters"))
    prevention = staff_actor(city, "prevention", "mayor")
    with pytest.raises(Missing):
        queries.candidates(prevention, network.id)
    with pytest.raises(Missing):
        actions.screen(prevention, candidate_id=candidate.id, outcome=Outcome.SUITABLE)
    for stranger in (staff_actor(zone, "prevention"), staff_actor(make_tenant(), "chief"), PUBLIC):
        with pytest.raises(Missing):
            actions.screen(stranger, candidate_id=candidate.id, outcome=Outcome.SUITABLE)
    actions.screen(staff_actor(zone, "chief"), candidate_id=candidate.id, outcome=Outcome.SUITABLE)
    step = now_of(network, "screening")
    assert (step.state, step.note) == ("done", "")
    (seen,) = queries.candidates(staff_actor(zone, "mandated_officer"), network.id)
    assert (seen.name, seen.is_suitable) == ("An Peeters", True)
    assert AuditRow.objects.filter(verb="consult", target="networks.candidates").count() == 1
