"""The scenarios, by the name under which they stand in `benchmarks/load.json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.load.result import Result
from tests.load.scenarios import kills, machine, networks, providers, tap
from tests.load.town import Foundry

Scenario = Callable[[Foundry], Result]

SCENARIOS: Final[Mapping[str, Scenario]] = {
    "calm": providers.calm,
    "worker_killed": kills.worker,
    "jobs_killed": kills.jobs,
    "web_killed": kills.web,
    "postgres_restarted": machine.postgres_restarted,
    "provider_slow": providers.slow,
    "provider_refuses": providers.refuses,
    "provider_killed": providers.killed,
    "provider_lies": providers.lies,
    "disk_full": machine.disk_full,
    "clock_jumps": machine.clock_jumps,
    "provider_cut_off": networks.provider_cut_off,
    "database_cut_off": networks.database_cut_off,
    "binz_tap": tap.binz_tap,
}
