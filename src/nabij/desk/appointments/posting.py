"""Sending one message about an appointment to the number or address that was given for it, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.desk.appointments import words
from nabij.desk.appointments.models import Sending
from nabij.people import vault

if TYPE_CHECKING:
    from nabij.desk.appointments.models import AppointmentNotice

STATES: Final = {
    "handed_over": Sending.SENT, "in_doubt": Sending.DOUBT, "failed_now": Sending.WAITING,
    "failed_for_good": Sending.FAILED,
}  # fmt: skip
_log = structlog.get_logger("nabij.desk")


def send(notice: AppointmentNotice) -> tuple[str, str]:
    """Hands the message to a provider; the state of the notice, and the channel."""
    row = notice.appointment
    if not row.contact_value:
        return Sending.NOWHERE, ""
    channel = row.contact_kind
    subject, text = words.message(row, notice.kind, channel)
    message = Message(
        key=notice.id, to=vault.open_value(channel, row.id, bytes(row.contact_value)), subject=subject, text=text,
        language=row.language, wants_receipt=False,
    )  # fmt: skip
    try:
        (answer,) = driver_for(channel).send([message])
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("appointment_notice_route_down", channel=channel, reason=str(trouble))
        return Sending.WAITING, channel
    if answer.error:
        _log.warning("appointment_notice_refused", channel=channel, provider=answer.provider, error=answer.error)
    return STATES[answer.state], channel
