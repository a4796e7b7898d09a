"""Retention deletes what the data say, reports it, and never breaks the chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from nabij.audit import retention, sealing
from nabij.audit.actions import PLATFORM, record
from nabij.audit.commands import retain as retain_command
from nabij.audit.retention import BadRule, Rule
from nabij.audit.verify import verify
from nabij.tenants.actor import system_actor

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ONE, OTHER = uuid4(), uuid4()


def rule(**changes: object) -> Rule:
    values: dict[str, object] = {
        "kind": "event", "table": "audit_event", "column": "at", "days": 7, "tenant_column": "tenant_id",
        "source": "a test", "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    return Rule(**(values | changes))  # type: ignore[arg-type]


def event(tenant_id: UUID, age: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_event (tenant_id, verb, target, target_id, at) values (%s, 'tests.x', 'tests.y', %s, %s)",
            [tenant_id, uuid4(), NOW - age],
        )


def ages_in_days() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select (%s - at) from audit_event order by at desc", [NOW])
        return [age.days for (age,) in cursor.fetchall()]


def reported() -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.tenant_id, sum((d.payload->>'deleted')::int) from audit_row r join audit_detail d on d.row_id = r.id"
            " where r.verb = 'audit.retain' group by 1"
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_what_is_too_old_goes_and_is_reported_per_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS_PER_PIECE", 2)
    for tenant_id, days in [(ONE, 6), (ONE, 8), (ONE, 9), (OTHER, 7), (OTHER, 100), (OTHER, 1)]:
        event(tenant_id, timedelta(days=days, seconds=1))
    outcome = retention.retain(rule(), NOW)
    assert outcome.rows == reported() == {ONE: 2, OTHER: 2}
    assert ages_in_days() == [1, 6]
    assert retention.retain(rule(), NOW).total == 0


@pytest.mark.django_db
def test_the_moment_itself_still_stays() -> None:
    event(ONE, timedelta(days=7))
    assert retention.retain(rule(), NOW).total == 0


@pytest.mark.django_db
def test_rows_of_no_tenant_are_reported_with_the_platform() -> None:
    event(ONE, timedelta(days=8))
    assert retention.retain(rule(tenant_column=""), NOW).rows == {PLATFORM: 1}


@pytest.mark.django_db
def test_columns_are_blanked_once_and_the_row_stays() -> None:
    event(ONE, timedelta(days=8))
    blanking = rule(blank=("verb", "target"))
    assert [retention.retain(blanking, NOW).total for _ in range(2)] == [1, 0]
    with connection.cursor() as cursor:
        cursor.execute("select verb, target, tenant_id from audit_event")
        assert cursor.fetchall() == [("", "", ONE)]


@pytest.mark.django_db
def test_rows_of_another_table_go_along() -> None:
    with transaction.atomic():
        record(system_actor(), tenant_id=ONE, verb="tests.x", target="tests.y", target_id=uuid4(), detail={"a": 1})
        record(system_actor(), tenant_id=OTHER, verb="tests.x", target="tests.y", target_id=uuid4(), detail={"a": 1})
    event(ONE, timedelta(days=8))
    along = rule(also=({"table": "audit_detail", "on": {"tenant_id": "tenant_id"}},))
    assert retention.retain(along, NOW).rows == {ONE: 1}
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id from audit_detail where payload ? 'a'")
        assert cursor.fetchall() == [(OTHER,)]


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_details_go_and_the_chain_stays_sound(tmp_path: Path) -> None:
    key, heads = Ed25519PrivateKey.generate(), tmp_path / "heads.jsonl"
    with transaction.atomic():
        for number in range(3):
            record(
                system_actor(),
                tenant_id=ONE,
                verb="tests.write",
                target="tests.thing",
                target_id=uuid4(),
                detail={"number": number},
            )
    with psycopg.connect(settings.DATABASE_SEALER_URL) as sealer:
        sealing.seal(sealer, key=key, heads=heads)
    details = next(found for found in retention.rules() if found.table == "audit_detail")
    assert retention.retain(details, timezone.now()).total == 0
    assert retention.retain(replace(details, days=0), timezone.now()).rows == {ONE: 3}
    with psycopg.connect(settings.DATABASE_SEALER_URL) as reader:
        assert verify(reader, key=key.public_key(), heads=heads).sound


@pytest.mark.django_db
def test_every_rule_of_every_room_can_be_carried_out() -> None:
    outcomes = retention.retain_all(NOW)
    assert {outcome.rule.table for outcome in outcomes} >= {"audit_detail", "people_contactpoint", "reports_report"}
    assert sum(outcome.total for outcome in outcomes) == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_what_it_deleted() -> None:
    event(ONE, timedelta(days=400))
    said = CliRunner().invoke(retain_command, [], catch_exceptions=False)
    assert "event for live pages: 1 deleted from audit_event, older than 7 days" in said.output
    assert f"tenant {ONE}: 1" in said.output


def test_the_newest_valid_rule_counts() -> None:
    versions = [rule(days=days, valid_from=date(year, 1, 1)) for days, year in [(30, 2027), (7, 2026), (90, 2020)]]
    assert [found.days for found in retention.in_force(versions, date(2026, 11, 21))] == [7]
    assert [found.days for found in retention.in_force(versions, date(2027, 1, 1))] == [30]
    assert retention.in_force(versions, date(2019, 1, 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        '[[rule]]\nkind = "x"\ntable = "y"',
        '[[rule]]\nkind = "x"\ntable = "y"\ncolumn = "z"\ndays = 1\nvalid_from = 2026-01-01\nsource = " "',
        '[[rule]]\nkind = "x"\ntable = "y"\ncolumn = "z"\ndays = -1\nvalid_from = 2026-01-01\nsource = "GDPR"',
        '[[rule]]\nkind = "x"\ntable = "y"\ncolumn = "z"\ndays = 1\nvalid_from = 2026-01-01\nsource = "GDPR"\nmonths = 3',
    ],
)
def test_a_rule_that_is_not_complete_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "room" / "data").mkdir(parents=True)
    (tmp_path / "room" / "data" / "retention.toml").write_text(text)
    with pytest.raises(BadRule, match=r"room/data/retention\.toml.*'x'"):
        retention.rules(tmp_path)
