"""The same figures for Prometheus: gauges, made anew at each request, without names of people or contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from nabij.site.operations_checks import checks
from nabij.site.operations_figures import Figures
from nabij.site.routes_metrics import Traffic, gauge, number, of_routes

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_1_0_0


def exposition(figures: Figures, traffic: Traffic) -> bytes:
    """The figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(figures, traffic))
    return generate_latest(registry)


class _Once(Collector):
    def __init__(self, figures: Figures, traffic: Traffic) -> None:
        self._figures = figures
        self._traffic = traffic

    def collect(self) -> Iterable[GaugeMetricFamily]:
        yield from _of_checks(self._figures)
        yield from _of_sending(self._figures)
        yield from of_routes(self._traffic)
        yield from _of_work(self._figures)


def _of_checks(figures: Figures) -> Iterator[GaugeMetricFamily]:
    yield gauge(
        "nabij_check_ok", "1 where the check of this name is green on the page for operators, 0 where it is red.",
        [((check.name,), float(check.state != "bad")) for check in checks(figures)], ("check",),
    )  # fmt: skip


def _of_sending(figures: Figures) -> Iterator[GaugeMetricFamily]:
    yield gauge(
        "nabij_route_up", "1 while the route answers.",
        [((route.channel, route.provider), float(route.down_since is None)) for route in figures.routes],
        ("channel", "provider"),
    )  # fmt: skip
    yield gauge(
        "nabij_senders", "Workers of the fan-out that keep their promise of a sign of life.",
        [((channel,), float(one.alive)) for channel, one in figures.senders.items()], ("channel",),
    )  # fmt: skip
    yield gauge(
        "nabij_chunks_parked", "Batches of messages that are ready for over a minute and that nobody takes.",
        [((part.channel,), float(part.chunks)) for part in figures.parked], ("channel",),
    )  # fmt: skip
    doubts = sum(doubt.deliveries for doubt in figures.doubts)
    yield number("nabij_deliveries_in_doubt", "Deliveries in doubt that wait for a person.", doubts)
    yield gauge(
        "nabij_deliveries_given_up", "Deliveries of alerts of the last seven days that did not arrive.",
        [((str(one.state), one.error), float(one.deliveries)) for one in figures.given_up], ("state", "error"),
    )  # fmt: skip
    yield number("nabij_receipts_dead", "Receipts that no message answers to, counted to 50.", figures.dead_receipts)


def _of_work(figures: Figures) -> Iterator[GaugeMetricFamily]:
    jobs = figures.jobs
    troubles = {"failed": jobs.failed, "stalled": jobs.stalled, "late": jobs.late}
    samples = [((name,), float(sum(found.values()))) for name, found in troubles.items()]
    yield gauge("nabij_jobs", "Jobs in trouble: failed in the last day, stalled, or late.", samples, ("trouble",))
    if jobs.beat_at:
        yield number(
            "nabij_jobs_heard_timestamp_seconds", "Last sign of life of `nabij jobs`.", jobs.beat_at.timestamp()
        )
    yield number("nabij_audit_unsealed_rows", "Rows of the record that are in no chain yet.", figures.sealing.unsealed)
    since = figures.sealing.unsealed_since
    waits_s = max(0.0, (figures.now - since).total_seconds()) if since else 0.0
    yield number("nabij_audit_unsealed_seconds", "How long the oldest of them waits.", waits_s)
    yield number("nabij_feedback_overdue", "Alerts whose feedback is overdue.", figures.feedback.count)
    yield number(
        "nabij_handovers_unconfirmed", "Hand-overs to BE-Alert not confirmed in time.", figures.handovers.count
    )
    yield number(
        "nabij_answers_not_arrived", "Messages to reporters of a week that did not arrive.", figures.answers[0]
    )
    yield number("nabij_reports_urgent_unread", "Urgent reports not judged in time.", figures.unread.count)
    if figures.retention:
        at = figures.retention.at.timestamp()
        yield number("nabij_retention_run_timestamp_seconds", "When the terms were applied last.", at)
