"""What goes in and out of the door for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from nabij.alerts.models import Alert
from nabij.alerts.queries import Measure
from nabij.alerts.rules.answers import Warned
from nabij.alerts.rules.content import Finding
from nabij.alerts.rules.whom import PARTS_MAX, RADIUS_MAX_M
from nabij.people.api.asked import PLAIN, Strict

State = Literal["draft", "submitted", "returned", "scheduled", "sent", "sent_unreviewed", "stopped", "cancelled"]
Language = Literal["nl", "fr", "en", "de"]
Channel = Literal["sms", "email", "voice", "push", "webhook"]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_-]+$")]
Line = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$")]
Body = Annotated[str, Field(min_length=1, max_length=1200, pattern=PLAIN)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=PLAIN)]


class ListIn(Strict):
    """Which alerts. `next` of one page is `after` of the following."""

    state: list[State] = Field([], max_length=8)
    after: Annotated[str, Field(max_length=36, pattern=r"^[0-9a-f-]*$")] = ""
    limit: int = Field(50, ge=1, le=100)


class TextIn(Strict):
    """`subject` is for channels that have one."""

    subject: Line = ""
    body: Body


class AreaIn(Strict):
    """A place that has a name."""

    kind: Literal["neighbourhood", "municipality", "zone"]
    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[!-~]+$")]


class NearIn(Strict):
    """Everybody within `m` metres of a point."""

    lon: float = Field(ge=-180, le=180, description="Degrees WGS84.")
    lat: float = Field(ge=-90, le=90, description="Degrees WGS84.")
    m: float = Field(ge=1, le=RADIUS_MAX_M)
    label: Line = ""


class PartsIn(Strict):
    """Parts of an audience: each person counts once, whatever the number of parts."""

    networks: list[UUID] = Field([], max_length=PARTS_MAX, description="Ids of GET /networks.")
    areas: list[AreaIn] = Field([], max_length=PARTS_MAX)
    shapes: list[dict[str, Any]] = Field(
        [], max_length=PARTS_MAX,
        description="GeoJSON Polygon or MultiPolygon in degrees WGS84, or {type: Circle, coordinates, radius_m}.",
    )  # fmt: skip
    near: list[NearIn] = Field([], max_length=PARTS_MAX)
    roles: list[Name] = Field([], max_length=PARTS_MAX, description="Target groups, such as merchant or school.")


class AudienceIn(PartsIn):
    """Whom it is for: everybody in any part, less who is in a part of `exclude`."""

    exclude: PartsIn | None = None


class AlertIn(Strict):
    """An alert as somebody writes it."""

    kind: Name = Field(description="A code of GET /alert-kinds.")
    texts: dict[Language, TextIn] = Field(min_length=1, description="Per language; Dutch is needed to send.")
    channels: list[Channel] = Field(["sms", "email", "push"], min_length=1, max_length=5)
    audience: AudienceIn
    incident_id: UUID | None = Field(None, description="Needed for the kinds that say so.")
    ground: Literal["", "threat", "pattern", "prevention", "information"] = Field(
        "", description="Why the police warn, for kinds of the police."
    )
    category: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_-]*$")] = ""
    about_life: bool = False
    caught_in_act: bool = False
    night_allowed: bool = False
    training: bool = Field(False, description="An exercise: goes its whole way, and nothing leaves.")
    window_from: AwareDatetime | None = Field(None, description="With its offset; absent means at approval.")
    valid_hours: int | None = Field(None, ge=1, le=720, description="Absent: what the kind says.")
    answers: dict[Annotated[str, Field(max_length=60)], Reason] = Field(
        {}, max_length=40, description="Why a warning about the text stays, by `key` of GET /alerts/ID/audience."
    )
    tenant_id: UUID | None = Field(None, description="Only for a key of more than one tenant.")


class EditIn(AlertIn):
    version: int = Field(ge=1, le=2**31 - 1, description="The version that you read; another one answers 409.")


class VersionIn(Strict):
    version: int = Field(ge=1, le=2**31 - 1, description="The version that you read; another one answers 409.")


class ApprovalIn(Strict):
    """What the approver read: the digest and the size and cost of GET /alerts/ID/audience."""

    digest: Annotated[str, Field(min_length=64, max_length=64, pattern=r"^[0-9a-f]+$")]
    households: int = Field(ge=0, le=2**31 - 1)
    cost_cents: int = Field(ge=0, le=2**31 - 1)


class ReasonIn(Strict):
    reason: Reason


class FollowUpIn(Strict):
    message_type: Literal["update", "all_clear", "cancel"]


class TextOut(Schema):
    subject: str
    body: str


class AlertOut(Schema):
    id: UUID
    tenant_id: UUID
    kind: str
    state: str
    message_type: str
    follows: UUID | None
    version: int
    digest: str
    texts: dict[str, TextOut]
    channels: list[str]
    audience: dict[str, Any]
    area: dict[str, Any] | None
    incident_id: UUID | None
    training: bool
    window_from: datetime | None
    window_until: datetime
    created_at: datetime
    sent_at: datetime | None
    returned_because: str
    stopped_because: str


class AlertPage(Schema):
    """`next` is the `after` of the following page, empty on the last one."""

    rows: list[AlertOut]
    next: str


class FindingOut(Schema):
    """What refuses must change; a warning has a `key` by which it is answered, and the `reason` that was given."""

    language: str
    code: str
    refuses: bool
    sentence: str
    key: str
    reason: str


class AudienceOut(Schema):
    """Whom it reaches as things stand, and what still stands in the way of sending."""

    digest: str
    households: int
    by_channel: dict[str, int]
    asleep: int
    opted_out: int
    by_be_alert: int
    cost_cents: int
    findings: list[FindingOut]
    gaps: list[str]


class ProgressOut(Schema):
    """`counts` per channel and state of a delivery; `p95_s` seconds until 95 % of those handed over were."""

    total: int
    counts: dict[str, dict[str, int]]
    failures: dict[str, int]
    first_handed_over: datetime | None
    p95_s: float | None


class KindOut(Schema):
    code: str
    names: dict[str, str]
    needs_incident: bool
    needs_ground: bool


class NetworkOut(Schema):
    id: UUID
    name: str
    kind: str


def shown(alert: Alert) -> AlertOut:
    """An alert as it is answered."""
    return AlertOut(
        texts={language: TextOut(**said) for language, said in alert.texts.items()},
        follows=alert.follows_id,
        **{name: getattr(alert, name) for name in AlertOut.model_fields if name not in ("texts", "follows")},
    )


def finding(language: str, found: Finding, warned: Warned | None) -> FindingOut:
    return FindingOut(
        language=language, code=found.code, refuses=found.refuses, sentence=str(found.sentence),
        key=warned.key if warned else "", reason=warned.reason if warned else "",
    )  # fmt: skip


def shown_audience(alert: Alert, measured: Measure, findings: list[FindingOut], gaps: list[str]) -> AudienceOut:
    """The measure of an alert as it is answered; how many are asleep counts from now."""
    size = measured.size
    return AudienceOut(
        digest=alert.digest, households=size.households, by_channel=dict(size.by_channel), asleep=size.asleep,
        opted_out=size.opted_out, by_be_alert=size.handed_households, cost_cents=measured.cost_cents,
        findings=findings, gaps=gaps,
    )  # fmt: skip
