"""The network cut, by a proxy of ours on loopback."""

from __future__ import annotations

import time
from typing import Final

import psycopg

from tests.load.result import Result, judged
from tests.load.town import WINDOW, Foundry, Line

CUT_S: Final = 6.0
WORKERS: Final = ("worker1", "worker2")


def provider_cut_off(foundry: Foundry) -> Result:
    """Every connection to the provider is reset, and for a while none is made. Recovered: a message leaves again."""
    with foundry.town() as town:
        line = Line(town.providers[0].port)
        try:
            town.route((town.providers[0], line.port))
            town.work("jobs", *WORKERS)
            town.send()
            town.wait_sent(town.people // 4)
            line.be("cut")
            time.sleep(CUT_S)
            before = town.count()
            line.be("heal")
            began = time.monotonic()
            town.wait_sent(before + 1)
            recovered = time.monotonic() - began
            town.wait_done()
            return judged(
                "provider_cut_off", town.seen(), planned=town.people, in_doubt_allowed=len(WORKERS) * WINDOW,
                seconds_to_recover=recovered,
            )  # fmt: skip
        finally:
            line.kill()


def database_cut_off(foundry: Foundry) -> Result:
    """The workers lose the database: first nothing passes, then all is reset. Recovered: a message leaves."""
    with foundry.town() as town:
        info = psycopg.conninfo.conninfo_to_dict(town.cluster.url("nabij_app"))
        line = Line(int(str(info["port"])))
        try:
            url = town.environment["DATABASE_URL"].replace(f":{info['port']}/", f":{line.port}/")
            town.work("jobs")
            town.work(*WORKERS, DATABASE_URL=url)
            town.send()
            town.wait_sent(town.people // 4)
            line.be("hold")
            time.sleep(CUT_S / 2)
            line.be("cut")
            time.sleep(CUT_S / 2)
            before = town.count()
            time.sleep(1)
            why = [] if town.count() == before else ["something left without a journal"]
            line.be("heal")
            began = time.monotonic()
            town.wait_sent(before + 1)
            recovered = time.monotonic() - began
            town.wait_done()
            return judged("database_cut_off", town.seen(), planned=town.people, seconds_to_recover=recovered, why=why)
        finally:
            line.kill()
