"""Pictures of the residents' front door, and of who stands behind it."""

from __future__ import annotations

from typing import Any

from docs.taking.camera import DESK, PHONE, page_of, shoot, sign_in

WALL = {"width": 1280, "height": 720}


def take(browser: Any, address: str, opened: dict[str, str]) -> None:
    """On a phone what residents see, on the wall of the town hall its screen, on a desk what staff works with."""
    _of_residents(browser, address, opened)
    shoot(page_of(browser, WALL), f"{address}/wachtzaal/{opened['hall']}/{opened['kiosk']}/", "wall-screen")
    _of_staff(browser, address, opened)


def _of_residents(browser: Any, address: str, opened: dict[str, str]) -> None:
    anybody, resident = page_of(browser, PHONE), page_of(browser, PHONE)
    shoot(anybody, f"{address}/volgen/{opened['code']}", "follow-phone", whole=True)
    shoot(anybody, f"{address}/wijkagent/wijk/39001W01/", "officer-phone", whole=True)
    shoot(anybody, f"{address}/balies/{opened['hall']}/", "counter-phone", whole=True)
    shoot(anybody, f"{address}/afspraak/{opened['service']}/{opened['hall']}/", "booking-phone")
    shoot(anybody, f"{address}/beeld/", "video-phone")
    shoot(anybody, f"{address}/meldingen/", "open-data-phone", ready=".nb-map[data-ready]")
    resident.context.add_cookies([{"name": "sessionid", "value": opened["member"], "url": address}])
    shoot(resident, f"{address}/mijn/", "my-page-phone", whole=True)


def _of_staff(browser: Any, address: str, opened: dict[str, str]) -> None:
    for role, pages in (
        ("officier", {"list": "/incidenten/", "history": f"/incidenten/{opened['incident']}/geschiedenis/"}),
        ("korpschef", {"demand": "/openingsuren/vraag/", "officers-check": "/wijkagenten/controle/"}),
        ("loket", {"waiting": f"/loketten/{opened['hall']}/wachtrij"}),
    ):
        desk = page_of(browser, DESK)
        sign_in(desk, address, role)
        for name, path in pages.items():
            shoot(desk, f"{address}{path}", name)
