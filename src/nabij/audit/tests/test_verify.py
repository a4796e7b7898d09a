"""What a superuser does to the record is found, and `verify` says which row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from nabij.audit import sealing
from nabij.audit.actions import consulted, record
from nabij.audit.verify import Verdict, verify
from nabij.tenants.actor import system_actor
from nabij.tenants.keys import new_id
from tests import database

# Alone, since a transaction in another database of the same server puts sealing off.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]
KEY = Ed25519PrivateKey.generate()
TENANT, OTHER = uuid4(), uuid4()


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    return tmp_path / "heads.jsonl"


@pytest.fixture
def superuser() -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.run_cluster().url("postgres", database.database_name()), autocommit=True) as open_one:
        yield open_one


def write(tenant: UUID = TENANT, rows: int = 3, detail: dict[str, object] | None = None) -> list[UUID]:
    targets = [new_id() for _ in range(rows)]
    with transaction.atomic():
        for target_id in targets:
            record(
                system_actor(),
                tenant_id=tenant,
                verb="tests.write",
                target="tests.thing",
                target_id=target_id,
                detail=detail,
            )
    return targets


def seal(heads: Path) -> int:
    with psycopg.connect(settings.DATABASE_SEALER_URL) as sealer:
        return sealing.seal(sealer, key=KEY, heads=heads)


def checked(heads: Path) -> Verdict:
    with psycopg.connect(settings.DATABASE_SEALER_URL) as reader:
        return verify(reader, key=KEY.public_key(), heads=heads)


def kinds(verdict: Verdict) -> set[str]:
    return {finding.what for finding in verdict.findings}


def row_of(superuser: psycopg.Connection, target_id: UUID) -> UUID:
    found = superuser.execute("select id from audit_row where target_id = %s", [target_id]).fetchone()
    assert found
    return UUID(str(found[0]))


def test_an_honest_record_is_sound_and_tenants_have_chains_of_their_own(heads: Path) -> None:
    write(rows=3)
    write(OTHER, rows=2)
    assert seal(heads) == 5
    write(rows=1)
    assert seal(heads) == 1
    write(rows=4)
    verdict = checked(heads)
    assert verdict.sound
    assert (verdict.rows, verdict.tenants, verdict.unsealed) == (6, 2, 4)


def test_sealing_again_seals_nothing_more(heads: Path) -> None:
    write()
    assert [seal(heads), seal(heads)] == [3, 0]


@pytest.mark.parametrize(
    "change", ["verb = 'tests.other'", "at = at - interval '1 day'", "actor_id = gen_random_uuid()", "reason = 'x'"]
)
def test_a_changed_row_is_named(heads: Path, superuser: psycopg.Connection, change: str) -> None:
    target = write()[1]
    seal(heads)
    superuser.execute(f"update audit_row set {change} where target_id = %s", [target])  # type: ignore[arg-type]
    (finding,) = checked(heads).findings
    assert (finding.what, finding.row_id) == ("changed", row_of(superuser, target))


def test_a_removed_row_is_named(heads: Path, superuser: psycopg.Connection) -> None:
    target = write()[1]
    seal(heads)
    row_id = row_of(superuser, target)
    superuser.execute("delete from audit_row where id = %s", [row_id])
    (finding,) = checked(heads).findings
    assert (finding.what, finding.row_id) == ("removed", row_id)


def test_a_backdated_row_is_named_when_sealed_and_before(heads: Path, superuser: psycopg.Connection) -> None:
    write()
    seal(heads)
    forged = uuid4()
    superuser.execute(
        "insert into audit_row (tenant_id, id, at, actor_kind, verb, target, target_id)"
        " values (%s, %s, now() - interval '2 days', 'staff', 'tests.write', 'tests.thing', gen_random_uuid())",
        [TENANT, forged],
    )
    seal(heads)
    assert [(f.what, f.row_id) for f in checked(heads).findings] == [("inserted", forged)]


def test_a_row_with_a_forged_transaction_number_is_named(heads: Path, superuser: psycopg.Connection) -> None:
    write()
    seal(heads)
    forged = uuid4()
    superuser.execute(
        "insert into audit_row (tenant_id, id, actor_kind, verb, target, target_id, xact)"
        " values (%s, %s, 'staff', 'tests.write', 'tests.thing', gen_random_uuid(), '5')",
        [TENANT, forged],
    )
    assert [(f.what, f.row_id) for f in checked(heads).findings] == [("inserted", forged)]
    seal(heads)
    assert [(f.what, f.row_id) for f in checked(heads).findings] == [("inserted", forged)]


def test_a_rewritten_chain_does_not_match_what_was_signed(heads: Path, superuser: psycopg.Connection) -> None:
    target = write()[0]
    seal(heads)
    superuser.execute("update audit_row set verb = 'tests.other' where target_id = %s", [target])
    superuser.execute("delete from audit_seal")
    with psycopg.connect(settings.DATABASE_SEALER_URL) as sealer:
        sealing.seal(sealer, key=Ed25519PrivateKey.generate(), heads=heads.with_suffix(".thrown-away"))
    assert "chain" in kinds(checked(heads))


def test_a_chain_with_its_tail_cut_is_found(heads: Path, superuser: psycopg.Connection) -> None:
    write()
    seal(heads)
    superuser.execute("delete from audit_seal where seq = 3")
    superuser.execute("delete from audit_row where id not in (select row_id from audit_seal)")
    assert "removed" in kinds(checked(heads))


def test_a_forged_head_is_found(heads: Path) -> None:
    write()
    seal(heads)
    heads.write_text(heads.read_text().replace('"seq": 3', '"seq": 2'))
    assert "head" in kinds(checked(heads))


def test_a_changed_detail_is_named_and_a_deleted_one_breaks_nothing(heads: Path, superuser: psycopg.Connection) -> None:
    kept, _ = write(rows=2, detail={"outcome": "warn", "number": 3})
    seal(heads)
    with connection.cursor() as cursor:
        cursor.execute("delete from audit_detail where row_id <> %s", [row_of(superuser, kept)])
    assert checked(heads).sound
    superuser.execute("""update audit_detail set payload = '{"outcome": "no_fact", "number": 3}'""")
    (finding,) = checked(heads).findings
    assert (finding.what, finding.row_id) == ("detail", row_of(superuser, kept))


def test_a_slower_transaction_is_not_passed_over(heads: Path) -> None:
    with psycopg.connect(settings.DATABASE_URL) as slow:
        slow.execute(
            "insert into audit_row (tenant_id, id, actor_kind, verb, target, target_id)"
            " values (%s, gen_random_uuid(), 'staff', 'tests.slow', 'tests.thing', gen_random_uuid())",
            [TENANT],
        )
        write()
        assert seal(heads) == 0
        slow.commit()
    assert seal(heads) == 4
    assert checked(heads).sound


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_row set verb = 'x'",
        "delete from audit_row",
        "truncate audit_row",
        "delete from audit_seal",
        "insert into audit_seal values (gen_random_uuid(), 1, gen_random_uuid(), '', '')",
    ],
)
def test_the_role_that_serves_may_only_add(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        consulted(system_actor(), tenant_id=TENANT, target="tests.thing", target_id=uuid4())


def test_an_undone_deed_leaves_no_row() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(system_actor(), tenant_id=TENANT, verb="tests.write", target="tests.thing", target_id=uuid4())
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_row")
        assert cursor.fetchone() == (0,)
