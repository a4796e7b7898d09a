"""Mails that come back, written as mail servers write them."""

from __future__ import annotations

from textwrap import dedent

ORIGINAL = """\
From: Nabij <nabij@zandekerke.example>
To: an@example.be
Subject: Let op
Message-ID: <{message_id}>
List-Unsubscribe: <https://nabij.example/uitschrijven/{token}/>
List-Unsubscribe-Post: List-Unsubscribe=One-Click

Er is ingebroken.
"""


def bounce(
    to: str, *, action: str = "failed", status: str = "5.1.1", diagnosis: str = "smtp; 550 5.1.1 no such mailbox",
    report_type: str = "; report-type=delivery-status",
) -> bytes:  # fmt: skip
    """As Postfix writes it (RFC 3464)."""
    head = f"""\
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.be (Mail Delivery System)
        To: {to}
        Auto-Submitted: auto-replied
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report{report_type}; boundary="SEP"

        This is a MIME-encapsulated message.

        --SEP
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.

        --SEP
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.be
        X-Postfix-Queue-ID: 4F1C
        Arrival-Date: Sun, 22 Nov 2026 02:00:00 +0100 (CET)

        Final-Recipient: rfc822; an@example.be
        Action: {action}
        Status: {status}
        Diagnostic-Code: {diagnosis}

        --SEP
        Content-Type: text/rfc822-headers

        From: Nabij <nabij@zandekerke.example>
        Subject: Let op

        --SEP--
        """
    return dedent(head).encode()


def complaint(token: str, *, feedback: str = "abuse") -> bytes:
    """As a large mailbox provider writes it (RFC 5965)."""
    head = f"""\
        From: <feedback@mailbox.example>
        To: <abuse@zandekerke.example>
        Subject: FW: Let op
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report;
         boundary="SEP"

        --SEP
        Content-Type: text/plain; charset="US-ASCII"

        This is an email abuse report.

        --SEP
        Content-Type: message/feedback-report

        Feedback-Type: {feedback}
        User-Agent: SomeGenerator/1.0
        Version: 1

        --SEP
        Content-Type: message/rfc822
        Content-Disposition: inline

        """
    return dedent(head).encode() + ORIGINAL.format(message_id="x@y", token=token).encode() + b"\n--SEP--\n"


AWAY = dedent(
    """\
    From: An <an@example.be>
    To: bounce@zandekerke.example
    Subject: Ik ben met vakantie
    Auto-Submitted: auto-replied (vacation)

    Tot volgende week.
    """
).encode()
WRITTEN = b"From: An <an@example.be>\nTo: bounce@zandekerke.example\nSubject: Re: Let op\n\nIk heb iets gezien.\n"
