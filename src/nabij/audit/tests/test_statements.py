from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.statements import insert, planned, rows_of

pytestmark = pytest.mark.django_db


def _session(key: str) -> Session:
    return Session(session_key=key, session_data=f"of {key}", expire_date=timezone.now() + timedelta(hours=1))


def test_rows_go_in_by_one_statement_and_come_back_as_a_queryset_gives_them() -> None:
    rows = [_session(f"key-{number}") for number in range(3)]
    with CaptureQueriesContext(connection) as taken:
        insert(*rows)
    assert len(taken) == 1
    assert taken[0]["sql"].startswith("with row0 as (insert into")
    assert not any(row._state.adding for row in rows)
    found = rows_of(Session, "session_key like %s order by session_key", ["key-%"])
    assert found == list(Session.objects.filter(session_key__startswith="key-").order_by("session_key"))
    assert [row.expire_date for row in found] == [row.expire_date for row in rows]


def test_one_that_is_there_already_writes_none_of_them() -> None:
    insert(_session("there"))
    with pytest.raises(DatabaseError):
        insert(_session("new"), _session("there"))


def test_what_was_planned_is_asked_again_with_other_values_and_stands_in_the_log_of_queries() -> None:
    for number in range(10):
        insert(_session(f"key-{number}"))
        with CaptureQueriesContext(connection) as taken:
            assert [row.session_data for row in rows_of(Session, "session_key = %s", [f"key-{number}"])] == [
                f"of key-{number}"
            ]
        assert "session_key = $1" in taken[0]["sql"]
    with planned() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements")
        assert cursor.fetchone()[0] >= 2


def test_octets_come_as_they_are_stored() -> None:
    with planned(binary=True) as cursor:
        cursor.execute("select %s::bytea, %s::uuid, %s::text", [b"\x00\xff", UUID(int=7), "één"])
        assert cursor.fetchone() == (b"\x00\xff", UUID(int=7), "één")
