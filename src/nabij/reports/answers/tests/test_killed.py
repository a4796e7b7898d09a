"""A sender that is killed at any moment sends nothing twice, and what it left behind shows."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from nabij.channels.drivers import Answer, Message
from nabij.reports.answers.models import MessageState, ReporterMessage
from nabij.reports.answers.tasks import deliver
from nabij.reports.answers.tests.factories import by_mail
from nabij.reports.tests.factories import Town
from nabij.reports.told import Contact

pytestmark = pytest.mark.django_db(transaction=True)


class Mailbox:
    """A route that writes each message to a file, so that other processes see it; `dies_after` is when it kills itself."""

    def __init__(self, path: Path) -> None:
        self.path, self.dies_after = path, -1

    def __call__(self, channel: str) -> Mailbox:
        return self

    def send(self, window: list[Message]) -> list[Answer]:
        for n, one in enumerate(window):
            if n == self.dies_after:
                os.kill(os.getpid(), signal.SIGKILL)
            with self.path.open("a") as file:
                file.write(f"{one.key}\n")
        if self.dies_after == len(window):
            os.kill(os.getpid(), signal.SIGKILL)
        return [Answer(one.key, "handed_over", "x") for one in window]

    def sent(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []


@pytest.fixture
def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    made = Mailbox(tmp_path / "sent")
    monkeypatch.setattr("nabij.reports.answers.posting.driver_for", made)
    yield made


def put(count: int) -> None:
    for n in range(count):
        by_mail(contact=Contact("email", f"an{n}@example.org"))


def killed(mailbox: Mailbox, dies_after: int, now: Any) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        mailbox.dies_after = dies_after
        try:
            deliver(now)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("dies_after", [0, 1, 3])
def test_a_killed_sender_sends_nothing_twice_and_it_shows(dies_after: int, town: Town, mailbox: Mailbox) -> None:
    put(3)
    now = timezone.now()
    killed(mailbox, dies_after, now)
    assert len(mailbox.sent()) == dies_after
    deliver(now + timedelta(minutes=1))
    assert len(mailbox.sent()) == dies_after, "what was taken up is not sent again"
    deliver(now + timedelta(minutes=16))
    assert set(ReporterMessage.objects.values_list("state", flat=True)) == {MessageState.DOUBT}
    put(1)
    deliver(now + timedelta(minutes=17))
    assert len(mailbox.sent()) == dies_after + 1


def test_senders_at_the_same_time_send_each_once(town: Town, mailbox: Mailbox) -> None:
    put(45)

    def work(_n: int) -> int:
        try:
            return deliver(timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 45
    assert len(mailbox.sent()) == len(set(mailbox.sent())) == 45
    assert set(ReporterMessage.objects.values_list("state", flat=True)) == {MessageState.SENT}
