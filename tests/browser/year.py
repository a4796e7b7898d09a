"""Hasselt with its real neighbourhoods and addresses, and everybody who plays in a network's first year at their own screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page
from procrastinate.contrib.django import app

from nabij.demo import world
from nabij.people.demo import totp, totp_secret
from nabij.people.models import Account, Person
from nabij.people.tests.factories import make_contact_point, make_resident, sign_in
from nabij.people.tests.letterbox import letters
from nabij.places.commands import import_group
from nabij.places.geometry import to_lambert
from nabij.places.queries import AddressRef, address, addresses_within, area_shape
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ZONE, TUILT = "ipz104", "71072W23"
PATIENCE_MS = 20_000


def found_zone(data: Path, **choices: object) -> Tenant:
    """The police zone of Hasselt with its municipalities and staff, no network yet, and what it chose about networks."""
    areas = data / "areas"
    _load("areas", areas / "wijken_hasselt.geojson", "--kind", "neighbourhood")
    _load("areas", areas / "gemeenten_vlaanderen_brussel_2025.geojson", "--kind", "municipality")
    _load("areas", areas / "politiezones_vlaanderen_brussel.geojson", "--kind", "zone")
    _load("zones-of-municipalities", areas / "gemeente_politiezone.csv")
    _load("addresses", data / "addresses" / "crab_hasselt.csv")
    zone = world.populate(world.Setting(ZONE, ()), lambda _sentence: None)
    return change_settings(system_actor([zone.id]), tenant_id=zone.id, changes={"networks": choices})


def _load(what: str, *arguments: object) -> None:
    import_group([what, *map(str, arguments)], standalone_mode=False)


def homes(code: str, count: int) -> list[AddressRef]:
    """So many addresses of a neighbourhood, spread over it."""
    known = sorted(addresses_within(area_shape("neighbourhood", code)))
    return [address(one) for one in known[:: max(1, len(known) // count)][:count]]


def neighbour(home: AddressRef, name: str = "") -> Person:
    """Somebody who lives there, with a number that was checked."""
    person = make_resident(name)
    (x,), (y,) = to_lambert([home.lon], [home.lat])
    make_contact_point(person, "sms", place=(float(x), float(y)))
    return person


class Clock:
    """Moves the time of the site, and of whoever looks at it, forward."""

    def __init__(self) -> None:
        self._held: time_machine.travel | None = None

    def pass_days(self, days: float) -> datetime:
        """It is so many days later, and a working hour of that day."""
        target = (timezone.now() + timedelta(days=days)).replace(hour=9, minute=0)
        self.stop()
        self._held = time_machine.travel(target)
        self._held.start()
        self.run_jobs()
        return target

    def run_jobs(self) -> None:
        """What the jobs of networks and meetings do by themselves on such a day."""
        for periodic in app.periodic_registry.periodic_tasks.values():
            if periodic.task.name.startswith(("networks.", "meetings.")):
                periodic.task.func(int(timezone.now().timestamp()))

    def stop(self) -> None:
        if self._held is not None:
            self._held.stop()
            self._held = None


class People:
    """Hands out open pages: of staff by the name they sign in with, of a resident, or of a visitor."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.faults: list[str] = []
        self._pages: dict[tuple[UUID | None, bool], Page] = {}

    @contextmanager
    def at(self, who: str | Person | None = None, *, phone: bool = False) -> Iterator[Page]:
        """The page of somebody, signed in at this moment; what the browser complains about is kept in `faults`."""
        account = self._account(who)
        page = self._page_of(account.id if account else None, phone)
        if account:
            client = sign_in(Client(), account)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}
            page.context.add_cookies([cookie])
        yield page
        page.goto("about:blank")

    def leave(self) -> None:
        for page in self._pages.values():
            page.context.close()

    def _page_of(self, account_id: UUID | None, phone: bool) -> Page:
        """One for each screen of each of them: a new browser a visit would be most of the work."""
        if (account_id, phone) not in self._pages:
            context = self.browser.new_context(locale="nl-BE", viewport=PHONE if phone else DESK)
            context.set_default_timeout(PATIENCE_MS)
            page = self._pages[account_id, phone] = context.new_page()
            page.on("pageerror", lambda error: self.faults.append(str(error)))
        return self._pages[account_id, phone]

    def url(self, name: str, *args: object) -> str:
        return self.site + reverse(name, args=args)

    def _account(self, who: str | Person | None) -> Account | None:
        if isinstance(who, Person):
            return who.account
        return Account.objects.get(username=who) if who else None


def deed(box: Locator, value: str, **fields: str) -> None:
    """Opens what folds away, fills fields by the end of their name, and does the deed."""
    button = box.locator(f"button[name=deed][value={value}]")
    folded = box.locator("details:not([open])").filter(has=box.page.locator(f"button[value={value}]"))
    if folded.count():
        folded.locator("summary").first.click()
    for name, typed in fields.items():
        _fill(box.locator(f"[name$='{name}']"), typed)
    button.click()


def _fill(field: Locator, typed: str) -> None:
    kind = field.first.evaluate("element => element.type")
    if kind in ("radio", "checkbox"):
        field.locator(f"xpath=self::*[@value='{typed}']").check()
    elif kind == "select-one":
        field.select_option(label=typed)
    else:
        field.fill(typed)


def answer(page: Page, known: Mapping[str, str]) -> None:
    """Fills fields of these names that are there and still empty."""
    for name, said in known.items():
        field = page.locator(f"main form [name={name}]")
        if field.count() and not field.input_value():
            field.fill(said)


def second_factor(username: str) -> str:
    return totp(totp_secret(username), timezone.now().timestamp())


def last_code() -> str:
    return letters[-1].code
