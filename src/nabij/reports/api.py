"""The door for control-room systems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from nabij.people.api.asked import PLAIN, Strict
from nabij.reports import actions, queries
from nabij.reports.questions import bounds
from nabij.reports.told import Contact, Told, contact_from
from nabij.reports.where import Place
from nabij.reports.words import texts_of
from nabij.tenants.errors import Refused

router = Router()


class ReportIn(Strict):
    """A call as a control room knows it."""

    number: str = Field(
        min_length=1,
        max_length=60,
        pattern=PLAIN,
        description="The control room's own number; the same number counts once.",
    )
    category: str = Field(max_length=40, pattern=PLAIN, description="A code of GET /categories.")
    lon: float = Field(ge=-180, le=180, description="Degrees WGS84.")
    lat: float = Field(ge=-90, le=90, description="Degrees WGS84.")
    address: str = Field("", max_length=200, pattern=PLAIN)
    text: str = Field("", max_length=5_000, pattern=PLAIN)
    happened_at: datetime | None = Field(None, description="With its offset; absent means now.")
    caught_in_act: bool = False
    caller_name: str = Field("", max_length=120, pattern=PLAIN)
    caller_contact: str = Field(
        "", max_length=254, pattern=PLAIN, description="A telephone number or e-mail address; empty means anonymous."
    )


class ReportOut(Schema):
    """`is_new` is false where this number was posted before; `tracking_code` is given once."""

    report_id: str
    incident_id: str
    is_new: bool
    tracking_code: str


class OptionOut(Schema):
    code: str
    text: dict[str, str]


class ConditionOut(Schema):
    """`answers`: asked only where the earlier question `code` has one of these."""

    code: str
    answers: list[str]


class QuestionOut(Schema):
    """`kind`: text, yes_no (yes or no), choice (one), multiple, number (from `least` to `most`) or date."""

    code: str
    kind: str
    required: bool
    text: dict[str, str]
    options: list[OptionOut]
    only_if: ConditionOut | None
    least: int | None
    most: int | None


class CategoryOut(Schema):
    """`may_be_public`: an app may report it (POST /reports), with answers to `questions`."""

    code: str
    name: dict[str, str]
    controller: str
    may_be_public: bool
    questions: list[QuestionOut]


@router.post("/control-room/reports", response={200: ReportOut, 201: ReportOut}, summary="Post a call")
def post_report(request: HttpRequest, given: ReportIn) -> Status[ReportOut]:
    """Stores a call as a report with its incident: 201, or 200 with the first one where the number is known."""
    if given.happened_at is not None and given.happened_at.tzinfo is None:
        raise Refused("happened_at needs its offset, such as 2026-11-21T14:02:00+01:00.")
    contact: Contact | None = contact_from(given.caller_contact)
    told = Told(
        category=given.category,
        place=Place(given.lon, given.lat, given.address),
        text=given.text,
        happened_at=given.happened_at,
        caught_in_act=given.caught_in_act,
        name=given.caller_name,
        contact=contact,
    )
    recorded = actions.post_from_control_room(request.auth, number=given.number, told=told)  # type: ignore[attr-defined]
    made = ReportOut(
        report_id=str(recorded.report_id),
        incident_id=str(recorded.incident_id),
        is_new=recorded.is_new,
        tracking_code=recorded.code,
    )
    return Status(201 if recorded.is_new else 200, made)


@router.get("/categories", response=list[CategoryOut], summary="The kinds one can report")
def list_categories(request: HttpRequest) -> list[CategoryOut]:
    """All kinds that are stored, with who answers for them."""
    kinds = [kind for kind in queries.categories() if not kind.nothing_stored]
    return [
        CategoryOut(
            code=kind.code, name=kind.name, controller=kind.controller, may_be_public=kind.may_be_public,
            questions=[_question(one) for one in kind.questions],
        )
        for kind in kinds
    ]  # fmt: skip


def _question(asked: Mapping[str, Any]) -> QuestionOut:
    limits = bounds(asked) if asked["kind"] == "number" else {"least": None, "most": None}
    condition = asked.get("only_if")
    return QuestionOut(
        code=asked["code"], kind=asked["kind"], required=bool(asked.get("required")), text=texts_of(asked),
        options=[OptionOut(code=one["code"], text=texts_of(one)) for one in asked.get("options", [])],
        only_if=ConditionOut(code=condition["code"], answers=condition["is"]) if condition else None,
        **limits,
    )  # fmt: skip
