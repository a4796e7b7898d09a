"""One table of cases: what an error of a provider means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.errors import SENTENCES, SMPP, SMTP, Policy, Reason, failure, smpp_code, smtp_code

CASES = [
    ("smpp.58", Policy.RETRY, Reason.BUSY),
    ("smpp.14", Policy.RETRY, Reason.BUSY),
    ("smpp.0e", Policy.RETRY, Reason.ROUTE),
    ("smpp.0b", Policy.STOP_CONTACT, Reason.NO_SUCH_CONTACT),
    ("smpp.01", Policy.GIVE_UP, Reason.MESSAGE),
    ("smpp.66", Policy.GIVE_UP, Reason.BLOCKED),
    ("smpp.401", Policy.RETRY, Reason.UNKNOWN),
    ("smtp.451", Policy.RETRY, Reason.BUSY),
    ("smtp.499", Policy.RETRY, Reason.BUSY),
    ("smtp.535.5.7.8", Policy.RETRY, Reason.ROUTE),
    ("smtp.550", Policy.STOP_CONTACT, Reason.NO_SUCH_CONTACT),
    ("smtp.550.5.1.1", Policy.STOP_CONTACT, Reason.NO_SUCH_CONTACT),
    ("smtp.550.5.7.1", Policy.GIVE_UP, Reason.BLOCKED),
    ("smtp.552.5.2.2", Policy.GIVE_UP, Reason.FULL),
    ("smtp.552.5.3.4", Policy.GIVE_UP, Reason.MESSAGE),
    ("smtp.599", Policy.GIVE_UP, Reason.UNKNOWN),
    ("receipt.expired", Policy.GIVE_UP, Reason.UNREACHABLE),
    ("receipt.undeliv.12", Policy.GIVE_UP, Reason.UNREACHABLE),
    ("receipt.rejectd", Policy.GIVE_UP, Reason.BLOCKED),
    ("route.lost", Policy.RETRY, Reason.BUSY),
    ("message.malformed", Policy.GIVE_UP, Reason.MESSAGE),
    ("", Policy.RETRY, Reason.UNKNOWN),
]


@pytest.mark.parametrize(("code", "policy", "reason"), CASES)
def test_policy_of_a_code(code: str, policy: Policy, reason: Reason) -> None:
    seen = failure(code)
    assert (seen.policy, seen.reason) == (policy, reason)
    assert seen.state == ("failed_now" if policy is Policy.RETRY else "failed_for_good")
    assert seen.sentence.endswith(".")


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


@given(st.integers(min_value=0, max_value=0xFFFFFFFF))
def test_every_status_has_a_policy_and_only_known_ones_are_final(status: int) -> None:
    seen = failure(smpp_code(status))
    assert seen.policy is Policy.RETRY or status in SMPP


@pytest.mark.parametrize(
    ("reply", "text", "code"),
    [
        (550, "5.1.1 no such user", "smtp.550.5.1.1"),
        (451, "try later", "smtp.451"),
        (550, "see 5.1.1 in the manual", "smtp.550"),
    ],
)
def test_code_of_a_reply(reply: int, text: str, code: str) -> None:
    assert smtp_code(reply, text) == code


@given(st.integers(min_value=400, max_value=599), st.text(max_size=40))
def test_a_temporary_reply_is_never_final(reply: int, text: str) -> None:
    seen = failure(smtp_code(reply, text))
    if reply < 500:
        assert seen.policy is Policy.RETRY
    else:
        assert seen.policy is not Policy.RETRY or SMTP[str(reply)][1] is Reason.ROUTE


@given(st.text(max_size=60))
def test_no_code_breaks_the_table(code: str) -> None:
    assert failure(code).code == code
