"""Pictures of networks: one that starts, who joins, what neighbours tell each other, and all of a city."""

from __future__ import annotations

from typing import Any

from docs.taking.camera import DESK, PHONE, page_of, shoot, sign_in


def take(browser: Any, address: str, opened: dict[str, str]) -> None:
    """A network that starts, a neighbour who joins, what neighbours tell each other, and all networks of the city."""
    prevention, chief = page_of(browser, DESK), page_of(browser, DESK)
    sign_in(prevention, address, "preventie")
    shoot(prevention, f"{address}/netwerken/{opened['starting']}/opstart", "start-up")
    sign_in(chief, address, "korpschef")
    shoot(chief, f"{address}/netwerken/", "city-map", whole=True)
    neighbour, coordinator = page_of(browser, PHONE), page_of(browser, PHONE)
    for page, name in ((neighbour, "member"), (coordinator, "coordinator")):
        page.context.add_cookies([{"name": "sessionid", "value": opened[name], "url": address}])
    shoot(neighbour, f"{address}/mijn/buurten/{opened['other']}/", "join-phone", whole=True)
    shoot(neighbour, f"{address}/mijn/buurten/{opened['network']}/berichten/", "channel-phone", whole=True)
    shoot(coordinator, f"{address}/netwerken/{opened['network']}/berichten/", "channel-coordinator-phone")
