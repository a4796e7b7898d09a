"""Appointments: five hundred people who want one of fifty moments at once, through the pages of a site that is served."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter as Tally
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings

from benchmarks import Result

PEOPLE: Final = 500
PLACES: Final = 50
MOMENTS: Final = 5
AT_ONCE: Final = 100
PROCESSES: Final = 2
BOOKED: Final = "/afspraak/code/"


def measure() -> Iterator[Result]:
    """Five moments of ten desks; ten people press the button for each place. Connections stay open, as those of browsers do."""
    offer, moments = _counter()
    before = _asked(offer, moments)
    answered = _served(before)
    booked, doubled = _stored()
    times = sorted(answered["ms"])
    p95 = times[int(len(times) * 0.95) - 1]
    told = len(answered["sent"])
    yield Result(
        name="bookings_of_50_moments", value=booked, unit="appointments",
        reference=f"answered as booked, of {PEOPLE}; on a place that somebody else has {doubled}; p95 of a press {p95:.0f} ms",
        reference_value=told, ratio=booked / PLACES,
        goal=f"{PEOPLE} presses over {AT_ONCE} connections give {PLACES} appointments, each answered, on a place of its own",
        met=booked == told == PLACES and not doubled and len(times) == PEOPLE,
    )  # fmt: skip


def _counter() -> tuple[Any, list[datetime]]:
    """A counter of ten desks on a Monday morning, and its moments."""
    from nabij.desk.appointments.tests.factories import next_monday
    from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service, week
    from nabij.people.tests.factories import make_tenant

    counter = make_counter(make_tenant(), desks=PLACES // MOMENTS, by_appointment=week("9-10:15"), walk_in=())
    offer = make_offer(counter, make_service(counter.tenant, minutes=15), walk_in=False)
    return offer, [next_monday() + timedelta(minutes=15 * n) for n in range(MOMENTS)]


def _asked(offer: Any, moments: list[datetime]) -> list[dict[str, Any]]:
    """What each of them sends: their own name and number, from an address of their own."""
    base = f"/afspraak/{offer.service_id}/{offer.counter_id}/wie"
    made = []
    for n in range(PEOPLE):
        query = urlencode({"om": moments[n % MOMENTS].isoformat(), "hoe": "person"})
        fields = {"name": f"Buur {n}", "contact": f"0470 {n:06d}", "language": "nl", "website": ""}
        made.append(
            {"session": "", "address": f"10.0.{n >> 8}.{n & 255}", "path": f"{base}?{query}", "fields": fields, "sent": BOOKED}
        )  # fmt: skip
    return made


def _served(visitors: list[dict[str, Any]]) -> dict[str, Any]:
    """Sends them to two processes with pages, as an installation on two cores has them."""
    from nabij.site.processes import Processes, commands
    from nabij.site.serving import free_port

    os.environ["NABIJ_DEMO"], settings.DEMO = "1", True
    port = free_port(0)
    pages = [*commands(port, 0)["pages"][:-1], "--workers", str(PROCESSES), "nabij.site.wsgi:application"]
    processes = Processes({"pages": pages}, {"NABIJ_SITE_URL": f"http://localhost:{port}"}, settings.STATE_DIR / "logs")
    processes.start()
    try:
        processes.wait_until_ready(f"http://127.0.0.1:{port}/gezondheid/")
        command = [sys.executable, "-m", "benchmarks.reporters", str(port), str(AT_ONCE)]
        lines = "\n".join(json.dumps(visitor) for visitor in visitors)
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    finally:
        processes.stop()
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def _stored() -> tuple[int, int]:
    """How many appointments there are, and how many places of a moment somebody shares."""
    from nabij.desk.appointments.models import Appointment

    taken = Tally(Appointment.objects.exclude(state="cancelled").values_list("counter_id", "starts_at", "place"))
    return taken.total(), sum(n > 1 for n in taken.values())
