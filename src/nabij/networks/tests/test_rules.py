from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks import rules
from nabij.tenants.errors import Refused


@dataclass
class Line:
    category: str
    priority: str = "urgent"
    channels: list[str] = field(default_factory=lambda: ["sms"])
    from_time: time | None = None
    until_time: time | None = None
    night: bool = False


def test_the_line_of_the_category_goes_before_the_line_for_all() -> None:
    plan = [Line("", priority="non_urgent"), Line("burglary", night=True)]
    assert rules.planned_for(plan, "burglary").night
    assert rules.planned_for(plan, "noise").priority == "non_urgent"
    assert rules.planned_for([], "noise") == rules.DEFAULT_PLAN


plans = st.builds(
    rules.Planned,
    priority=st.sampled_from(["urgent", "non_urgent"]),
    channels=st.lists(st.sampled_from(rules.CHANNELS), min_size=1, unique=True).map(tuple),
    night=st.booleans(),
)


@given(st.lists(plans, min_size=1, max_size=5))
def test_several_networks_get_no_more_than_each_allows(several: list[rules.Planned]) -> None:
    together = rules.joined_plan(several)
    assert (together.priority == "urgent") is all(plan.priority == "urgent" for plan in several)
    assert together.night is all(plan.night for plan in several)
    assert set(together.channels) == {channel for plan in several for channel in plan.channels}


@pytest.mark.parametrize(
    ("limit", "members", "telephones", "kinds", "may"),
    [
        (1, 0, 0, ["sms"], True),
        (1, 0, 0, ["sms", "email"], True),
        (1, 0, 0, ["sms", "voice"], False),
        (1, 1, 1, ["email"], False),
        (2, 1, 1, ["sms"], True),
        (2, 1, 1, ["sms", "voice"], False),
        (2, 1, 2, ["email"], True),
        (2, 2, 1, ["email"], False),
        (0, 9, 9, ["sms", "voice"], True),
        (0, 0, 0, [], False),
    ],
)
def test_numbers_per_household(limit: int, members: int, telephones: int, kinds: list[str], may: bool) -> None:
    if may:
        rules.check_household(limit=limit, members=members, telephones=telephones, kinds=kinds)
    else:
        with pytest.raises(Refused):
            rules.check_household(limit=limit, members=members, telephones=telephones, kinds=kinds)


@pytest.mark.parametrize("hours", [(time(8), None), (None, time(8)), (time(8), time(8))])
def test_half_a_span_of_hours_is_refused(hours: tuple[time | None, time | None]) -> None:
    with pytest.raises(Refused):
        rules.check_hours(*hours)
    rules.check_hours(time(8), time(20))
    rules.check_hours(None, None)


def test_a_channel_that_does_not_exist_is_refused() -> None:
    for channels in ([], ["fax"], ["sms", "fax"]):
        with pytest.raises(Refused):
            rules.check_channels(channels)
