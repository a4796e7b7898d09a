"""Which driver serves which channel: `settings.NABIJ_ROUTES`, a list of routes per channel, the first that is up."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connection

from nabij.channels import actions
from nabij.channels.carriers.simulator import SimulatorDriver
from nabij.channels.carriers.sink import SinkDriver
from nabij.channels.carriers.smpp import SmppDriver
from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.drivers import Answer, Driver, Message, Receipt, RouteDown
from nabij.channels.smpp.receipts import InboundText

REST_S: Final = 30.0
"""A route that was away is asked again after this time; meanwhile the next one serves."""

_drivers: dict[str, Driver] = {}
_making = threading.Lock()

Options = Mapping[str, Any]


def driver_for(channel: str) -> Driver:
    """The driver of `channel` in this process. Raises ImproperlyConfigured when the settings name none."""
    with _making:
        if channel not in _drivers:
            _drivers[channel] = RouteList(channel, [_made(channel, options) for options in _routes_of(channel)])
        return _drivers[channel]


def served_channels() -> list[str]:
    """The channels for which a route is configured."""
    return sorted(channel for channel, routes in settings.NABIJ_ROUTES.items() if routes)


def close_drivers() -> None:
    """Leaves all providers; for the end of a process."""
    with _making:
        for driver in _drivers.values():
            driver.close()
        _drivers.clear()


class RouteList:
    """The routes of one channel as one driver: the first that is up sends, and a route that fails is seen on a page."""

    def __init__(self, channel: str, routes: Sequence[Driver]) -> None:
        self.channel = channel
        self.name = routes[0].name
        self.window = min(route.window for route in routes)
        self._routes = routes
        self._down_until: dict[str, float] = {}

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier on the first route that is up. Raises RouteDown when none is."""
        trouble = RouteDown(f"No route of {self.channel} was tried.")
        for route in sorted(self._routes, key=self._is_resting):
            try:
                answers = route.send(window)
            except RouteDown as error:
                trouble = error
                self._rest(route, str(error))
            else:
                self._serve(route)
                return answers
        raise trouble

    def close(self) -> None:
        for route in self._routes:
            route.close()

    def _is_resting(self, route: Driver) -> bool:
        return self._down_until.get(route.name, 0.0) > time.monotonic()

    def _rest(self, route: Driver, trouble: str) -> None:
        known = route.name in self._down_until
        self._down_until[route.name] = time.monotonic() + REST_S
        if not known:
            actions.note_route(self.channel, route.name, trouble)

    def _serve(self, route: Driver) -> None:
        if self._down_until.pop(route.name, None) is not None:
            actions.note_route(self.channel, route.name, "")


def _routes_of(channel: str) -> Sequence[Options]:
    routes: Sequence[Options] = settings.NABIJ_ROUTES.get(channel, [])
    if not routes:
        raise ImproperlyConfigured(f"NABIJ_ROUTES names no route for {channel}.")
    return routes


def _made(channel: str, route: Options) -> Driver:
    kind = route["driver"]
    name = route.get("name", kind)
    options = {key: value for key, value in route.items() if key not in ("driver", "name")}
    if kind not in _KINDS:
        raise ImproperlyConfigured(f"NABIJ_ROUTES names the unknown driver {kind!r}; there are {', '.join(_KINDS)}.")
    driver = _KINDS[kind](channel, name, options)
    if driver.channel != channel:
        raise ImproperlyConfigured(f"The driver {kind!r} carries {driver.channel}, not {channel}.")
    return driver


def _smpp(_channel: str, name: str, options: Options) -> Driver:
    return SmppDriver(name, options, lambda rows: _keep_in_own_connection(name, rows))


def _smtp(_channel: str, name: str, options: Options) -> Driver:
    return SmtpDriver(name, options)


def _sink(channel: str, name: str, options: Options) -> Driver:
    return SinkDriver(channel, name, options)


def _simulator(channel: str, name: str, options: Options) -> Driver:
    if not settings.NABIJ_SIMULATOR:
        raise ImproperlyConfigured("The simulator carries nothing to anybody: it is for demo settings only.")
    return SimulatorDriver(
        channel,
        name,
        options,
        keep=lambda channel, messages, delay_s: actions.keep_simulated(name, channel, messages, delay_s),
        write_receipts=_write_receipts_in_own_connection,
    )


def _keep_in_own_connection(provider: str, rows: Sequence[Receipt | InboundText]) -> None:
    close_old_connections()
    actions.keep_delivered(provider, rows)


def _write_receipts_in_own_connection() -> None:
    try:
        actions.write_simulated_receipts()
    finally:
        connection.close()


_KINDS: Final[Mapping[str, Callable[[str, str, Options], Driver]]] = {
    "smpp": _smpp,
    "smtp": _smtp,
    "sink": _sink,
    "simulator": _simulator,
}
