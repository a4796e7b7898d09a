"""What the terms and the wish to be forgotten do to people, and that the record stays sound."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from nabij.audit import retention, sealing
from nabij.audit.verify import verify
from nabij.people import actions, dossier, queries
from nabij.people.commands import bootstrap
from nabij.people.models import Account, ContactPoint, Person, RoleGrant, VerificationCode
from nabij.people.tests import factories
from nabij.people.tests.letterbox import Letter
from nabij.tenants.actor import PUBLIC
from nabij.tenants.keys import new_id


def apply_terms(days: int) -> dict[str, int]:
    """What every rule about people does, as many days from now."""
    now = timezone.now() + timedelta(days=days)
    rules = [rule for rule in retention.rules() if rule.table.startswith("people_")]
    return {rule.kind: retention.retain(rule, now).total for rule in rules}


@pytest.mark.django_db
def test_codes_go_after_a_day_and_retired_numbers_after_a_month(letters: list[Letter]) -> None:
    person = factories.make_resident()
    actor = queries.actor_for(person.account)  # type: ignore[arg-type]
    retired, kept = (factories.make_contact_point(person) for _ in range(2))
    actions.send_sign_in_code(PUBLIC, kind="sms", raw=factories.mobile_number(), origin="::1", language="nl")
    actions.retire_contact_point(actor, contact_point_id=retired.id)
    assert apply_terms(days=0) == dict.fromkeys(apply_terms(days=0), 0)
    assert apply_terms(days=2)["code"] == 1
    assert not VerificationCode.objects.exists()
    assert apply_terms(days=31)["retired contact point"] == 1
    retired.refresh_from_db()
    kept.refresh_from_db()
    assert (bytes(retired.value), bytes(retired.lookup), retired.x) == (b"", b"", None)
    assert queries.value_of(kept).startswith("+32")
    assert apply_terms(days=40)["retired contact point"] == 0


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_who_is_forgotten_leaves_a_record_that_is_sound(tmp_path: Path, letters: list[Letter]) -> None:
    key, heads = Ed25519PrivateKey.generate(), tmp_path / "heads.jsonl"
    code_id = actions.send_sign_in_code(PUBLIC, kind="email", raw="an@example.org", origin="", language="nl")
    account = actions.sign_in_with_code(PUBLIC, code_id=code_id, code=letters[0].code)
    actor = queries.actor_for(account)
    person = queries.person_of(actor)
    point = ContactPoint.objects.get()
    actions.set_quiet_hours(actor, contact_point_id=point.id, quiet_from=None, quiet_until=None)
    with psycopg.connect(settings.DATABASE_SEALER_URL) as sealer:
        sealing.seal(sealer, key=key, heads=heads)
    actions.erase_person(actor, person_id=person.id)
    apply_terms(days=5000)
    with psycopg.connect(settings.DATABASE_SEALER_URL) as sealer:
        sealing.seal(sealer, key=key, heads=heads)
        verdict = verify(sealer, key=key.public_key(), heads=heads)
    assert verdict.sound and verdict.rows >= 4
    assert not Person.objects.exists() and not Account.objects.exists() and not ContactPoint.objects.exists()


@pytest.mark.django_db
def test_rooms_above_erase_and_export_their_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "_parts", {})
    monkeypatch.setattr(dossier, "_erasers", {})
    seen: list[object] = []
    dossier.contribute("networks", lambda person_id: [str(person_id)])
    dossier.on_erasing("networks", lambda person_id: seen.append(person_id) or ["The charter stays."])  # type: ignore[func-returns-value]
    person = factories.make_resident()
    actor = queries.actor_for(person.account)  # type: ignore[arg-type]
    assert actions.export_person(actor, person_id=person.id)["networks"] == [str(person.id)]
    assert actions.erase_person(actor, person_id=person.id) == ["The charter stays."]
    assert seen == [person.id]


@pytest.mark.django_db
def test_a_household_goes_with_its_last_person() -> None:
    address_id = new_id()
    homes = []
    for mark in ("Bus 3", " bus  3 ", "bus 4"):
        person = factories.make_resident()
        actor = queries.actor_for(person.account)  # type: ignore[arg-type]
        homes.append(
            (actor, person, actions.settle_household(actor, person_id=person.id, address_id=address_id, mark=mark))
        )
    assert homes[0][2].id == homes[1][2].id != homes[2][2].id
    for actor, person, household in homes[:2]:
        assert type(household).objects.filter(id=household.id).exists()
        actions.erase_person(actor, person_id=person.id)
    assert [one.id for one in type(homes[0][2]).objects.all()] == [homes[2][2].id]


ARGUMENTS = [
    "--zone",
    "PZ Test:5999",
    "--municipality",
    "Teststad:99001",
    "--administrator",
    "an:An A.",
    "--administrator",
    "bo:Bo B.",
]


@pytest.mark.django_db
def test_the_first_administrators_are_made_once() -> None:
    said = CliRunner().invoke(bootstrap, ARGUMENTS)
    assert said.exit_code == 0, said.output
    assert said.output.count("/uitnodiging/") == 2
    assert set(RoleGrant.objects.values_list("role", "tenant__kind")) == {
        ("administrator", "zone"),
        ("administrator", "municipality"),
    }
    again = CliRunner().invoke(bootstrap, ARGUMENTS)
    assert again.exit_code == 1 and Account.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [ARGUMENTS[:6], ["--zone", "PZ Test", *ARGUMENTS[2:]], ARGUMENTS[2:]])
def test_a_bootstrap_that_misses_something_changes_nothing(wrong: list[str]) -> None:
    said = CliRunner().invoke(bootstrap, wrong)
    assert said.exit_code != 0 and len(said.output) > 20
    assert not Account.objects.exists()
