"""BIN-Z: from the tap of an officer to the telephones of the shops, through every guard."""

from __future__ import annotations

import json
import statistics
import time
from typing import Final

import httpx

from nabij.people.demo import PASSWORD
from tests.load.client import fields_of
from tests.load.result import Result
from tests.load.town import Foundry, Teller
from tests.served import Served, code_of, demo_town

ROUNDS: Final = 40
GOAL_S: Final = 10.0
OFFICER: Final = "officier"


def binz_tap(foundry: Foundry) -> Result:
    """Real pages, jobs and worker of the demo town; `lost` counts telephones of shops that did not ring within ten seconds."""
    with demo_town(loop=False) as town:
        desk = Teller("tests.load.desk", environment=town.environment)
        try:
            return _measured(town, desk)
        finally:
            desk.kill()


def _measured(town: Served, desk: Teller) -> Result:
    browser = _signed_in(town)
    took, shops, arrived = [], 0, 0
    for number in range(ROUNDS):
        made = json.loads(desk.say(json.dumps({"do": "shop_alert", "number": number})))
        shops += made["telephones"]
        page = browser.get(f"/waarschuwingen/{made['alert']}/").raise_for_status().text
        form = fields_of(page, "send_now") | {"with_whom": "Commissaris Maes"}
        began = time.monotonic()
        browser.post(f"/waarschuwingen/{made['alert']}/stap", data=form)
        while (rung := _rung(town, made["mark"])) < made["telephones"] and time.monotonic() - began < GOAL_S:
            time.sleep(0.01)
        took.append(time.monotonic() - began)
        arrived += rung
    p95 = statistics.quantiles(took, n=20)[-1]
    shown = browser.get("/telefoons/").text
    why = [f"95 % of the taps took up to {p95:.1f} s"] if p95 >= GOAL_S else []
    why += [f"{shops - arrived} telephones did not ring in time"] if arrived < shops else []
    why += [] if made["mark"] in shown else ["the page of telephones does not show the last alert"]
    return Result(
        "binz_tap", sent=arrived, confirmed=arrived, lost=shops - arrived, seconds_to_recover=0.0, why=why,
        more={"taps": ROUNDS, "p95_s": round(p95, 2), "median_s": round(statistics.median(took), 2)},
    )  # fmt: skip


def _rung(town: Served, mark: str) -> int:
    """Telephones on which the message of this round stands."""
    question = "select count(distinct recipient)::int from channels_simulatedmessage where text like %s"
    found: int = town.ask(question, f"%{mark}%")
    return found


def _signed_in(town: Served) -> httpx.Client:
    """An officer who came in by name, password and code, as anybody does."""
    browser = httpx.Client(base_url=town.address, follow_redirects=True, timeout=30)
    page = browser.get("/aanmelden/")
    for given in ({"login": OFFICER, "password": PASSWORD}, {"code": code_of(OFFICER)}):
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        page = browser.post(
            str(page.url), data=given | {"csrfmiddlewaretoken": token}, headers={"Referer": str(page.url)}
        )
    if "aanmelden" in str(page.url) or "tweede-stap" in str(page.url):
        raise RuntimeError(f"the officer did not get in: {page.url}")
    return browser
