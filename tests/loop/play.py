"""Plays the whole loop on real places, as a process of its own: `python -m tests.loop.play hasselt`.

Expects the environment that `nabij` makes, on an empty database, and NABIJ_REAL_DATA.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django

from nabij.site import environment

environment.prepare()
django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from nabij.demo import world  # noqa: E402
from nabij.demo.commands import play  # noqa: E402
from nabij.desk.officers import actions as officers  # noqa: E402
from nabij.desk.officers import queries as officer_queries  # noqa: E402
from nabij.places import queries as places  # noqa: E402
from nabij.places.commands import import_group  # noqa: E402
from nabij.places.geometry import to_lambert  # noqa: E402
from nabij.site import serving  # noqa: E402
from nabij.tenants.actor import system_actor  # noqa: E402
from nabij.tenants.models import Tenant  # noqa: E402
from nabij.tenants.queries import all_tenants  # noqa: E402

CHECKED_WITHIN_S, FOUND_WITHIN_S = 5, 0.5

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
    know_their_officers(zone)
    processes = serving.start(serving.free_port(0))
    try:
        return 0 if play(world.World(CITIES[city], zone, world.staff())) else 1
    finally:
        processes.stop()


def know_their_officers(zone: Tenant) -> None:
    """Gives each neighbourhood of the zone an officer, two to one, and looks whether every address of it finds theirs in time."""
    system, codes = system_actor([zone.id]), [one.code for one in places.areas("neighbourhood", within=zone.code)]
    for n in range(0, len(codes), 2):
        made = officers.make_officer(system, tenant_id=zone.id, kind="officer", name=f"Agent {n // 2}")
        officers.give_ground(system, officer_id=made.id, codes=codes[n : n + 2])
    began = time.perf_counter()
    found = officer_queries.check(system, zone.id, timezone.now())
    spent = time.perf_counter() - began
    homes = [one for code in codes[:: len(codes) // 20 or 1] for one in places.addresses_in(code, most=5)]
    xs, ys = to_lambert([one.lon for one in homes], [one.lat for one in homes])
    began = time.perf_counter()
    served = [officer_queries.officer_at(float(x), float(y), timezone.now()) for x, y in zip(xs, ys, strict=True)]
    each = (time.perf_counter() - began) / len(homes)
    print(
        f"{len(codes)} neighbourhoods, {found.addresses} addresses: checked in {spent:.2f} s, an officer in {each:.3f} s"
    )
    if found.unserved == 0 and all(served) and spent < CHECKED_WITHIN_S and each < FOUND_WITHIN_S:
        print("every address has its officer")


def load(what: str, *arguments: object) -> None:
    import_group([what, *map(str, arguments)], standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
