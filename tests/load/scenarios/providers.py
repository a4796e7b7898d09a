"""Providers that dawdle, refuse, die and lie."""

from __future__ import annotations

import time
from typing import Final

from tests.load.result import Result, judged
from tests.load.town import WINDOW, Foundry, Town, until

PROCESSES: Final = ("jobs", "worker1", "worker2")
SLOW_S: Final = 2.0
FAULT_S: Final = 8.0


def calm(foundry: Foundry) -> Result:
    """Nothing goes wrong; receipts come for everything. What the others are measured against."""
    with foundry.town() as town:
        town.work(*PROCESSES)
        town.providers[0].behave(receipts=True)
        began = time.monotonic()
        town.send()
        town.wait_sent(1)
        first = time.monotonic() - began
        town.wait_sent(town.people)
        sent = time.monotonic() - began
        town.wait_done()
        _wait_delivered(town)
        return judged(
            "calm", town.seen(), planned=town.people, seconds_to_recover=0.0, first_message_s=round(first, 2),
            messages_per_s=round(town.people / (sent - first)), receipts_s=round(time.monotonic() - began, 1),
        )  # fmt: skip


def slow(foundry: Foundry) -> Result:
    """Each answer takes two seconds for a while. Recovered: half of the old pace again."""
    with foundry.town() as town:
        town.work(*PROCESSES)
        town.send()
        town.wait_sent(town.people // 5)
        town.providers[0].behave(slow_s=SLOW_S)
        time.sleep(FAULT_S)
        town.providers[0].behave()
        before, began = town.count(), time.monotonic()
        town.wait_sent(min(town.people, before + 10 * WINDOW))
        recovered = time.monotonic() - began
        town.wait_done()
        return judged("provider_slow", town.seen(), planned=town.people, seconds_to_recover=recovered)


def refuses(foundry: Foundry) -> Result:
    """One of two providers refuses everything for a while; the other takes over. Recovered: messages leave."""
    with foundry.town(providers=2) as town:
        town.work(*PROCESSES)
        town.send()
        town.wait_sent(town.people // 5)
        town.providers[0].behave(refuse=True)
        before, began = town.count(), time.monotonic()
        town.wait_sent(before + 2 * WINDOW)
        recovered = time.monotonic() - began
        until(lambda: _moved(town), 30, "a step of the weights")
        time.sleep(max(0.0, FAULT_S - (time.monotonic() - began)))
        town.providers[0].behave()
        town.wait_done()
        steps = (
            "select before, after from channels_routechange where provider = 'telco1' and why = 'errors' order by id"
        )
        return judged(
            "provider_refuses", town.seen(), planned=town.people, seconds_to_recover=recovered,
            weight_steps=[list(step) for step in town.rows(steps)],
        )  # fmt: skip


def _moved(town: Town) -> bool:
    return town.rows("select count(*) > 0 from channels_routechange where why = 'errors'") == [(True,)]


def killed(foundry: Foundry) -> Result:
    """One of two providers is killed and comes back; the other takes over. Recovered: a message leaves."""
    with foundry.town(providers=2) as town:
        town.work(*PROCESSES)
        town.send()
        town.wait_sent(town.people // 5)
        town.providers[0].kill()
        before, began = town.count(), time.monotonic()
        town.wait_sent(before + WINDOW)
        recovered = time.monotonic() - began
        time.sleep(2)
        town.providers[0].start()
        town.wait_done()
        return judged(
            "provider_killed", town.seen(), planned=town.people, in_doubt_allowed=2 * WINDOW, seconds_to_recover=recovered,
            kills=1,
        )  # fmt: skip


def lies(foundry: Foundry) -> Result:
    """Receipts before the answer, twice, and about messages that were never ours. Recovered: nothing had to."""
    with foundry.town() as town:
        town.work(*PROCESSES)
        town.providers[0].behave(lie=True)
        town.send()
        town.wait_sent(town.people)
        town.wait_done()
        _wait_delivered(town)
        seen = town.seen()
        not_delivered = sum(state != "delivered" for state in seen.states.values())
        why = [f"{not_delivered} are not delivered, though a receipt said so"] if not_delivered else []
        strangers = town.rows("select count(*) from channels_receiptinbox")[0][0]
        why += [] if strangers else ["no receipt about a stranger's message was set aside"]
        return judged("provider_lies", seen, planned=town.people, seconds_to_recover=0.0, why=why, strangers=strangers)


def _wait_delivered(town: Town) -> None:
    delivered = "select coalesce(sum(change), 0) from fanout.tally where state = 'delivered'"
    until(lambda: town.rows(delivered)[0][0] >= town.people, 120, "a receipt for every message")
