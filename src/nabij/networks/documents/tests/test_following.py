"""What follows from documents: steps, notices, reminders, successors, and what is swept away."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.networks.actions import set_mandate
from nabij.networks.documents import actions, queries, store
from nabij.networks.documents.models import Document, FederalNotice, Signature
from nabij.networks.documents.tests.factories import (
    Parties,
    answered,
    make_parties,
    settled,
    settled_budget,
    settled_charter,
    signed_charter,
)
from nabij.networks.tests.factories import at_hand, make_network
from nabij.people.tests.factories import make_staff
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import end_of_term

pytestmark = pytest.mark.django_db


def test_who_is_late_is_reminded_once_per_term(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "nabij.networks.documents.actions.reminding.send_single", lambda **given: bool(sent.append(given)) or True
    )
    charter = settled_charter(parties)
    parties.sign(charter, "officer")
    assert actions.remind_late() == 0
    late = end_of_term(timezone.now(), 16)
    assert actions.remind_late(late) == 2
    assert {one["to"] for one in sent} == {"burgemeester@stad.example", "an@buurt.example"}
    assert str(charter.id) in sent[0]["text"] and "Charter van" in sent[0]["subject"]
    assert actions.remind_late(late + timedelta(days=1)) == 0
    assert actions.remind_late(end_of_term(late, 16)) == 2
    todo = [
        one for one in queries.to_do(at_hand(parties.network.id), late) if one.is_late(late) and "tekenen" in one.url
    ]
    assert {one.owner for one in todo} == {"mayor", "chief", "coordinator"}


def test_a_signed_charter_opens_the_duty_to_send_it(parties: Parties) -> None:
    signed_charter(parties)
    notice = FederalNotice.objects.get()
    assert (notice.what, notice.state) == ("charter", "to_send")
    assert store.read(notice.letter).startswith(b"%PDF")
    assert notice.due_at == end_of_term(notice.made_at, 5)


@pytest.mark.parametrize("what", ["changed", "merged", "stopped", "coordinator_removed"])
def test_the_federal_service_hears_of_it_once(parties: Parties, what: str) -> None:
    for note in ("eerst", "opnieuw"):
        actions.notify_federal(parties.system, network_id=parties.network.id, what=what, note=note)
    states = dict(FederalNotice.objects.values_list("note", "state"))
    assert states == {"eerst": "lapsed", "opnieuw": "to_send"}
    with pytest.raises(ValueError):
        actions.notify_federal(parties.system, network_id=parties.network.id, what="party")


def test_only_prevention_records_what_the_federal_service_did(parties: Parties) -> None:
    signed_charter(parties)
    notice, today = FederalNotice.objects.get(), timezone.localdate()
    for who in ("mayor", "coordinator", "city"):
        with pytest.raises(Missing):
            actions.send_federal(parties.actor(who), notice_id=notice.id, sent_on=today)
    with pytest.raises(Missing):
        actions.send_federal(make_parties().actor("prevention"), notice_id=notice.id, sent_on=today)
    with pytest.raises(Refused):
        actions.answer_federal(parties.actor("prevention"), notice_id=notice.id, in_order=True, answered_on=today)


def test_successors_start_from_the_answers_of_before(parties: Parties) -> None:
    signed_charter(parties)
    answered(parties, "house_rules", ("own", {"extra": "Elke maand een babbel"}))
    heir = make_network(parties.zone, municipality_id=parties.city.id)
    ended = actions.supersede(parties.system, network_id=parties.network.id, successors=[heir.id])
    assert ended == 3
    assert queries.charter_of(parties.network) is None
    rules, charter = queries.latest(heir, "house_rules"), queries.latest(heir, "charter")
    assert rules and charter and charter.state == "draft"
    assert queries.answers_of(rules)["extra"] == "Elke maand een babbel"
    assert queries.answers_of(charter)["mayor_name"] == "Bea Goossens"
    assert heir.name in queries.answers_of(charter)["area_words"]
    assert actions.supersede(parties.system, network_id=parties.network.id, successors=[heir.id]) == 0
    assert Document.objects.filter(network=heir).count() == 3


def test_a_stopped_network_has_no_documents_in_force(parties: Parties) -> None:
    charter = signed_charter(parties)
    actions.supersede(parties.system, network_id=parties.network.id)
    charter.refresh_from_db()
    assert charter.state == "replaced"
    assert all(one.holds for one in queries.checked(charter))


def test_another_coordinator_asks_for_a_new_charter(parties: Parties) -> None:
    charter = signed_charter(parties)
    other = make_staff(parties.zone, "mandated_officer")
    set_mandate(parties.system, network_id=parties.network.id, role="officer", account_id=other.id)
    then, now = charter.facts, queries.facts_of([parties.network])[parties.network.id]
    assert then["officer"] != now["officer"]
    assert [
        one.owner for one in queries.to_do(at_hand(parties.network.id), timezone.now()) if str(charter.id) in one.url
    ] == ["prevention"]


def test_what_is_to_do_costs_the_same_for_many_networks(parties: Parties) -> None:
    signed_charter(parties)
    others = [make_parties(parties.zone) for _ in range(3)]
    for other in others:
        settled_charter(other)

    def asked(ids: list[Any]) -> int:
        with CaptureQueriesContext(connection) as found:
            assert list(queries.to_do(at_hand(*ids), timezone.now()))
        return len(found)

    few = asked([parties.network.id, others[0].network.id])
    assert asked([parties.network.id, *(one.network.id for one in others)]) == few <= 12


def test_budgets_of_many_networks_are_one_query(parties: Parties) -> None:
    settled_budget(parties)
    other = make_parties(parties.zone)
    settled(other, answered(other, "budget", ("costs", {"hall_count": "2", "hall_price": "50", "hall_payer": "city"})))
    with CaptureQueriesContext(connection) as found:
        budgets = queries.budget_of([parties.network.id, other.network.id])
    assert len(found) == 1
    assert (budgets[parties.network.id].total_cents, budgets[parties.network.id].zone_cents) == (84_006, 66_006)
    assert budgets[other.network.id] == queries.Budget(10_000, 10_000, 0)


def test_files_that_belong_to_nothing_are_swept(parties: Parties) -> None:
    charter = signed_charter(parties)
    stray = store.keep(b"%PDF-left behind")
    now = store.path_of(stray).stat().st_mtime
    assert actions.sweep_files(now + 60) == 0
    assert actions.sweep_files(now + 3 * 3600) == 1
    assert not store.path_of(stray).exists()
    assert store.read(charter.signed_file) and store.read(FederalNotice.objects.get().letter)


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_both_stand_and_the_last_one_puts_it_in_force(parties: Parties) -> None:
    charter = settled_charter(parties)
    parties.sign(charter, "mayor", "chief")
    start, faults = threading.Barrier(3), []

    def sign(*roles: str) -> None:
        start.wait()
        for role in roles:
            try:
                parties.sign(charter, role)
            except Refused as refusal:
                faults.append(str(refusal))
        connection.close()

    threads = [threading.Thread(target=sign, args=roles) for roles in (("officer",), ("coordinator",), ("officer",))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    charter.refresh_from_db()
    assert charter.state == "signed"
    assert len(faults) == 1
    assert Signature.objects.filter(document=charter).count() == 4
    assert FederalNotice.objects.count() == 1
    assert all(one.holds for one in queries.checked(charter))


def test_a_coordinator_who_is_erased_leaves_the_drafts_and_keeps_what_was_signed(parties: Parties) -> None:
    charter = signed_charter(parties)
    draft = actions.revise(parties.actor("prevention"), document_id=charter.id)
    person = parties.accounts["coordinator"].person
    (mine,) = queries.dossier_of(person.id)
    assert (mine["role"], mine["name"]) == ("coordinator", "An Janssens")
    goes_on, told_before = actions.what_stays(person.id)
    assert goes_on.startswith(parties.network.name)
    (sentence,) = actions.forget_person(person.id)
    assert sentence == told_before
    assert sentence.endswith(".")
    draft.refresh_from_db()
    assert not {"coordinator_name", "coordinator_email"} & set(queries.answers_of(draft))
    assert queries.answers_of(draft)["mayor_name"] == "Bea Goossens"
    assert all(one.holds for one in queries.checked(charter))
    assert actions.forget_person(make_parties().accounts["coordinator"].person.id) == []
