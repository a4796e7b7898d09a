"""Plays the whole loop on real places, as a process of its own: `python -m tests.loop.play hasselt`.

Expects the environment that `nabij` makes, on an empty database, and NABIJ_REAL_DATA.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django

from nabij.site import environment

environment.prepare()
django.setup()

from django.conf import settings  # noqa: E402

from nabij.demo import world  # noqa: E402
from nabij.demo.commands import play  # noqa: E402
from nabij.places.commands import import_group  # noqa: E402
from nabij.site import serving  # noqa: E402
from nabij.tenants.queries import all_tenants  # noqa: E402

CITIES = {
    "hasselt": world.Setting(
        "ipz104",
        (
            world.Wanted("BIN Kuringen", "bin", "71072W12", 40),
            world.Wanted("BIN-Z Centrum", "binz", "71072W04", 20),
            world.Wanted("BIN Tuilt", "bin", "71072W23", 25, route="be_alert"),
        ),
    ),
    "leuven": world.Setting(
        "ipz54",
        (
            world.Wanted("BIN Blauwput", "bin", "24062W01", 40),
            world.Wanted("BIN Boven-Lo", "bin", "24062W02", 25, route="be_alert"),
        ),
    ),
}


def main(city: str) -> int:
    """Imports the real files, founds the zone, plays the loop; 0 when every step did what it promises."""
    data = Path(settings.REAL_DATA)
    areas = data / "areas"
    load("areas", areas / "wijken_vlaanderen_brussel_2025.geojson.gz", "--kind", "neighbourhood")
    load("areas", areas / "gemeenten_vlaanderen_brussel_2025.geojson", "--kind", "municipality")
    load("areas", areas / "politiezones_vlaanderen_brussel.geojson", "--kind", "zone")
    load("zones-of-municipalities", areas / "gemeente_politiezone.csv")
    load("addresses", data / "addresses" / f"crab_{city}.csv")
    zone = world.populate(CITIES[city], print)
    print(f"{zone.name}: {sum(1 for tenant in all_tenants() if tenant.zone_id == zone.id)} municipalities")
    processes = serving.start(serving.free_port(0))
    try:
        return 0 if play(world.World(CITIES[city], zone, world.staff())) else 1
    finally:
        processes.stop()


def load(what: str, *arguments: object) -> None:
    import_group([what, *map(str, arguments)], standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
