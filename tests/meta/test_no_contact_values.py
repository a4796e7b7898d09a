"""No telephone number or e-mail address stands readable in the database, in a log line or in the record."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from psycopg import sql

from nabij.people import actions
from nabij.people.models import ContactPoint, Person
from nabij.people.session_store import SessionStore
from nabij.people.tests import factories as people
from nabij.people.tests import letterbox
from nabij.reports.tests import factories as reports
from nabij.tenants.actor import Actor
from nabij.tenants.keys import new_id

MOBILE, LANDLINE, REPORTER = "0470 98 76 54", "016 98 76 54", "0471 98 76 53"
EMAIL, NAME, BOX = "an.vandenbroucke@voorbeeld-post.be", "Anneleen Vandenbroucke-Test", "bus 98-verdoken"
SECRETS = ["470987654", "16987654", "471987653", EMAIL, NAME, BOX]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lived(settings: object, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """What was logged and printed while people did everything that the room of people lets them do."""
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"  # type: ignore[attr-defined]
    letterbox.letters.clear()
    with caplog.at_level(logging.DEBUG):
        _live()
    written = capfd.readouterr()
    yield [caplog.text, written.out, written.err]


def _live() -> None:
    zone = people.make_tenant()
    home, counter = Client(), people.sign_in(Client(), people.make_staff(zone, "desk_clerk"))
    home.post("/mijn/aanmelden/", {"kind": "sms", "value": MOBILE})
    home.post("/mijn/code/", {"code": "000000"})
    home.post("/mijn/code/", {"code": letterbox.letters[-1].code})
    home.post("/mijn/naam/", {"name": NAME, "language": "nl"})
    home.post("/mijn/gegeven/", {"kind": "email", "value": EMAIL.upper()})
    home.get("/mijn/")
    point = ContactPoint.objects.get(kind="email")
    home.post(f"/mijn/gegeven/{point.id}/code/", {"code": letterbox.letters[-1].code})
    home.post(f"/mijn/gegeven/{point.id}/proef/")
    home.get("/mijn/gegevens.json")
    home.post("/mijn/gegeven/", {"kind": "sms", "value": LANDLINE})
    home.post("/mijn/gegeven/", {"kind": "email", "value": f"{EMAIL}, {EMAIL}"})
    Client().post("/mijn/aanmelden/", {"kind": "voice", "value": LANDLINE})
    counter.post("/hulp/", {"kind": "voice", "value": MOBILE, "reason": "phone"})
    counter.post("/hulp/", {"kind": "voice", "value": LANDLINE, "reason": "counter"})
    counter.post("/hulp/", {"kind": "voice", "value": LANDLINE, "reason": "counter", "start": "1"})
    actions.settle_household(_himself(), person_id=Person.objects.earliest("id").id, address_id=new_id(), mark=BOX)
    town = reports.make_town()
    reports.report(town.dispatcher(), name=NAME, contact=reports.by_telephone(REPORTER))


def _himself() -> Actor:
    from nabij.people.queries import actor_for

    account = Person.objects.earliest("id").account
    assert account
    return actor_for(account)


def spellings(secret: str) -> Iterator[re.Pattern[str]]:
    """The secret as text, with any separators between digits, and as the octets of a bytea in a dump."""
    letters = r"[\s./()+-]{0,3}".join(map(re.escape, secret)) if secret.isdigit() else re.escape(secret)
    yield re.compile(letters, re.IGNORECASE)
    yield re.compile(secret.encode().hex())


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if any(pattern.search(text) for pattern in spellings(secret))]


def dump(connection: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """Every table as `pg_dump` would copy it."""
    tables = connection.execute(
        "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'"
        " and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%'"
    ).fetchall()
    for schema, name in tables:
        with connection.cursor().copy(sql.SQL("copy {} to stdout").format(sql.Identifier(schema, name))) as rows:
            yield f"{schema}.{name}", b"".join(bytes(row) for row in rows).decode()


def test_the_search_finds_what_stands_there() -> None:
    """A test that finds nothing proves nothing unless it would find something."""
    for text in ("+32470987654", "0470/98.76.54", f"mail {EMAIL.upper()}", "\\\\x" + NAME.encode().hex()):
        assert leaks(text), text
    assert not leaks("+32470123456 an@example.org")


def test_no_table_holds_a_contact_value(lived: list[str], owner_connection: psycopg.Connection) -> None:
    tables = dict(dump(owner_connection))
    for name in (
        "public.people_contactpoint",
        "public.people_verificationcode",
        "public.audit_row",
        "public.reports_report",
    ):
        assert tables[name], f"{name} is empty: this test saw nothing"
    assert {name: found for name, text in tables.items() if (found := leaks(text))} == {}


def test_no_session_holds_a_contact_value(lived: list[str]) -> None:
    sessions = [str(SessionStore().decode(session.session_data)) for session in Session.objects.all()]
    assert len(sessions) >= 2
    assert leaks(" ".join(sessions)) == []


def test_no_log_line_holds_a_contact_value(lived: list[str]) -> None:
    assert len(letterbox.letters) >= 4
    assert any(lived), "nothing was logged: this test saw nothing"
    assert leaks(" ".join(lived)) == []
