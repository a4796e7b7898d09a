"""Reports: how many a second go in by the form, and how the list of the staff fares when a million are there."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import Result, at_least, at_most
from nabij.people.second_factor import PROVEN

REPORTS: Final = 1_000_000
OPEN_ONES: Final = 6_000
ROUNDS: Final = 15
LIST_GOAL_MS: Final = 150.0
QUERIES_GOAL: Final = 15
RATE_GOAL: Final = 200.0
VISITORS: Final = 5_000
WARM_UP: Final = 300
PEOPLE: Final = 12
PROCESSES: Final = 2
ROWS: Final = 100
FORM: Final = "/melden/wie/"
LISTS: Final = (
    "",
    "?view=closed",
    "?view=all",
    "?sort=due",
    "?term=late",
    "?urgent=1&view=all",
    "?kind=noise&view=closed",
    "?group=street&view=all",
    "?kind=burglary&neighbourhood={neighbourhood}&view=closed",
    "?team={team}&view=all",
    "?team=none&view=new",
    "?mine=1",
    "?channel=counter&view=closed",
    "?channel=control_room&view=all",
    "?since=2020-01-01&until=2020-03-01&view=closed",
    "?q=kerkstraat+77123&view=all",
    "?q=fietsendief&view=all",
    "?q=onvindbaarwoord&view=all",
    "?kind=theft&neighbourhood={neighbourhood}&channel=call&urgent=1&q=bestelwagen&view=all",
)


def seed() -> None:
    """The demo world with a million incidents of ten years, each with its report: of every kind, place, team and channel."""
    from nabij.demo import world

    settings.DEMO = True
    made = world.build(lambda _sentence: None)
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        (search,) = owner.execute("select pg_get_indexdef('incident_search'::regclass)").fetchone() or ("",)
        owner.execute("drop index incident_search")
        owner.execute(_SPREAD)
        (homes,) = owner.execute("select count(*) from spread").fetchone() or (0,)
        _copied(
            owner,
            "reports_incident",
            _INCIDENT,
            _INCIDENTS,
            zone=made.zone.id,
            reports=REPORTS,
            homes=homes,
            open=OPEN_ONES,
        )
        _copied(owner, "reports_report", _REPORT, _REPORTS, zone=made.zone.id)
        owner.execute(search.encode())
        owner.execute("vacuum analyze")


_SPREAD: Final = """
    create temporary table spread as
    select row_number() over () as n, x, y, lon, lat, neighbourhood_code from places_address
