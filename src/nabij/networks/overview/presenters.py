"""Words of the overview."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nabij.networks.models import NetworkKind, NetworkState
from nabij.networks.overview import rules
from nabij.networks.overview.attention import Matter
from nabij.networks.overview.figures import Figure, Progress
from nabij.networks.overview.models import GoalKind
from nabij.networks.overview.queries.city import City, Covered, Row
from nabij.networks.owners import RIGHT_OF
from nabij.networks.presenters import TONES
from nabij.tenants.actor import Actor

UNKNOWN: Final = "-"
OWNERS: Final = {
    "coordinator": gettext_lazy("coordinator"), "officer": gettext_lazy("mandated officer"),
    "prevention": gettext_lazy("prevention service"), "mayor": gettext_lazy("mayor"),
    "chief": gettext_lazy("chief of police"), "members": gettext_lazy("members"), "federal": gettext_lazy("federal service"),
}  # fmt: skip
FIGURES: Final = {
    "reached": gettext_lazy("Households reached"), "active": gettext_lazy("Active networks"),
    "covered": gettext_lazy("Neighbourhoods with members"), "response": gettext_lazy("Until the police judge a report"),
    "feedback": gettext_lazy("Alerts with feedback in time"), "messages": gettext_lazy("Messages per network per week"),
    "cost": gettext_lazy("Cost of messages this year"),
}  # fmt: skip
ORDERS: Final = {
    "name": gettext_lazy("Name"), "state": gettext_lazy("State"), "households": gettext_lazy("Most households"),
    "share": gettext_lazy("Largest share of households"), "step": gettext_lazy("First term of a next step"),
    "response": gettext_lazy("Slowest judgement"), "feedback": gettext_lazy("Least feedback in time"),
    "messages": gettext_lazy("Most messages"), "cost": gettext_lazy("Highest cost"),
}  # fmt: skip
MISSING: Final = {
    "coordinator": gettext_lazy("without a coordinator"),
    "officer": gettext_lazy("without a mandated officer"),
}


def number(value: float | None, digits: int = 0) -> str:
    return UNKNOWN if value is None else formats.number_format(round(value, digits), digits)


def percents(value: float | None) -> str:
    return UNKNOWN if value is None else f"{number(value)} %"


def hours(value: float | None) -> str:
    """A span in the unit that people would say it in."""
    if value is None:
        return UNKNOWN
    if value < 1:
        minutes = max(1, round(value * 60))
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if value < 48:
        return ngettext("%(n)s hour", "%(n)s hours", round(value)) % {"n": number(value, 0 if value >= 10 else 1)}
    return ngettext("%(n)s day", "%(n)s days", round(value / 24)) % {"n": number(value / 24)}


def euros(value: float | None) -> str:
    return UNKNOWN if value is None else f"€\N{NO-BREAK SPACE}{number(value, 2)}"


def trend_words(trend: int) -> str:
    return {1: _("more than three months ago"), -1: _("less than three months ago")}.get(trend, "")


def coverage_words(one: Covered) -> str:
    """A neighbourhood in a sentence: for its place on the map, and for who cannot see it."""
    said = {"name": one.outline.name, "households": number(one.households), "addresses": number(one.outline.addresses)}
    return _("%(name)s: %(households)s of %(addresses)s households") % said


def coverage_rows(covered: list[Covered]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.outline.code, "name": one.outline.name, "households": number(one.households),
            "addresses": number(one.outline.addresses), "share": percents(one.share), "shade": one.shade,
            "trend": one.trend, "trend_words": trend_words(one.trend),
        }
        for one in covered
    ]  # fmt: skip


def row(one: Row, *, is_police: bool) -> dict[str, Any]:
    """A network in the table, in words."""
    counted = one.figures
    return {
        "id": one.network_id, "name": one.name, "kind": str(NetworkKind(one.kind).label),
        "state": (str(NetworkState(one.state).label), TONES[one.state]),
        "households": number(one.households), "share": percents(one.share),
        "trend": one.trend, "trend_words": trend_words(one.trend), "next": next_words(one), "troubles": troubles(one),
        "response": hours(counted.response_hours) if is_police else "",
        "feedback": percents(one.feedback_share), "feedback_hours": hours(counted.feedback_hours),
        "messages": number(counted.messages_week, 1), "cost": euros(counted.cost_cents / 100),
        "planned": "" if one.planned_cents is None else euros(one.planned_cents / 100),
        "evening": _on(one.evening_on), "evaluated": _on(one.evaluated_on),
    }  # fmt: skip


def next_words(one: Row) -> str:
    """What its start-up waits for, and who owns that."""
    if one.step is None:
        return ""
    said = {"step": one.step.name, "owner": one.step.owner_name, "due": day(one.step.due_at)}
    return (_("%(step)s: %(owner)s, by %(due)s") if one.step.due_at else _("%(step)s: %(owner)s")) % said


def troubles(one: Row) -> list[tuple[str, str]]:
    """What needs somebody, as chips."""
    if one.state == NetworkState.STOPPED:
        return []
    found = [
        (one.is_late, (_("past its term"), "danger")),
        (one.is_silent, (_("silent"), "warning")),
        (not one.has_officer, (_("no officer"), "warning")),
        (not one.has_coordinator, (_("no coordinator"), "warning")),
    ]
    return [chip for holds, chip in found if holds]


def figure(one: Figure) -> dict[str, Any]:
    """A figure with its name, its value in words, and how it moved."""
    shown = {"reached": percents, "feedback": percents, "response": hours, "cost": euros}
    planned = "" if one.planned is None else _("the budget plans say %(sum)s") % {"sum": euros(one.planned)}
    value = number(one.now, 1) if one.code == "messages" else shown.get(one.code, number)(one.now)
    return {
        "code": one.code, "name": str(FIGURES[one.code]), "value": value, "trend": one.trend, "planned": planned,
        "trend_words": trend_words(one.trend), "tone": {True: "better", False: "worse", None: ""}[one.is_better],
    }  # fmt: skip


def goal(one: Progress) -> dict[str, Any]:
    label = str(GoalKind(one.what).label)
    return {
        "what": one.what, "label": label[:1].upper() + label[1:], "target": one.target, "now": one.now, "done": one.done,
        "bar": min(one.now, one.target) if one.target else 0,
    }  # fmt: skip


def _on(found: date | None) -> str:
    return formats.date_format(found, "SHORT_DATE_FORMAT") if found else UNKNOWN


def day(moment: datetime | None) -> str:
    return formats.date_format(timezone.localtime(moment), "j F") if moment else ""


def summary(found: City) -> str:
    """The ground in a sentence."""
    said = {"networks": number(len(found.active)), "households": number(found.households),
            "share": percents(rules.percent(found.households, found.addresses))}  # fmt: skip
    return _("%(networks)s active networks reach %(households)s households, %(share)s of all.") % said


def stands_for(actor: Actor, tenant_id: UUID) -> set[str]:
    """The owner of next steps for whom somebody reads, by what they may; none for others."""
    return {next((owner for owner, right in RIGHT_OF.items() if actor.may(right, tenant_id)), "")} - {""}


def matter(one: Matter) -> dict[str, Any]:
    """Something to do, in words."""
    due = day(one.todo.due)
    late, by = _("was due %(when)s") % {"when": due}, _("by %(when)s") % {"when": due}
    return {
        "network": one.network, "what": one.todo.what, "url": one.todo.url, "owner": str(OWNERS[one.todo.owner]),
        "due": "" if not due else late if one.is_late else by, "is_late": one.is_late, "is_mine": one.is_mine,
    }  # fmt: skip
