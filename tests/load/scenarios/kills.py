"""Each process killed with -9."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress
from typing import Final

import httpx
import psycopg

from tests.load.client import Officer
from tests.load.result import Result, judged
from tests.load.town import RESTART_S, WINDOW, Foundry, Town, until

WORKERS: Final = ("worker1", "worker2")
KILL_AT: Final = (0.15, 0.35, 0.6)
TAPS: Final = 6


def worker(foundry: Foundry) -> Result:
    """Both workers are killed together, three times, in the middle of an alert. Recovered: a message leaves again."""
    with foundry.town() as town:
        town.work("jobs", *WORKERS)
        town.send()
        recovered = []
        for share in KILL_AT:
            town.wait_sent(int(share * town.people))
            for name in WORKERS:
                town.kill(name)
            time.sleep(0.2)
            before, began = town.count(), time.monotonic()
            time.sleep(RESTART_S)
            for name in WORKERS:
                town.start(name)
            town.wait_sent(before + 1)
            recovered.append(time.monotonic() - began)
        town.wait_done()
        kills = len(KILL_AT) * len(WORKERS)
        return judged(
            "worker_killed", town.seen(), planned=town.people, in_doubt_allowed=kills * WINDOW,
            seconds_to_recover=max(recovered), kills=kills,
        )  # fmt: skip


def jobs(foundry: Foundry) -> Result:
    """`nabij jobs` is killed while it plans. Recovered: the alert is planned, and a message leaves."""
    with foundry.town() as town:
        town.work("jobs", "worker1")
        with psycopg.connect(town.cluster.url("nabij_app")) as holding:
            holding.execute("lock table fanout.plan in share row exclusive mode")
            town.send()
            until(lambda: _doing(town), 30, "the job that plans")
            time.sleep(0.3)
            town.kill("jobs")
        began = time.monotonic()
        time.sleep(RESTART_S)
        town.start("jobs")
        town.wait_sent(1)
        recovered = time.monotonic() - began
        town.wait_done()
        return judged("jobs_killed", town.seen(), planned=town.people, seconds_to_recover=recovered, kills=1)


def _doing(town: Town) -> bool:
    doing = "select count(*) from procrastinate_jobs where task_name = 'alerts.plan_alert' and status = 'doing'"
    return town.rows(doing) == [(1,)]


def web(foundry: Foundry) -> Result:
    """The pages are killed while an officer approves, again and again until the approval stands. Recovered: pages answer."""
    with foundry.town() as town:
        town.work("pages", "jobs", "worker1")
        alert = town.submit()
        officer = Officer(town, town.zone["officer"])
        dice, recovered, kills = random.Random(7), [], 0
        form = officer.form(alert, "approve")
        for tap in range(TAPS):
            press = threading.Thread(target=_press, args=(officer, alert, form))
            press.start()
            time.sleep(dice.uniform(0.005, 0.15) if tap < TAPS - 1 else 0.1)
            town.kill("pages")
            press.join()
            kills += 1
            began = time.monotonic()
            time.sleep(RESTART_S)
            town.start("pages")
            town.wait_for_pages()
            recovered.append(time.monotonic() - began)
        again = officer.post(alert, form)
        why = (
            [] if again.status_code in (302, 409, 422) else [f"the last approval was answered with {again.status_code}"]
        )
        approved = town.rows(
            "select count(*) from audit_row where verb = 'alerts.approve_alert' and target_id = %s", alert
        )
        why += [] if approved == [(1,)] else [f"the approval stands {approved[0][0]} times on record"]
        town.wait_done()
        return judged(
            "web_killed", town.seen(), planned=town.people, seconds_to_recover=max(recovered), kills=kills, why=why
        )  # fmt: skip


def _press(officer: Officer, alert: str, form: dict[str, str]) -> None:
    with suppress(httpx.TransportError):
        officer.post(alert, form)
