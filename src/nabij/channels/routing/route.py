"""One configured route in this process: its driver, made when it is needed and closed when an operator stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from nabij.channels.drivers import Driver, Probed, RouteDown
from nabij.channels.models import RouteMode
from nabij.channels.routing.queries import Stand

REST_S: Final = 30.0
"""A route that was away is asked again after this time, or as soon as a probe finds it well; meanwhile others serve."""


class NotNow(RouteDown):
    """The route takes no window now, and that is no fault of the provider."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings say of a route: its share (None: not said), and units per second (0 is no limit)."""

    name: str
    weight: float | None = None
    per_second: float = 0.0


class LocalRoute:
    """Holds the driver that `make` makes; another one after it was stopped and resumed."""

    def __init__(self, terms: Terms, make: Callable[[], Driver]) -> None:
        self.terms = terms
        self._make = make
        self._driver: Driver | None = make()
        self.channel = self._driver.channel
        self.window = self._driver.window
        self._open = 0
        self._stopped = False
        self._changing = threading.Lock()
        self._rests_until = 0.0
        self.was_away = False

    @property
    def name(self) -> str:
        return self.terms.name

    @contextmanager
    def driver(self) -> Iterator[Driver]:
        """The driver for one window or probe. Raises NotNow where the route was stopped meanwhile."""
        driver = self._enter()
        try:
            yield driver
        finally:
            self._leave()

    @property
    def can_probe(self) -> bool:
        return not self._stopped and isinstance(self._driver, Probed)

    def probe(self) -> None:
        """Tests the link without sending anybody anything. Raises RouteDown with what is wrong."""
        with self.driver() as driver:
            if isinstance(driver, Probed):
                driver.probe()

    def follow(self, stand: Stand) -> None:
        """Does what an operator decided, and rests or works as other processes found the route."""
        if stand.mode is RouteMode.STOPPED:
            self.stop()
        else:
            self._stopped = False
        if stand.away and not self.was_away:
            self.rest()
        elif self.was_away and not stand.away:
            self.work()

    def stop(self) -> None:
        """Closes the driver, at once or as soon as the last open window is finished."""
        self._stopped = True
        self._close_if_idle()

    def rest(self) -> None:
        """It is away: comes last for a while."""
        self._rests_until = time.monotonic() + REST_S
        self.was_away = True

    def work(self) -> None:
        """It is back."""
        self._rests_until = 0.0
        self.was_away = False

    @property
    def rests(self) -> bool:
        return self._rests_until > time.monotonic()

    def _enter(self) -> Driver:
        with self._changing:
            if self._stopped:
                raise NotNow(f"An operator stopped the route {self.name}.")
            if self._driver is None:
                self._driver = self._make()
            self._open += 1
            return self._driver

    def _leave(self) -> None:
        with self._changing:
            self._open -= 1
        if self._stopped:
            self._close_if_idle()

    def _close_if_idle(self) -> None:
        with self._changing:
            if self._open or self._driver is None:
                return
            driver, self._driver = self._driver, None
        driver.close()
