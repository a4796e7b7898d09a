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
    ("one_number", "taken", "kinds", "may"),
    [
        (True, False, ["sms"], True),
        (True, False, ["sms", "email"], True),
        (True, False, ["sms", "voice"], False),
        (True, True, ["sms"], False),
        (False, True, ["sms", "voice"], True),
        (False, False, [], False),
    ],
)
def test_one_number_per_household(one_number: bool, taken: bool, kinds: list[str], may: bool) -> None:
    if may:
        rules.check_one_household(one_number=one_number, household_taken=taken, kinds=kinds)
    else:
        with pytest.raises(Refused):
            rules.check_one_household(one_number=one_number, household_taken=taken, kinds=kinds)


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
