"""Mails that come back: which one did not arrive and why, who wants no more, and what a person has to look at."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.errors import Policy, failure
from nabij.channels.inbound.mail import COMPLAINTS, Bounce, Complaint, Nothing, NotUnderstood, read
from nabij.channels.inbound.tests import mails
from nabij.channels.verp import bounce_address

KEY = UUID("01a20117-b83a-7ee7-9968-b8b385e61c5c")
BASE = "bounce@zandekerke.example"
TO = bounce_address(BASE, KEY)
TOKEN = "A-_b" * 20


def test_a_bounce_says_which_mail_did_not_arrive_and_why() -> None:
    assert read(mails.bounce(TO)) == Bounce(KEY, BASE, "not_delivered", "smtp.550.5.1.1")


@pytest.mark.parametrize("recipient", [TO, TO.upper(), f"<{TO}>"])
def test_the_address_of_the_envelope_is_enough(recipient: str) -> None:
    found = read(mails.bounce("undisclosed-recipients:;"), recipient)
    assert isinstance(found, Bounce) and found.key == KEY


@pytest.mark.parametrize(
    ("status", "diagnosis", "code", "policy"),
    [
        ("5.1.1", "smtp; 550 5.1.1 no such mailbox", "smtp.550.5.1.1", Policy.STOP_CONTACT),
        ("5.1.1", "", "smtp.550.5.1.1", Policy.STOP_CONTACT),
        ("5.0.0", "smtp; 550 no", "smtp.550.5.0.0", Policy.STOP_CONTACT),
        ("5.2.2", "smtp; 552 5.2.2 full", "smtp.552.5.2.2", Policy.GIVE_UP),
        ("5.2.2", "X-Unix; 75", "smtp.550.5.2.2", Policy.GIVE_UP),
        ("5.7.1", "smtp; 550 5.7.1 not from you", "smtp.550.5.7.1", Policy.GIVE_UP),
        ("5.1.8", "", "smtp.5.5.1.8", Policy.GIVE_UP),
        ("5.0.0", "", "smtp.5.5.0.0", Policy.GIVE_UP),
        ("", "", "smtp.5", Policy.GIVE_UP),
        ("4.4.7", "smtp; 451 4.4.7 too long in the queue", "receipt.expired", Policy.GIVE_UP),
    ],
)
def test_why_becomes_a_code_that_we_know(status: str, diagnosis: str, code: str, policy: Policy) -> None:
    found = read(mails.bounce(TO, status=status, diagnosis=diagnosis))
    assert isinstance(found, Bounce) and found.error == code
    assert failure(code).policy is policy


@pytest.mark.parametrize(
    ("action", "state"), [("failed", "not_delivered"), ("Delivered", "delivered"), ("relayed", "on_its_way")]
)
def test_servers_also_say_what_went_well(action: str, state: str) -> None:
    found = read(mails.bounce(TO, action=action))
    assert isinstance(found, Bounce) and found.state == state


def test_a_delay_and_the_answer_of_a_machine_are_nothing() -> None:
    assert read(mails.bounce(TO, action="delayed")) == Nothing()
    assert read(mails.AWAY) == Nothing()


def test_a_server_that_leaves_out_what_it_sends_is_understood() -> None:
    assert isinstance(read(mails.bounce(TO, report_type="")), Bounce)


def test_a_report_about_a_mail_that_we_did_not_mark_is_for_a_person() -> None:
    name, _plus, rest = TO.partition("+")
    forged = f"{name}+{'a' * 36}@{rest.partition('@')[2]}"
    for address in ("nabij@zandekerke.example", forged):
        with pytest.raises(NotUnderstood, match="which it is about"):
            read(mails.bounce(address))


def test_a_complaint_names_the_way_out_of_the_mail() -> None:
    for feedback in sorted(COMPLAINTS):
        assert read(mails.complaint(TOKEN, feedback=feedback)) == Complaint(TOKEN)
    for feedback in ("not-spam", "auth-failure", "dkim"):
        assert read(mails.complaint(TOKEN, feedback=feedback)) == Nothing()


def test_what_somebody_wrote_is_for_a_person() -> None:
    with pytest.raises(NotUnderstood, match="answered us"):
        read(mails.WRITTEN)


PIECES = st.sampled_from([
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=SEP\n", b"--SEP\n", b"--SEP--\n", b"\n", b"\r\n",
    b"Content-Type: message/delivery-status\n", b"Content-Type: message/feedback-report\n", b"Action: failed\n",
    b"Status: 5.1.1\n", b"Content-Transfer-Encoding: base64\n", b"Content-Type: message/rfc822\n", b"Feedback-Type: abuse\n",
    b"Content-Type: text/plain; charset*=x'y'%zz\n", b"To: " + TO.encode() + b"\n", b"=?utf-8?q?=ff?=", b"\xff\xfe\x00", b": \n",
    b"report-type*0*=a'b'%ff; report-type*1=", b"Content-Type: multipart/mixed; boundary=\n", b"Content-Type: ;;;=\n",
])  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=40), max_size=40).map(b"".join), st.text(max_size=80))
def test_anything_is_understood_or_for_a_person(octets: bytes, recipient: str) -> None:
    try:
        assert isinstance(read(octets, recipient), Bounce | Complaint | Nothing)
    except NotUnderstood as trouble:
        assert str(trouble)


@given(st.data())
def test_a_report_with_something_broken_in_it_is_understood_or_for_a_person(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([mails.bounce(TO), mails.complaint(TOKEN)]))
    at = data.draw(st.integers(0, len(whole)))
    cut = whole[:at] + data.draw(st.binary(max_size=20)) + whole[at + data.draw(st.integers(0, 60)) :]
    try:
        assert isinstance(read(cut), Bounce | Complaint | Nothing)
    except NotUnderstood as trouble:
        assert str(trouble)
