"""The console and the lists with a million reports: how long a page takes, and how many queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import Result, at_most
from nabij.people.second_factor import PROVEN

REPORTS: Final = 1_000_000
ROUNDS: Final = 15
MILLISECONDS_GOAL: Final = 150.0
QUERIES_GOAL: Final = 15
PAGES: Final = (
    "/meldkamer/",
    "/incidenten/",
    "/incidenten/?view=closed",
    "/incidenten/?view=open&kind=burglary",
    "/incidenten/rij/?view=new",
    "/incidenten/kaart.geojson",
    "/waarschuwingen/",
    "/netwerken/",
    "/taken/",
)
LISTS: Final = tuple(page for page in PAGES if "geojson" not in page)


def seed() -> None:
    """The demo world with a million closed and open incidents of ten years, each with its report."""
    from nabij.demo import world

    settings.DEMO = True
    made = world.build(lambda _sentence: None)
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table spread as select row_number() over () as n, x, y, lon, lat from places_address"
        )
        cursor.execute("select count(*) from spread")
        (homes,) = cursor.fetchone()
        cursor.execute(_INCIDENTS, {"zone": made.zone.id, "reports": REPORTS, "homes": homes})
        cursor.execute(_REPORTS)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


_INCIDENTS: Final = """
    insert into reports_incident (tenant_id, id, category_id, state, outcome, urgency, caught_in_act, never_alert, summary,
      happened_at, reported_at, report_count, photo_count, version, changed_by_name, withheld_because, public_sentence,
      lon, lat, x, y, address, neighbourhood_code, neighbourhood_name)
    select %(zone)s, uuidv7(-make_interval(mins => (%(reports)s - i) * 5)),
      (array['burglary', 'suspicious', 'noise', 'theft'])[1 + i %% 4],
      case when i > %(reports)s - 300 then 'new' when i > %(reports)s - 900 then 'in_hand' else 'closed' end,
      '', 'normal', false, false, 'Iemand vertelt wat er gebeurde', at, at, 1, 0, 1, '', '', '',
      s.lon, s.lat, s.x, s.y, 'Kerkstraat ' || i, '39001W01', 'Binnenstad'
    from (select i, now() - make_interval(mins => (%(reports)s - i) * 5) as at from generate_series(1, %(reports)s) i) i
    join spread s on s.n = 1 + i.i %% %(homes)s
"""
_REPORTS: Final = """
    insert into reports_report (tenant_id, id, incident_id, first_incident_id, category_id, channel, text, answers, happened_at,
      received_at, caught_in_act, language, contact_kind, external_number, lon, lat, x, y, address, neighbourhood_code,
      neighbourhood_name)
    select tenant_id, id, id, id, category_id, 'call', summary, '{}', happened_at, reported_at, false, 'nl', '', '',
      lon, lat, x, y, address, neighbourhood_code, neighbourhood_name from reports_incident
"""


def measure() -> Iterator[Result]:
    """Medians of each page through the whole stack, the slowest one counts; the most queries of any list."""
    client = _signed_in()
    timed = {page: _median_ms(client, page) for page in PAGES}
    reference = _median_ms(client, "/gezondheid/")
    slowest = max(timed, key=lambda page: timed[page])
    yield Result(
        name="console", value=timed[slowest], unit="ms", reference="a page that only asks the database for 1 (/gezondheid/)",
        reference_value=reference, ratio=timed[slowest] / reference,
        goal=f"slowest page ({slowest}) < {MILLISECONDS_GOAL:.0f} ms at {REPORTS} reports",
        met=at_most(timed[slowest], MILLISECONDS_GOAL),
    )  # fmt: skip
    asked = {page: _queries(client, page) for page in LISTS}
    most = max(asked, key=lambda page: asked[page])
    yield Result(
        name="queries", value=asked[most], unit="queries", reference="the goal", reference_value=QUERIES_GOAL,
        ratio=asked[most] / QUERIES_GOAL, goal=f"any list ({most} has most) <= {QUERIES_GOAL}", met=asked[most] <= QUERIES_GOAL,
    )  # fmt: skip


def _signed_in() -> Client:
    from nabij.people.queries import account_named

    account, client = account_named("officier"), Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[PROVEN] = str(account.pk)
    session.save()
    return client


def _median_ms(client: Client, page: str) -> float:
    def once() -> float:
        began = time.perf_counter()
        answer = client.get(page)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        return (time.perf_counter() - began) * 1_000

    once()
    return statistics.median(once() for _ in range(ROUNDS))


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return len(asked)
