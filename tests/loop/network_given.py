"""What every function on networks and meetings is given when the walk of the rights calls it: real things, and plain values."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.networks.channel.actions.whatsapp import Described
from nabij.networks.founding.actions.changing import Seats
from nabij.networks.house_rules import current_version
from nabij.networks.shops.actions.enrolling import Shop, Worker
from nabij.networks.shops.hours import ALWAYS
from nabij.networks.tests.factories import square
from nabij.people.models import Person
from nabij.places.geometry import shape_from_geojson
from nabij.places.queries import Chosen
from nabij.reports.where import Place
from nabij.tenants.keys import new_id
from tests.loop.network_roles import Function

NOW = timezone.now()
LON, LAT = 5.30, 50.93
SENTENCE = "Een zin die lang genoeg is om iets te zeggen."

# By the name of the parameter, where the same will do for every function that asks it.
BY_NAME: Mapping[str, Any] = {
    "area": square(LON, LAT), "part": square(LON, LAT, 0.002), "lon": LON, "lat": LAT, "name": "Iets nieuws",
    "kind": "bin", "state": "active", "role": "officer", "account_id": None, "category": "burglary", "priority": "urgent",
    "channels": ["sms"], "alert_kind": "urgent", "route": "own", "is_adult": True, "joined_by": "online",
    "version": 1, "edits": 0, "digest": "daily", "year": timezone.localdate().year,
    "years": [timezone.localdate().year], "key": new_id(), "decision": "stands",
    "part_name": "officer", "outcome": "done", "step": "interest", "owner": "officer", "deed": "approve", "hours": ALWAYS,
    "how": "email", "code": "talk", "vote": "for", "what": "charter", "form": "csv", "source": "coordinator",
    "raw": "a@example.org", "answers": {}, "given": {}, "columns": {}, "came": {},
    "points": [(LON, LAT)],
    "seats": [], "sectors": ["retail"],
    "targets": {"networks": 3}, "ground_codes": ["racism"], "upload": io.BytesIO(b""), "content": b"naam;straat\n",
    "starts_at": NOW + timedelta(days=30), "ends_at": NOW + timedelta(days=30, hours=2), "closes_at": NOW + timedelta(days=9),
    "since": NOW - timedelta(days=400), "until": NOW + timedelta(days=400), "now": NOW,
}  # fmt: skip
# By what the parameter is, where its name says nothing.
BY_TYPE: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "str": lambda things: SENTENCE,
    "bool": lambda things: True,
    "int": lambda things: 1,
    "int | None": lambda things: 1,
    "date": lambda things: timezone.localdate(),
    "datetime": lambda things: NOW,
    "Chosen": lambda things: Chosen("Markt 1", LON, LAT),
    "Place | None": lambda things: Place(LON, LAT, "Markt 1"),
    "tuple[float, float] | None": lambda things: None,
    "Person": lambda things: Person.objects.get(id=things["person_id"]),
    "Described": lambda things: Described("De straat"),
    "Shop": lambda things: Shop("Bakkerij", "retail", "Markt 1", LON, LAT, ALWAYS),
    "Worker": lambda things: Worker("online", [things["contact_point_id"]], True, current_version()),
}
# For one function alone: the value that it needs to come past what a form would have refused.
ALONE: Mapping[tuple[str, str], Any] = {
    ("meetings.actions.call_meeting", "kind"): "information",
    ("meetings.actions.register_by_name", "registered_by"): "counter",
    ("networks.founding.actions.cast_vote", "vote"): "yes",
    ("networks.founding.queries.merge_preview", "chosen"): lambda things: [things["network_id"]],
    ("networks.founding.queries.split_preview", "whole"): lambda things: things["network_id"],
    ("networks.founding.actions.merge_networks", "plan_from"): lambda things: things["network_id"],
    ("networks.founding.actions.screen", "outcome"): "suitable",
    ("networks.founding.actions.set_sign", "state"): "placed",
    ("networks.shops.actions.report_now", "category"): "shoplifting",
    ("networks.members.inviting.actions.ask", "by"): "email",
    ("networks.channel.queries.photo_of", "post_id"): lambda things: things["pictured_id"],
    ("meetings.actions.mark_attendance", "meeting_id"): lambda things: things["past_id"],
    ("meetings.actions.count_present", "meeting_id"): lambda things: things["past_id"],
    ("meetings.actions.write_report", "meeting_id"): lambda things: things["past_id"],
    ("networks.actions.log_alert", "kind"): "note",
    ("networks.channel.actions.write_post", "kind"): "lost_found",
    ("networks.channel.actions.reply", "post_id"): lambda things: things["shown_id"],
    ("networks.channel.actions.object_to", "post_id"): lambda things: things["shown_id"],
    ("networks.channel.actions.withdraw_reply", "post_id"): lambda things: things["shown_id"],
    ("networks.channel.queries.talk", "post_id"): lambda things: things["shown_id"],
    ("networks.channel.queries.seen", "post_id"): lambda things: things["shown_id"],
    ("networks.founding.actions.open_poll", "question"): "coordinator",
    ("networks.founding.actions.cover_network", "group_id"): lambda things: things["steering_id"],
    ("networks.founding.actions.mark_step_reminded", "step_id"): lambda things: things["start_step_id"],
    ("networks.founding.actions.mark_step_stalled", "step_id"): lambda things: things["start_step_id"],
    ("networks.founding.actions.split_network", "seats"): lambda things: Seats(),
    ("networks.founding.actions.merge_networks", "seats"): lambda things: Seats(),
    ("networks.founding.queries.measure", "area"): lambda things: shape_from_geojson(square(LON, LAT)),
    ("networks.year.evaluation.actions.agree", "part"): "officer",
    ("networks.year.evaluation.actions.write_conclusion", "part"): "officer",
    ("networks.year.measures.actions.sign_step", "part"): "officer",
    ("networks.documents.actions.save_answers", "part"): "partners",
    ("networks.year.measures.queries.my_step", "step_id"): lambda things: things["measure_step_id"],
    ("networks.year.wishes.actions.write_wish", "kind"): "wish",
    ("networks.year.wishes.actions.support_wish", "wish_id"): lambda things: things["answered_id"],
    ("networks.year.measures.actions.decide_appeal", "measure_id"): lambda things: things["appealed_id"],
    ("networks.year.rounds.actions.open_round", "kind"): "needs",
    ("networks.members.inviting.queries.invited_with", "kind"): "email",
    ("networks.founding.actions.seat_steering_group", "seats"): [("coordinator", "An")],
    ("networks.members.exporting.actions.ask_export", "format"): "spreadsheet",
    ("networks.members.exporting.actions.ask_export", "purpose"): "be_alert",
}


def arguments(function: Function, things: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each parameter that must be given. Raises KeyError with what to add where there is none."""
    return {name: _value(function, name, one, things) for name, one in function.asked.items()}


def _value(function: Function, name: str, parameter: inspect.Parameter, things: Mapping[str, Any]) -> Any:
    if (function.name, name) in ALONE:
        value = ALONE[function.name, name]
        return value(things) if callable(value) else value
    if name in ("network", "known"):
        name = "network_id"  # a network can be named by its id
    if name == "network_id" and ".shops." in function.name:
        return things["binz_id"]
    if name.endswith("_ids"):
        return [_id(function, name.removesuffix("s"), things)]
    if name in BY_NAME:
        return BY_NAME[name]
    if name.endswith("_id"):
        return _id(function, name, things)
    written = str(parameter.annotation)
    if written not in BY_TYPE:
        raise KeyError(f"{function.name} asks {name}: {written}; say in tests/loop/network_given.py what to give it")
    return BY_TYPE[written](things)


def _id(function: Function, name: str, things: Mapping[str, Any]) -> UUID:
    if name not in things:
        raise KeyError(f"{function.name} asks {name}: give one in things_of of its part")
    found: UUID = things[name]
    return found
