"""What is to do about the year of networks, for the weekly mail and the pages. Rights are checked by who asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.models import Network, NetworkState
from nabij.networks.queries import is_led
from nabij.networks.todo import Found, Owner, Todo
from nabij.networks.year import ring
from nabij.networks.year.evaluation import queries as evaluations
from nabij.networks.year.measures import queries as measures
from nabij.networks.year.measures import rules as measure_rules
from nabij.networks.year.resting import queries as resting
from nabij.networks.year.resting.rules import founded_at
from nabij.networks.year.wishes import queries as wishes
from nabij.networks.zone_rules import rules_of

EARLY: Final = timedelta(days=60)
"""How long before its day a part of the year is named."""


def of_the_year(networks: Found, now: datetime) -> Iterator[Todo]:
    """Everything of this part, of networks that are active. A fixed number of queries however many there are."""
    found = {one.id: one for one in networks.values() if one.state == NetworkState.ACTIVE}
    led = {one.id for one in found.values() if is_led(one)}
    yield from _parts(list(found.values()), led, now)
    yield from _wishes(found)
    yield from _evaluations(found, led, now)
    yield from _measures(found)
    yield from _asleep(found, led)


def _parts(found: Collection[Network], led: Collection[UUID], now: datetime) -> Iterator[Todo]:
    today = timezone.localdate(now)
    words = {
        ring.NEEDS: _("Open the yearly needs inventory"),
        ring.EVENING: _("Plan the information evening"),
        ring.SURVEY: _("Open the short survey"),
        ring.TRAINING: _("Plan the training by the police"),
    }
    for network_id, parts in ring.rings(found, today.year, today).items():
        for part in parts:
            is_near = timedelta(0) <= part.due - today <= EARLY
            if part.name in words and (part.state == ring.LATE or (part.state == ring.OPEN and is_near)):
                owner: Owner = "officer" if part.name == ring.TRAINING or network_id not in led else "coordinator"
                yield Todo(network_id, owner, words[part.name], _page(network_id), now, _end(part.due))


def _wishes(found: Mapping[UUID, Network]) -> Iterator[Todo]:
    for one in wishes.waiting(found):
        what = (
            _("Answer a complaint about the police")
            if one.owner == "chief"
            else _("Answer a neighbour's wish or complaint")
        )
        owners: dict[str, Owner] = {
            "coordinator": "coordinator", "officer": "officer", "prevention": "prevention", "chief": "chief",
        }  # fmt: skip
        url = reverse("networks:year_wish", args=[one.network_id, one.id])
        yield Todo(one.network_id, owners[one.owner], what, url, one.at, one.due_at)


def _evaluations(found: Mapping[UUID, Network], led: Collection[UUID], now: datetime) -> Iterator[Todo]:
    """Last year's evaluation: whose conclusions are missing, and who has not agreed."""
    today = timezone.localdate(now)
    year = today.year - 1
    kept = evaluations.of_year(found, year)
    for network_id, network in found.items():
        one = kept.get(network_id)
        if timezone.localdate(founded_at(network_id)).year > year or (one and one.agreed_at):
            continue
        due = _end(ring.due_on(rules_of(network), ring.EVALUATION, year))
        url = reverse("networks:year_evaluation", args=[network_id]) + f"?jaar={year}"
        sides: list[tuple[Owner, str, datetime | None]] = [
            ("officer", one.by_officer if one else "", one.officer_agreed_at if one else None)
        ]
        if network_id in led:
            sides.append(("coordinator", one.by_coordinator if one else "", one.coordinator_agreed_at if one else None))
        for owner, text, agreed_at in sides:
            if not text:
                yield Todo(network_id, owner, _("Write your conclusions of last year"), url, now, due)
            elif agreed_at is None:
                yield Todo(network_id, owner, _("Agree on the evaluation of last year"), url, now, due)


def _measures(found: Mapping[UUID, Network]) -> Iterator[Todo]:
    for step, part in measures.waiting(found):
        if part:
            owners: dict[str, Owner] = {
                "coordinator": "coordinator", "officer": "officer", "chief": "chief", "mayor": "mayor",
            }  # fmt: skip
            url = reverse("networks:year_measure", args=[step.measure.network_id, step.measure_id])
            yield Todo(step.measure.network_id, owners[part], _("Sign a measure"), url, step.at)
    for appeal in measures.open_appeals(found):
        url = reverse("networks:year_measure", args=[appeal.measure.network_id, appeal.measure_id])
        yield Todo(appeal.measure.network_id, "mayor", _("Decide on an appeal"), url, appeal.recorded_at)
    for step in measures.open_to_appeal(found):
        if step.done_at is not None:
            last = measure_rules.last_day_of_appeal(timezone.localdate(step.done_at))
            url = reverse("networks:year_measure", args=[step.measure.network_id, step.measure_id])
            yield Todo(
                step.measure.network_id, "chief", _("Record an appeal, if one comes"), url, step.done_at, _end(last)
            )


def _asleep(found: Mapping[UUID, Network], led: Collection[UUID]) -> Iterator[Todo]:
    for one in resting.open_ones(found):
        is_officers = one.state == "officer" or one.network_id not in led
        what = _("Wake this network, or close it") if is_officers else _("Say whether you still coordinate")
        yield Todo(
            one.network_id,
            "officer" if is_officers else "coordinator",
            what,
            _page(one.network_id),
            one.found_at,
            one.due_at,
        )


def _page(network_id: UUID) -> str:
    return reverse("networks:year", args=[network_id])


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(17)))
