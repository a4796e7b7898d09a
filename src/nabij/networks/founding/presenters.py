"""Words and shapes for the pages of interest and start-ups."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nabij.networks.founding.models import StepCode, StepState
from nabij.networks.founding.queries import Asked, Progress, StepNow
from nabij.networks.presenters import FEWEST_SHOWN
from nabij.places.geometry import Shape, shape_to_geojson, to_wgs84

PHASES: Final[Sequence[tuple[str, tuple[str, ...]]]] = (
    ("want", ("interest", "decision")),
    ("police", ("police_start", "officer")),
    ("coordinator", ("screening", "coordinator")),
    ("agree", ("area", "steering", "plan", "budget", "house_rules", "charter", "federal")),
    ("open", ("opening",)),
)


@dataclass(frozen=True)
class StepRow:
    """A step as a page shows it. `tone`: done, skipped, next, late or waits."""

    step: StepNow
    number: int
    tone: str
    icon: str
    when: str
    who: str = ""
    forms: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.step.code


def step_rows(steps: Sequence[StepNow], names: Mapping[UUID, str], now: datetime) -> list[StepRow]:
    """Every step with where it stands; `names` are those of the accounts that own or did one."""
    return [
        StepRow(one, number, *_standing(one, now), who=names.get(one.owner_id, "") if one.owner_id else "")
        for number, one in enumerate(steps, start=1)
    ]


def _standing(one: StepNow, now: datetime) -> tuple[str, str, str]:
    if one.state == StepState.DONE and one.done_at:
        return "done", "check", pgettext("step", "done on %(day)s") % {"day": day(one.done_at)}
    if one.state == StepState.SKIPPED:
        return "skipped", "minus", pgettext("step", "left out")
    if one.is_late(now) and one.due_at:
        return "late", "triangle-alert", pgettext("step", "stalled since %(day)s") % {"day": day(one.due_at)}
    if one.is_next and one.due_at:
        return "next", "circle-dot", pgettext("step", "before %(day)s") % {"day": day(one.due_at)}
    return "waits", "circle-dashed", pgettext("step", "waits for other steps")


def day(moment: datetime) -> str:
    """A day in words, in the time of Belgium."""
    return date_format(timezone.localtime(moment), "j F Y")


def phases(steps: Sequence[StepNow]) -> list[dict[str, Any]]:
    """The five parts of a start-up that a resident hears of, each done, busy or still to come."""
    names = {
        "want": _("Neighbours want it"), "police": _("The police start it"), "coordinator": _("There is a coordinator"),
        "agree": _("Agreements are signed"), "open": _("The network opens"),
    }  # fmt: skip
    settled, found, busy = {one.code for one in steps if one.is_settled}, [], False
    for name, codes in PHASES:
        done = set(codes) <= settled
        state = "done" if done else "waits" if busy else "now"
        busy = busy or not done
        found.append({"name": names[name], "state": state})
    return found


def progress_words(progress: Progress) -> str:
    """Where a start-up stands, in one sentence."""
    following = progress.following
    if following is None:
        return _("All steps are settled.") if progress.is_finished else _("Nothing can be done now.")
    said = {"step": following.name, "owner": following.owner_name}
    return _("Now: %(step)s, by the %(owner)s.") % said


def count_words(households: int, goal: int) -> str:
    """How many households want it; below five no number, so that nobody is counted out."""
    if households >= goal:
        return _("Enough households want it. The prevention service takes it from here.")
    if households < FEWEST_SHOWN:
        return _("The first neighbours make the start. %(goal)s households are needed.") % {"goal": goal}
    return _("%(count)s households want it. %(missing)s more are needed.") % {
        "count": households,
        "missing": goal - households,
    }


def bar(households: int, goal: int) -> tuple[int, int]:
    """Households and goal for a bar; nothing below five, and never more than the goal."""
    return min(households, goal) if households >= min(FEWEST_SHOWN, goal) else 0, goal


def poll_words(poll: Asked) -> str:
    """A poll before or after its end."""
    until = {"day": day(poll.closes_at), "count": poll.answered}
    if not poll.has_ended:
        return _("Neighbours answer until %(day)s. So far %(count)s households did.") % until
    sums = {"yes": poll.yes, "no": poll.no, "none": poll.no_opinion, "day": day(poll.closes_at)}
    return _("Ended on %(day)s: %(yes)s for, %(no)s against, %(none)s without opinion.") % sums


def drawn(shape: Shape) -> str:
    """A shape in Lambert metres as the map takes it: a MultiPolygon in degrees."""
    found = shape_to_geojson(shape)
    polygons = found["coordinates"] if found["type"] == "MultiPolygon" else [found["coordinates"]]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons})


def bounds_of(shape: Shape, margin_m: float = 250) -> str:
    """West, south, east, north in degrees around a shape in Lambert metres, for a map."""
    west, south, east, north = shape.bounds
    (w, e), (s, n) = to_wgs84([west - margin_m, east + margin_m], [south - margin_m, north + margin_m])
    return f"{w:.5f},{s:.5f},{e:.5f},{n:.5f}"


def links_of(network_id: UUID) -> dict[str, tuple[str, str]]:
    """For each step that has a page of its own: where it is, and what the link says."""
    documents = reverse("networks:documents", args=[network_id])
    return {
        StepCode.AREA: (reverse("networks:start_area", args=[network_id]), _("Choose the area")),
        StepCode.PLAN: (reverse("networks:network", args=[network_id]), _("Write the communication plan")),
        StepCode.BUDGET: (documents, _("To the documents")),
        StepCode.HOUSE_RULES: (documents, _("To the documents")),
        StepCode.CHARTER: (documents, _("To the documents")),
        StepCode.FEDERAL: (reverse("networks:federal", args=[network_id]), _("To the federal file")),
        StepCode.SIGNS: (reverse("networks:signs", args=[network_id]), _("To the signs")),
    }
