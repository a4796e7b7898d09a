"""What retention deletes is gone from the tables: every column of every table is searched, with the eyes of the owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.utils import timezone
from psycopg import sql

from nabij.alerts import actions
from nabij.alerts.digest import Text
from nabij.alerts.fanout.actions import forget_deliveries
from nabij.alerts.fanout.tests.houses import ask
from nabij.alerts.following.actions import count_where_it_arrived, resend_failed
from nabij.alerts.following.tasks import plan_resend
from nabij.alerts.following.tests.houses import FULL, carried, carry, numbers_of
from nabij.alerts.handing_over.actions import start_drill
from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone, make_zone
from nabij.audit import retention
from nabij.people.models import ContactPoint
from nabij.tenants.actor import system_actor

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "Zwartebessenpad"
A_YEAR, SIX_YEARS = timedelta(days=366), timedelta(days=6 * 366)


def columns(connection: psycopg.Connection) -> Iterator[tuple[str, str, str]]:
    """Every column in which a word or an id can stand, partitions included."""
    return iter(
        connection.execute(
            "select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid"
            " where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
            " and n.nspname not in ('pg_catalog', 'information_schema')"
            " and t.typname in ('text', 'varchar', 'jsonb', 'json', 'uuid', '_uuid', '_text', '_varchar')"
        ).fetchall()
    )


def found(connection: psycopg.Connection, needle: str) -> set[str]:
    """The tables in which it stands anywhere."""
    tables = set()
    for schema, table, column in columns(connection):
        name = sql.Identifier(schema, table)
        where = sql.SQL("select 1 from {} where {}::text ilike %s limit 1").format(name, sql.Identifier(column))
        if connection.execute(where, [f"%{needle}%"]).fetchone():
            tables.add(table)
    return tables


def lived(zone: Zone) -> Alert:
    """An alert that did everything that one can."""
    text = Text("Let op", f"Inbraak bezig in het {WORD}, nu. Sluit ramen en deuren. Zie je iets verdachts? Bel 101.")
    numbers = numbers_of(zone)
    alert, _provider = carried(zone, {numbers[0]: FULL}, texts={"nl": text})
    resend_failed(zone.approving, alert_id=alert.id, number=1)
    plan_resend(alert_id=str(alert.id), number=1)
    carry(alert, {})
    count_where_it_arrived(zone.system, alert_id=alert.id)
    actions.write_consequence(zone.approving, alert_id=alert.id, text=f"Twee arrestaties in het {WORD}")
    answer = Text("Hoe het afliep", f"In het {WORD} vonden we niemand. Dank je.")
    actions.send_feedback(zone.writing, alert_id=alert.id, texts={"nl": answer})
    start_drill(zone.approving)
    return alert


def forget(after: timedelta) -> None:
    now = timezone.now() + after
    forget_deliveries(system_actor(), before=now - timedelta(days=365))
    retention.retain_all(now)


def test_who_was_warned_is_gone_after_a_year(owner_connection: psycopg.Connection) -> None:
    zone = make_zone(members=3)
    alert = lived(zone)
    points = [str(point) for (point,) in ask("select distinct contact_point_id from fanout.delivery")]
    assert len(points) == 3
    assert all(any(table.startswith("delivery_") for table in found(owner_connection, point)) for point in points)
    forget(A_YEAR)
    assert ask("select count(*) from fanout.delivery") == [(0,)]
    assert ask("select count(*) from fanout.outcome") == [(0,)]
    still = {"people_contactpoint", "networks_memberpoint"}
    assert set().union(*(found(owner_connection, point) for point in points)) <= still
    assert owner_connection.execute("select count(*) from alerts_spread").fetchone() == (0,)
    assert found(owner_connection, WORD) >= {"alerts_alert", "alerts_sentcopy"}
    assert Alert.objects.filter(id=alert.id).exists()


def test_what_was_said_is_gone_after_its_term(owner_connection: psycopg.Connection) -> None:
    zone = make_zone(members=2)
    alert = lived(zone)
    assert found(owner_connection, WORD) >= {
        "alerts_alert",
        "alerts_alertversion",
        "alerts_sentcopy",
        "networks_logentry",
    }
    forget(SIX_YEARS)
    assert found(owner_connection, WORD) == set()
    assert not Alert.objects.exists()
    named = found(owner_connection, str(alert.id))
    assert named <= {"plan", "audit_row", "audit_event", "audit_detail", "procrastinate_jobs"}


def test_a_retired_number_is_gone_from_what_was_sent_to_it(owner_connection: psycopg.Connection) -> None:
    """The hash by which a number is found stands with each delivery; it goes with the delivery."""
    zone = make_zone(members=1)
    lived(zone)
    point = ContactPoint.objects.get(id__in=_points())
    lookup = bytes(point.lookup)
    forget(A_YEAR)
    kept = owner_connection.execute("select count(*) from fanout.delivery where lookup = %s", [lookup]).fetchone()
    assert kept == (0,)


def _points() -> list[UUID]:
    return [point for (point,) in ask("select distinct contact_point_id from fanout.delivery")]
