"""Who signs, in which order, and what voids it."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from nabij.networks.actions import set_plan
from nabij.networks.documents import actions, queries
from nabij.networks.documents.models import Document, Signature
from nabij.networks.documents.tests.factories import (
    PARTNERS,
    Parties,
    answered,
    make_parties,
    scan_of,
    settled,
    settled_budget,
    settled_charter,
    signed_charter,
)
from nabij.networks.tests.factories import at_hand
from nabij.people.tests.factories import staff_actor
from nabij.tenants.actions import change_settings
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db
ROLES = ("mayor", "chief", "officer", "coordinator")


@pytest.mark.parametrize("order", random.Random(4).sample(list(itertools.permutations(ROLES)), 6))
def test_any_order_of_signing_is_right(parties: Parties, order: tuple[str, ...]) -> None:
    charter = settled_charter(parties)
    for at, role in enumerate(order):
        charter.refresh_from_db()
        assert charter.state == "signing", f"after {at} signatures"
        parties.sign(charter, role)
    charter.refresh_from_db()
    assert charter.state == "signed"
    assert queries.charter_of(parties.network) == charter
    assert [one.role for one in queries.signatures_of(charter)] == list(order)
    assert all(one.holds for one in queries.checked(charter))


def test_nobody_signs_twice_or_for_another(parties: Parties) -> None:
    charter = settled_charter(parties)
    parties.sign(charter, "mayor")
    with pytest.raises(Refused):
        parties.sign(charter, "mayor")
    for who, role in itertools.product(parties.accounts, ROLES):
        if who != role:
            with pytest.raises(Missing):
                actions.sign(parties.actor(who), document_id=charter.id, role=role, digest=charter.digest, proof="totp")
    assert Signature.objects.filter(document=charter).count() == 1


def test_another_zone_does_not_know_it(parties: Parties) -> None:
    charter, other = settled_charter(parties), make_parties()
    for who in other.accounts:
        with pytest.raises(Missing):
            queries.document(other.actor(who), charter.id)
        for role in ROLES:
            with pytest.raises(Missing):
                actions.sign(other.actor(who), document_id=charter.id, role=role, digest=charter.digest, proof="totp")


def test_the_mayor_of_another_municipality_of_the_zone_does_not_sign(parties: Parties) -> None:
    charter = settled_charter(parties)
    neighbour = staff_actor(parties.zone, "mayor")
    with pytest.raises(Missing):
        actions.sign(neighbour, document_id=charter.id, role="mayor", digest=charter.digest, proof="totp")


def test_a_code_is_for_residents_and_a_second_factor_for_staff(parties: Parties) -> None:
    charter = settled_charter(parties)
    for role, proof in (("mayor", "code"), ("coordinator", "totp"), ("chief", "paper"), ("chief", ""), ("chief", "x")):
        with pytest.raises(Refused):
            actions.sign(parties.actor(role), document_id=charter.id, role=role, digest=charter.digest, proof=proof)
    assert queries.signatures_of(charter) == []


def test_a_version_that_is_no_longer_the_one_is_not_signed(parties: Parties) -> None:
    charter = settled_charter(parties)
    with pytest.raises(Stale):
        actions.sign(parties.actor("mayor"), document_id=charter.id, role="mayor", digest="0" * 64, proof="totp")
    parties.sign(charter, "mayor")
    newer = actions.revise(parties.actor("prevention"), document_id=charter.id)
    with pytest.raises(Stale):
        parties.sign(charter, "chief")
    with pytest.raises(Refused):
        parties.sign(newer, "chief")
    newer = settled(parties, newer)
    assert newer.version == charter.version + 1
    assert queries.signatures_of(newer) == []


def test_what_is_in_force_stays_so_until_the_new_version_is_signed(parties: Parties) -> None:
    first = signed_charter(parties)
    second = settled(parties, actions.revise(parties.actor("coordinator"), document_id=first.id))
    first.refresh_from_db()
    assert first.state == "signed"
    parties.sign(second, *ROLES)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "signed")
    assert first.replaced_at is not None


def test_a_deputy_signs_only_where_the_chief_said_so(parties: Parties) -> None:
    charter = settled_charter(parties)
    deputy = parties.actor("officer_deputy")
    with pytest.raises(Missing):
        actions.sign(deputy, document_id=charter.id, role="officer", digest=charter.digest, proof="totp")
    change_settings(parties.system, tenant_id=parties.zone.id, changes={"networks": {"deputies_may_sign": True}})
    made = actions.sign(deputy, document_id=charter.id, role="officer", digest=charter.digest, proof="totp")
    assert made.deputy


def test_on_paper_and_electronically_together(parties: Parties) -> None:
    charter = settled_charter(parties)
    parties.sign(charter, "mayor", "coordinator")
    today = timezone.localdate()
    for role, name in (("chief", "Kris Wouters"), ("officer", "Omar Peeters")):
        actions.record_paper(
            parties.actor("prevention"), document_id=charter.id, role=role, digest=charter.digest, name=name,
            signed_on=today, upload=scan_of(),
        )  # fmt: skip
    charter.refresh_from_db()
    assert charter.state == "signed"
    assert all(one.holds for one in queries.checked(charter))
    on_paper = Signature.objects.get(document=charter, role="chief")
    assert on_paper.recorded_by == parties.accounts["prevention"].id
    assert queries.name_on(on_paper) == "Kris Wouters"


def test_paper_is_for_prevention_with_a_day_that_can_be(parties: Parties) -> None:
    charter, today = settled_charter(parties), timezone.localdate()
    given = {"document_id": charter.id, "role": "chief", "digest": charter.digest, "name": "Kris", "signed_on": today}
    for who in ("mayor", "coordinator", "city"):
        with pytest.raises(Missing):
            actions.record_paper(parties.actor(who), upload=scan_of(), **given)
    prevention = parties.actor("prevention")
    wrong = [
        {"signed_on": today + timedelta(days=1)}, {"signed_on": today - timedelta(days=1)}, {"name": " "},
        {"deputy": True}, {"digest": "0" * 64},
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(Refused):
            actions.record_paper(prevention, upload=scan_of(), **{**given, **one})
    with pytest.raises(Refused):
        actions.record_paper(prevention, upload=None, **given)
    assert queries.signatures_of(charter) == []


def test_a_row_that_somebody_changed_no_longer_holds(parties: Parties) -> None:
    charter = signed_charter(parties)
    other = Signature.objects.get(document=charter, role="chief")
    Signature.objects.filter(document=charter, role="mayor").update(account_id=other.account_id)
    broken = [one.what for one in queries.checked(charter) if not one.holds]
    assert len(broken) == 1
    Document.objects.filter(id=charter.id).update(digest="0" * 64)
    charter.refresh_from_db()
    assert len([one for one in queries.checked(charter) if not one.holds]) == 5


def test_a_file_is_known_or_not(parties: Parties) -> None:
    from nabij.networks.documents import store

    charter = signed_charter(parties)
    signed = store.read(charter.signed_file)
    assert queries.check_file(charter, signed)
    assert queries.check_file(charter, store.read(charter.file))
    assert not queries.check_file(charter, signed + b"\n")


def test_a_charter_waits_for_its_contact_data_plan_and_budget(parties: Parties) -> None:
    bare = answered(parties, "charter", ("partners", PARTNERS))
    with pytest.raises(Refused, match="begroting"):
        settled(parties, bare)
    settled_budget(parties)
    bare = answered(parties, "charter", ("partners", PARTNERS | {"chief_phone": ""}))
    with pytest.raises(Refused):
        settled(parties, bare)


def test_a_changed_plan_asks_for_a_new_charter(parties: Parties) -> None:
    charter = signed_charter(parties)
    now = timezone.now()
    assert [one for one in queries.to_do(at_hand(parties.network.id), now) if "Werk bij" in one.what] == []
    set_plan(parties.system, network_id=parties.network.id, category="burglary", priority="urgent", channels=["sms"])
    todo = [one for one in queries.to_do(at_hand(parties.network.id), now) if one.url.endswith(f"{charter.id}/")]
    assert [one.owner for one in todo] == ["prevention"]
