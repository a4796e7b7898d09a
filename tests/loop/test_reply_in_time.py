"""Who answers a warning hears within seconds where help is: with the process that runs jobs, on a database, timed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from nabij.alerts.models import Reply
from nabij.alerts.tests.factories import deliver, make_zone, sent
from nabij.channels import actions as channels
from nabij.channels.models import SimulatedMessage
from nabij.channels.smpp.receipts import InboundText
from nabij.people.models import ContactPoint
from nabij.people.queries import value_of

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN_S = 5.0
STARTS_WITHIN_S = 60.0
MEMBERS = 8


@pytest.fixture
def jobs(tmp_path: Any) -> Iterator[None]:
    """`nabij jobs` as it runs on a server, on the database of this test."""
    log = (tmp_path / "jobs.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "nabij.command", "jobs"], env=os.environ | {"NABIJ_DEMO": "1"}, stdout=log, stderr=log
    )
    try:
        eventually("select 1 from procrastinate_workers", STARTS_WITHIN_S)
        yield
    finally:
        process.terminate()
        process.wait(30)


def eventually(question: str, seconds: float) -> float:
    """The seconds until the question has an answer. Raises TimeoutError."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        with connection.cursor() as cursor:
            cursor.execute(question)
            if cursor.fetchone():
                return time.monotonic() - begun
        time.sleep(0.02)
    raise TimeoutError(question)


def test_every_answer_to_a_warning_is_answered_within_seconds(jobs: None) -> None:
    zone = make_zone(members=MEMBERS)
    alert = sent(zone)
    points = ContactPoint.objects.filter(id__in=deliver(alert, *["delivered"] * (2 * MEMBERS)), kind="sms")
    took = []
    for number in [value_of(point) for point in points]:
        channels.keep_delivered("telco", [InboundText(number, "8850", "Ik zie iemand in de tuin")])
        took.append(eventually(f"select 1 from channels_simulatedmessage where recipient = '{number}'", WITHIN_S))
    print(f"answered after {min(took):.2f} to {max(took):.2f} s")
    assert len(took) == MEMBERS and max(took) < WITHIN_S
    assert all(message.text.startswith("Zie je nu iets? Bel 101") for message in SimulatedMessage.objects.all())
    assert Reply.objects.filter(alert_id=alert.id).count() == MEMBERS
