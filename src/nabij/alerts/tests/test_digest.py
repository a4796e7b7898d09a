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

BOX = Polygon(
    [(650000, 700000), (650400, 700000), (650400, 700300), (650000, 700300)],
    [[(650100, 700100), (650200, 700100), (650150, 700200)]],
)
FIRST, SECOND = UUID(int=1), UUID(int=2)
BASE = Content(
    version=3,
    kind="urgent",
    texts={"nl": Text("Inbraak", "Bel 101."), "en": Text("Burglary", "Call 101.")},
    channels=("sms", "email"),
    networks=(FIRST, SECOND),
    area=BOX,
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
    {"networks": (FIRST,)},
    {"networks": (FIRST, SECOND, uuid4())},
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


@given(st.permutations(["sms", "email", "voice", "push"]), st.permutations([FIRST, SECOND]))
def test_order_does_not_matter(channels: list[str], networks: list[UUID]) -> None:
    one = digest(replace(BASE, channels=tuple(channels), networks=tuple(networks)))
    assert one == digest(replace(BASE, channels=tuple(sorted(channels)), networks=(FIRST, SECOND)))


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
