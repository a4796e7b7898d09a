"""Any change of what people receive changes the digest; the same thing drawn or written otherwise does not."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from nabij.alerts.digest import Content, Text, digest
from nabij.alerts.rules.whom import Named, Near, Parts, parts, whom

BOX = Polygon(
    [(650000, 700000), (650400, 700000), (650400, 700300), (650000, 700300)],
    [[(650100, 700100), (650200, 700100), (650150, 700200)]],
)
FIRST, SECOND = UUID(int=1), UUID(int=2)
CIRCLE = {"type": "Circle", "coordinates": [4.7, 50.88], "radius_m": 300}
HOLE = Polygon([(650000, 700000), (650050, 700000), (650050, 700050)])
AUDIENCE = whom(
    networks=[FIRST, SECOND], areas=[Named("neighbourhood", "A01")], shapes=[CIRCLE],
    near=[Near(650000, 700000, 250, "Kerk")], roles=["school", "merchants"], exclude=parts(networks=[UUID(int=3)]),
)  # fmt: skip
BASE = Content(
    version=3,
    kind="urgent",
    texts={"nl": Text("Inbraak", "Bel 101."), "en": Text("Burglary", "Call 101.")},
    channels=("sms", "email"),
    audience=AUDIENCE,
    area=BOX,
    excluded=HOLE,
    routes={str(FIRST): "own", "area": "own"},
    window_from=datetime(2026, 11, 21, 20, 0, tzinfo=UTC),
    window_until=datetime(2026, 11, 22, 0, 0, tzinfo=UTC),
)

CHANGES: list[dict[str, Any]] = [
    {"version": 4},
    {"kind": "non_urgent"},
    {"texts": {"nl": Text("Inbraak", "Bel 112."), "en": Text("Burglary", "Call 101.")}},
    {"texts": {"nl": Text("Diefstal", "Bel 101."), "en": Text("Burglary", "Call 101.")}},
    {"texts": {"nl": Text("Inbraak", "Bel 101.")}},
    {"texts": {"nl": Text("Inbraak", "Bel 101."), "fr": Text("Burglary", "Call 101.")}},
    {"channels": ("sms",)},
    {"channels": ("sms", "email", "voice")},
    {"audience": whom(networks=[FIRST])},
    {"audience": whom(networks=[FIRST, SECOND, uuid4()])},
    {"audience": replace(AUDIENCE, include=replace(AUDIENCE.include, areas=()))},
    {"audience": replace(AUDIENCE, include=replace(AUDIENCE.include, near=(Near(650000, 700000, 250.001, "Kerk"),)))},
    {"audience": replace(AUDIENCE, include=replace(AUDIENCE.include, near=(Near(650000, 700000, 250, "Markt"),)))},
    {"audience": replace(AUDIENCE, include=replace(AUDIENCE.include, shapes=(CIRCLE | {"radius_m": 300.001},)))},
    {"audience": replace(AUDIENCE, include=replace(AUDIENCE.include, roles=("school",)))},
    {"audience": replace(AUDIENCE, exclude=Parts())},
    {"excluded": None},
    {"message_type": "update"},
    {"follows": FIRST},
    {"area": None},
    {"area": BOX.buffer(0.01, join_style="mitre")},
    {"area": Polygon(BOX.exterior)},
    {"routes": {str(FIRST): "be_alert", "area": "own"}},
    {"routes": {}},
    {"feedback_on": FIRST},
    {"window_from": None},
    {"window_from": datetime(2026, 11, 21, 20, 0, 1, tzinfo=UTC)},
    {"window_until": datetime(2026, 11, 22, 0, 1, tzinfo=UTC)},
    {"training": True},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
def test_any_change_changes_the_digest(change: dict[str, Any]) -> None:
    assert digest(replace(BASE, **change)) != digest(BASE)


def test_every_field_is_bound() -> None:
    assert {name for change in CHANGES for name in change} == set(Content.__dataclass_fields__)


@given(st.text(), st.text(), st.text())
def test_texts_differ_when_their_form_differs(subject: str, body: str, other: str) -> None:
    def written(text: str) -> str:
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))

    one = digest(replace(BASE, texts={"nl": Text(subject, body)}))
    two = digest(replace(BASE, texts={"nl": Text(subject, other)}))
    assert (one == two) is (written(body) == written(other))


ROUND = [CIRCLE, CIRCLE | {"radius_m": 10}, CIRCLE | {"coordinates": [4.71, 50.9]}]
PLACES = [Near(1, 2, 3), Near(1, 2, 3, "Kerk"), Near(4, 2, 3)]


@given(
    st.permutations(["sms", "email", "voice", "push"]), st.permutations([FIRST, SECOND, FIRST]), st.permutations(ROUND),
    st.permutations(PLACES), st.permutations(["school", "merchants"]),
)  # fmt: skip
def test_order_does_not_matter(
    channels: list[str], networks: list[UUID], shapes: list[Any], near: list[Near], roles: list[str]
) -> None:
    said = {"networks": networks, "shapes": shapes, "near": near, "roles": roles}
    kept = {"networks": [FIRST, SECOND], "shapes": ROUND, "near": PLACES, "roles": ["school", "merchants"]}
    one = replace(BASE, channels=tuple(channels), audience=whom(**said, exclude=parts(**said)))
    two = replace(BASE, channels=tuple(sorted(channels)), audience=whom(**kept, exclude=parts(**kept)))
    assert digest(one) == digest(two)


def test_the_same_moment_elsewhere_is_the_same() -> None:
    elsewhere = BASE.window_from.astimezone(timezone(timedelta(hours=5)))  # type: ignore[union-attr]
    assert digest(replace(BASE, window_from=elsewhere)) == digest(BASE)


corner = st.tuples(st.integers(500_000, 800_000), st.integers(500_000, 800_000))


@given(st.lists(corner, min_size=3, max_size=12, unique=True), st.integers(0, 11), st.booleans(), st.integers(0, 11))
def test_an_equal_area_drawn_otherwise_has_the_same_digest(
    corners: list[tuple[int, int]], start: int, backwards: bool, again: int
) -> None:
    area = Polygon(corners)
    assume(area.is_valid and area.area > 1)
    turned = corners[start % len(corners) :] + corners[: start % len(corners)]
    turned.insert(again % len(turned), turned[again % len(turned)])
    other = Polygon(turned[::-1] if backwards else turned)
    assert digest(replace(BASE, area=other)) == digest(replace(BASE, area=area))
    far = Polygon([(1, 1), (3, 1), (2, 4)])
    assert digest(replace(BASE, area=MultiPolygon([far, area]))) == digest(
        replace(BASE, area=MultiPolygon([other, far]))
    )