"""
_KINDS: Final = "array['noise', 'noise', 'noise', 'suspicious', 'theft', 'theft', 'burglary', 'drugs', 'traffic']"
_TOLD: Final = (
    "array['Iemand loopt rond en kijkt in wagens', 'Luide muziek sinds een uur', 'Een bestelwagen rijdt traag door de straat',"
    " 'Er lag glas op straat en een raam is stuk', 'Jongeren maken lawaai op het plein']"
)
_TEAM: Final = "(select t.id from reports_team t where t.tenant_id = m.tenant_id order by t.id limit 1)"
_IS_OPEN: Final = "i.i > %(reports)s - %(open)s"
_INCIDENT: Final = {
    "id": "uuidv7(i.at - now())",
    "category_id": f"({_KINDS})[1 + i.i %% 9]",
    "state": f"case when i.i > %(reports)s - %(open)s / 6 then 'new' when {_IS_OPEN} then 'in_hand' else 'closed' end",
    "urgency": "case when i.i %% 37 = 0 then 'urgent' else 'normal' end",
    "caught_in_act": "i.i %% 37 = 0",
    "summary": f"({_TOLD})[1 + i.i %% 5] || case when i.i %% 4999 = 0 then ', een fietsendief' else '' end",
    "channel": "(array['web', 'web', 'web', 'call', 'call', 'officer', 'open311'])[1 + i.i %% 7]",
    "happened_at": "i.at",
    "reported_at": "i.at",
    "due_at": f"case when {_IS_OPEN} and i.i %% 10 > 0 then i.at + interval '3 days' end",
    "closed_at": f"case when not {_IS_OPEN} then i.at + interval '2 days' end",
    "team_id": f"case when i.i %% 3 > 0 then {_TEAM} end",
    "x": "s.x", "y": "s.y", "lon": "s.lon", "lat": "s.lat",
    "address": "'Kerkstraat ' || i.i",
    "neighbourhood_code": "s.neighbourhood_code",
    "report_count": "1",
    "photo_count": "0",
    "merged_into_id": "null::uuid",
}  # fmt: skip
_INCIDENTS: Final = (
    " from (select i, now() - make_interval(mins => (%(reports)s - i) * 5) as at from generate_series(1, %(reports)s) i) i"
    " join spread s on s.n = 1 + (i.i * 7919::bigint) %% %(homes)s"
    " cross join (select * from reports_incident where tenant_id = %(zone)s order by id limit 1) m"
)
_REPORT: Final = {
    "id": "i.id", "incident_id": "i.id", "first_incident_id": "i.id", "category_id": "i.category_id", "channel": "i.channel",
    "text": "i.summary", "happened_at": "i.happened_at", "received_at": "i.reported_at", "x": "i.x", "y": "i.y", "lon": "i.lon",
    "lat": "i.lat", "address": "i.address", "neighbourhood_code": "i.neighbourhood_code", "tracking_hash": "null::bytea",
    "external_number": "''", "sent_hash": "null::bytea",
}  # fmt: skip
_REPORTS: Final = (
    " from reports_incident i cross join (select * from reports_report where tenant_id = %(zone)s order by id limit 1) m"
    " where i.id not in (select incident_id from reports_report)"
)


def _copied(owner: psycopg.Connection, table: str, own: Mapping[str, str], source: str, **values: Any) -> None:
    """Rows like the one that `source` calls m, with values of their own: a column that is added later is filled too."""
    columns = [
        name for (name,) in owner.execute(
            "select column_name from information_schema.columns where table_name = %s and is_generated = 'NEVER'", [table]
        )
    ]  # fmt: skip
    chosen = ", ".join(own.get(name, f"m.{name}") for name in columns)
    owner.execute(f"insert into {table} ({', '.join(columns)}) select {chosen} {source}".encode(), values)


def measure() -> Iterator[Result]:
    """The list first, while nothing else runs; then reports by the form, into the same million."""
    yield from _the_list()
    yield from _the_form()


def _the_list() -> Iterator[Result]:
    client, given = _signed_in(), _given()
    pages = [f"/incidenten/{page.format(**given)}" for page in LISTS]
    timed = {page: _median_ms(lambda page=page: client.get(page)) for page in pages}  # type: ignore[misc]
    asked = {page: _queries(client, page) for page in pages}
    for page in pages:
        print(f"  {page:<90}{timed[page]:>8.0f} ms {asked[page]:>4} queries", file=sys.stderr)
    slowest, most = max(timed, key=lambda page: timed[page]), max(asked, key=lambda page: asked[page])
    row_by_row = _median_ms(_row_by_row, rounds=5)
    yield Result(
        name="reports_list_ms", value=timed[slowest], unit="ms",
        reference=f"the same {ROWS} rows with Django, kind, team, reports and history asked per row, and an exact count",
        reference_value=row_by_row, ratio=timed[slowest] / row_by_row,
        goal=f"slowest of {len(pages)} filters ({slowest}) < {LIST_GOAL_MS:.0f} ms at {REPORTS} reports",
        met=at_most(timed[slowest], LIST_GOAL_MS),
    )  # fmt: skip
    yield Result(
        name="reports_list_queries", value=asked[most], unit="queries", reference="the goal", reference_value=QUERIES_GOAL,
        ratio=asked[most] / QUERIES_GOAL, goal=f"{ROWS} rows by any filter ({most} has most) <= {QUERIES_GOAL}",
        met=asked[most] <= QUERIES_GOAL,
    )  # fmt: skip


def _row_by_row() -> None:
    """How a list is written without thinking of it."""
    from nabij.reports.models import Incident

    rows = Incident.objects.filter(state="closed").order_by("-id")
    rows.count()
    for row in rows[:ROWS]:
        assert row.category.name
        assert row.tenant.name
        assert row.team is None or row.team.name
        assert [report.channel for report in row.reports.all()]
        list(row.notes.all())


def _given() -> dict[str, str]:
    from nabij.reports.models import Incident, Team

    team = Team.objects.order_by("id")[0]
    incident = Incident.objects.filter(neighbourhood_code__gt="").order_by("-id")[0]
    return {"team": str(team.id), "neighbourhood": incident.neighbourhood_code}


def _signed_in() -> Client:
    from nabij.people.queries import account_named

    account, client = account_named("officier"), Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[PROVEN] = str(account.pk)
    session.save()
    return client


def _median_ms(once: Callable[[], Any], rounds: int = ROUNDS) -> float:
    def timed() -> float:
        began = time.perf_counter()
        answer = once()
        assert answer is None or answer.status_code == 200, answer
        return (time.perf_counter() - began) * 1_000

    timed()
    return statistics.median(timed() for _ in range(rounds))


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return len(asked)


def _the_form() -> Iterator[Result]:
    """Two processes with pages, as an installation on two cores has them; whatever else it runs stands still."""
    from nabij.site.processes import Processes, commands
    from nabij.site.serving import free_port

    os.environ["NABIJ_DEMO"], settings.DEMO = "1", True
    visitors = _visitors(VISITORS + WARM_UP + 1)
    yield _queries_of_one(visitors.pop())
    port = free_port(0)
    pages = [*commands(port, 0)["pages"][:-1], "--workers", str(PROCESSES), "nabij.site.wsgi:application"]
    processes = Processes({"pages": pages}, {"NABIJ_SITE_URL": f"http://localhost:{port}"}, settings.STATE_DIR / "logs")
    processes.start()
    try:
        processes.wait_until_ready(f"http://127.0.0.1:{port}/gezondheid/")
        _send(port, visitors[:WARM_UP])
        answered = _send(port, visitors[WARM_UP:])
    finally:
        processes.stop()
    sent = answered["sent"]
    lost = len(sent) - _stored(sent)
    rate = len(sent) / answered["seconds"]
    yield Result(
        name="reports_per_s", value=rate, unit="reports/s",
        reference=f"of {len(sent)} answered as sent, how many are not in the database", reference_value=lost, ratio=None,
        goal=f">= {RATE_GOAL:.0f} on this machine, asking included; every answered one is there",
        met=at_least(rate, RATE_GOAL) and not lost and len(sent) == VISITORS,
    )  # fmt: skip


def _queries_of_one(visitor: dict[str, Any]) -> Result:
    """The last step of the form in this process: everything between the request and its answer, session included."""
    client = Client()
    client.cookies["sessionid"] = visitor["session"]
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(FORM, visitor["fields"], headers={"X-Forwarded-For": visitor["address"]})
    assert answer.status_code == 302, answer.status_code
    count = sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in asked)
    return Result(
        name="reports_create_queries", value=count, unit="queries", reference="the goal", reference_value=QUERIES_GOAL,
        ratio=count / QUERIES_GOAL, goal=f"one report by the form, with its audit and the session, <= {QUERIES_GOAL}",
        met=count <= QUERIES_GOAL,
    )  # fmt: skip


def _visitors(many: int) -> list[dict[str, Any]]:
    """People who filled in the first three steps, each in a session of their own, at an address of their own; half leave a
    telephone number."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from nabij.people.session_store import SessionStore
    from nabij.reports.drafts import KEY, Draft

    with connection.cursor() as cursor:
        cursor.execute("select lon, lat from places_address order by id limit 500")
        homes = cursor.fetchall()
    store, ends = SessionStore(), timezone.now() + timedelta(hours=12)
    made, rows = [], []
    for number in range(many):
        lon, lat = homes[number % len(homes)]
        draft = Draft(
            begun_at=datetime.now(UTC).isoformat(), category=("noise", "suspicious", "litter")[number % 3], lon=lon, lat=lat,
            address=f"Kerkstraat {number}", called=True, warned=True, apart=True, key=str(uuid4()),
            text=f"Er is al een uur lang veel lawaai en er staat iemand te roepen voor nummer {number}.",
        )  # fmt: skip
        key = f"bench{number:027d}"
        rows.append(Session(session_key=key, session_data=store.encode({KEY: asdict(draft)}), expire_date=ends))
        reach = {"reach": "contact", "contact": f"0470 {number:06d}"} if number % 2 else {"reach": "anonymous"}
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        made.append({"session": key, "address": address, "path": FORM, "fields": reach | {"language": "nl"}})
    Session.objects.bulk_create(rows, batch_size=1_000)
    return made


def _send(port: int, visitors: list[dict[str, Any]]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reporters", str(port), str(PEOPLE)]
    lines = "\n".join(json.dumps(visitor) for visitor in visitors)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def _stored(sessions: list[str]) -> int:
    """How many of those that were answered as sent are in the database: by the code that each visitor was given."""
    from django.contrib.sessions.models import Session

    from nabij.people.session_store import SessionStore
    from nabij.reports.codes import code_hash
    from nabij.reports.drafts import SENT
    from nabij.reports.models import Report

    kept = Session.objects.filter(session_key__in=sessions)
    hashes = [code_hash(SessionStore().decode(session.session_data)[SENT]["code"]) for session in kept.iterator()]
    return Report.objects.filter(tracking_hash__in=hashes).values("id").distinct().count()
