"""Which drivers serve which channel: `settings.NABIJ_ROUTES`, lists of routes that `nabij.channels.routing` weighs."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connection

from nabij.channels import actions
from nabij.channels.carriers.kinds import KINDS
from nabij.channels.carriers.simulator import SimulatorDriver
from nabij.channels.carriers.sink import SinkDriver
from nabij.channels.carriers.smpp import SmppDriver
from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.drivers import Driver, Receipt
from nabij.channels.routing.route import LocalRoute, Terms
from nabij.channels.routing.route_list import PROBE_ROUND_S, SYNC_S, RouteList
from nabij.channels.smpp.receipts import InboundText, Unread

OF_THE_ROUTE: Final = ("driver", "name", "weight", "per_second")
"""Options that drivers do not see: which one it is, its share of the windows, and its limit."""

_TENDING: Final[Sequence[tuple[float, Callable[[RouteList], None]]]] = (
    (SYNC_S, lambda listed: listed.sync(at_once=True)),
    (PROBE_ROUND_S, lambda listed: listed.probe()),
)

Options = Mapping[str, Any]

_drivers: dict[str, RouteList] = {}
_making = threading.Lock()
_closing = threading.Event()
_log = structlog.get_logger("nabij.channels")


def driver_for(channel: str) -> RouteList:
    """The driver of `channel` in this process. Raises ImproperlyConfigured when the settings name none."""
    with _making:
        if channel not in _drivers:
            _drivers[channel] = RouteList([_local(channel, options) for options in _routes_of(channel)])
        return _drivers[channel]


def served_channels() -> list[str]:
    """The channels for which a route is configured."""
    return sorted(channel for channel, routes in settings.NABIJ_ROUTES.items() if routes)


def tend_routes() -> None:
    """For the start of a process: until `close_drivers`, the routes that it uses follow what operators and other processes
    decide, also while it sends nothing, and idle ones are probed.
    """
    _closing.clear()
    for every_s, work in _TENDING:
        threading.Thread(target=_tend, args=(every_s, work), name="routes", daemon=True).start()


def _tend(every_s: float, work: Callable[[RouteList], None]) -> None:
    while not _closing.wait(every_s):
        for listed in list(_drivers.values()):
            try:
                work(listed)
            except Exception:
                _log.exception("route_not_tended", channel=listed.channel)
    connection.close()


def close_drivers() -> None:
    """Leaves all providers; for the end of a process."""
    _closing.set()
    with _making:
        for driver in _drivers.values():
            driver.close()
        _drivers.clear()


def _routes_of(channel: str) -> Sequence[Options]:
    routes: Sequence[Options] = settings.NABIJ_ROUTES.get(channel, [])
    if not routes:
        raise ImproperlyConfigured(f"NABIJ_ROUTES names no route for {channel}.")
    return routes


def _local(channel: str, route: Options) -> LocalRoute:
    terms = Terms(str(route.get("name", route["driver"])), route.get("weight"), float(route.get("per_second", 0)))
    return LocalRoute(terms, lambda: _made(channel, route))


def _made(channel: str, route: Options) -> Driver:
    kind = route["driver"]
    name = str(route.get("name", kind))
    options = {key: value for key, value in route.items() if key not in OF_THE_ROUTE}
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


def _keep_in_own_connection(provider: str, rows: Sequence[Receipt | InboundText | Unread]) -> None:
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
    **KINDS,
}
