"""Routes for Prometheus: the same figures as on their page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily

from nabij.alerts.fanout import attention
from nabij.alerts.fanout.attention import Waiting
from nabij.channels.routing import queries
from nabij.channels.routing.queries import RouteMode, RouteReport
from nabij.site.routes_page import Configured, configured
from nabij.tenants.actor import Actor

Sample = tuple[tuple[str, ...], float]
COUNTED = ("handed_over", "refused", "delivered", "not_delivered")


@dataclass(frozen=True)
class Traffic:
    """What goes over each configured route, and what waits per channel."""

    routes: Sequence[tuple[Configured, RouteReport]]
    waiting: Mapping[str, Waiting]


def traffic(actor: Actor) -> Traffic:
    """Five queries. Raises Missing without the right to watch."""
    known = configured()
    reports = queries.reports(actor, [(one.channel, one.name) for one in known])
    return Traffic(list(zip(known, reports, strict=True)), attention.waiting())


def of_routes(traffic: Traffic) -> Iterator[GaugeMetricFamily]:
    def per_route(name: str, words: str, values: Iterable[float]) -> GaugeMetricFamily:
        samples = [((one.channel, one.name), value) for (one, _), value in zip(traffic.routes, values, strict=True)]
        return gauge(name, words, samples, ("channel", "provider"))

    reports = [report for _one, report in traffic.routes]
    yield per_route("nabij_route_weight", "Points of a hundred now.", [float(one.weight) for one in reports])
    homes = [float(one.home) for one, _ in traffic.routes]
    yield per_route("nabij_route_weight_home", "Points of a hundred when all is well.", homes)
    is_open = [float(one.mode == RouteMode.OPEN) for one in reports]
    yield per_route("nabij_route_open", "0 while an operator drains or stops the route.", is_open)
    probes = [float(not one.probe_trouble) for one in reports]
    yield per_route("nabij_route_probe_ok", "0 where the last test of the link failed.", probes)
    limits = [one.per_second for one, _ in traffic.routes]
    yield per_route("nabij_route_limit_per_second", "The limit that all processes keep together; 0 is none.", limits)
    yield gauge(
        "nabij_route_messages", "Messages and receipts of the last hour.",
        [
            ((one.channel, one.name, what), float(sum(getattr(minute, what) for minute in report.minutes)))
            for one, report in traffic.routes
            for what in COUNTED
        ],
        ("channel", "provider", "what"),
    )  # fmt: skip
    yield gauge(
        "nabij_queue_messages", "Messages that wait for the routes of a channel, also those for later.",
        [((one,), float(traffic.waiting[one].messages if one in traffic.waiting else 0)) for one in _channels(traffic)],
        ("channel",),
    )  # fmt: skip


def gauge(name: str, words: str, samples: Iterable[Sample], labels: tuple[str, ...]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def number(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _channels(traffic: Traffic) -> list[str]:
    return list(dict.fromkeys(one.channel for one, _report in traffic.routes))
