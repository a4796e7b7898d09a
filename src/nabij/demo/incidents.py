"""Open incidents, so that whoever looks around in the demo town finds something to judge."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from nabij.demo.world import World
from nabij.places.queries import search_addresses
from nabij.reports import actions as reports
from nabij.reports import queries
from nabij.reports.told import Contact, Told
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC

# (category, search for an address, minutes ago, text, caught in the act, by web)
HAPPENS = (
    (
        "suspicious",
        "Westmolenstraat 12",
        4,
        "Twee personen kijken al een kwartier binnen in geparkeerde wagens.",
        False,
        True,
    ),
    ("burglary", "Westmolenstraat 30", 1, "Er wordt nu een achterdeur geforceerd, ik hoor glas breken.", True, False),
    ("noise", "Kerkstraat 8", 35, "Luide muziek, al de derde nacht op rij.", False, True),
    ("bike-theft", "Stationsstraat 3", 90, "Mijn fiets is weg aan het station, het slot ligt er nog.", False, True),
    ("drugs", "Molenstraat 5", 140, "Er wordt elke avond iets uitgedeeld op de parking.", False, True),
    ("dumping", "Kerkstraat 40", 200, "Zetels en een koelkast naast de glasbol.", False, True),
)


def happen(world: World) -> int:
    """Lets a few things be reported, unless something is open already. Returns how many."""
    if queries.queue(world.staff["officier"]).rows:
        return 0
    for category, wished, minutes_ago, text, caught, by_web in HAPPENS:
        hit = search_addresses(wished, limit=1)[0]
        told = Told(
            category,
            Place(hit.lon, hit.lat, hit.label),
            text,
            happened_at=timezone.now() - timedelta(minutes=minutes_ago),
            caught_in_act=caught,
            contact=Contact("email", "magic+delivered@voorbeeld.example") if by_web else None,
        )
        if by_web:
            reports.submit_report(PUBLIC, told=told)
        else:
            reports.record_call(world.staff["dispatcher"], told=told)
    return len(HAPPENS)
