from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.people import rules
from nabij.tenants.errors import Refused

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
people = st.sampled_from([UUID(int=number) for number in range(4)])
states = st.sampled_from(["asked", "granted", "active", "refused", "withdrawn"])
grants = st.builds(
    rules.Grant,
    state=states,
    account_id=people,
    asked_by=people,
    granted_by=people | st.none(),
    is_powerful=st.booleans(),
)


def refused(check: object, *arguments: object) -> bool:
    try:
        check(*arguments)  # type: ignore[operator]
    except Refused:
        return True
    return False


@given(grants, people)
def test_a_second_person_confirms(grant: rules.Grant, confirmer: UUID) -> None:
    allowed = not refused(rules.check_confirm, grant, confirmer)
    assert allowed == (
        grant.state == "granted" and confirmer not in {grant.account_id, grant.asked_by, grant.granted_by}
    )


@given(grants, people)
def test_a_powerful_role_is_never_in_force_by_granting(grant: rules.Grant, granter: UUID) -> None:
    if grant.state != "asked" or granter == grant.account_id:
        assert refused(rules.state_after_granting, grant, granter)
    else:
        assert rules.state_after_granting(grant, granter) == ("granted" if grant.is_powerful else "active")


@given(grants)
def test_every_other_edge(grant: rules.Grant) -> None:
    assert refused(rules.check_refuse, grant) == (grant.state not in {"asked", "granted"})
    assert refused(rules.check_withdraw, grant) == (grant.state != "active")


@given(people, people)
def test_nobody_asks_for_himself(asker: UUID, account: UUID) -> None:
    assert refused(lambda: rules.check_ask(asker=asker, account_id=account)) == (asker == account)


@given(st.booleans(), st.integers(0, 9), st.integers(-900, 900), st.booleans())
def test_a_code_is_right_only_once_in_time_and_within_five_attempts(
    matches: bool, attempts: int, left_s: int, used: bool
) -> None:
    outcome = rules.code_outcome(
        matches=matches, attempts=attempts, expires_at=NOW + timedelta(seconds=left_s), used=used, now=NOW
    )
    usable = not used and left_s > 0 and attempts < 5
    assert outcome == (("right" if matches else "wrong") if usable else "spent")


@given(st.lists(st.integers(0, 200_000), max_size=30))
def test_limits_hold_for_every_period(ages_s: list[int]) -> None:
    moments = [NOW - timedelta(seconds=age) for age in ages_s]
    allowed = sum(age < 900 for age in ages_s) < 3 and sum(age < 86_400 for age in ages_s) < 10
    assert rules.is_within(rules.CODES_PER_VALUE, moments, NOW) == allowed


@given(st.times() | st.none(), st.times() | st.none())
def test_quiet_hours_are_whole(start: time | None, end: time | None) -> None:
    whole = (start is None) == (end is None) and (start is None or start != end)
    assert refused(rules.check_quiet_hours, start, end) == (not whole)


@pytest.mark.parametrize("reason", ["", "  ", "belde van 0470 12 34 56", "an@example.org", "+32/470.12.34.56"])
def test_a_reason_without_contact_values_is_wanted(reason: str) -> None:
    with pytest.raises(Refused):
        rules.check_reason(reason)


@pytest.mark.parametrize("reason", ["Aan het loket, wil afmelden", "Belde om 14:02 over BIN Tuilt", "Dossier 2026-114"])
def test_ordinary_reasons_pass(reason: str) -> None:
    rules.check_reason(reason)


def test_a_voice_reads_digit_by_digit() -> None:
    assert rules.spoken("104732") == "1, 0, 4, 7, 3, 2"


@pytest.mark.parametrize(
    ("name", "username", "said"),
    [
        ("An Peeters", "an", "An Peeters"),
        ("", "an", "an"),
        ("", "resident-01a203c5-a971-77e3-b413-2e56a3386c24", "6c24"),
    ],
)
def test_an_account_without_a_name_shows_no_long_number(name: str, username: str, said: str) -> None:
    assert rules.called(name, username).endswith(said) and "resident-" not in rules.called(name, username)
