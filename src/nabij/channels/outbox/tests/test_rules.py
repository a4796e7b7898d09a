from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.outbox import rules

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@given(st.integers(1, 12), st.integers(0, 72) | st.none())
def test_tries_end_and_never_go_past_what_is_of_use(tries: int, hours: int | None) -> None:
    until = None if hours is None else NOW + timedelta(hours=hours)
    later = rules.next_try(tries, NOW, until)
    assert later is None or later > NOW
    assert later is None or until is None or later < until
    assert tries <= len(rules.WAITS) or later is None
    assert until is not None or tries > len(rules.WAITS) or later == NOW + rules.WAITS[tries - 1]
