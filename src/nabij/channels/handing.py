"""A few messages over the routes of a channel, for who sends one at a time. The fan-out of alerts has its own way."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.channels.errors import ROUTE_DOWN
from nabij.channels.routes import driver_for

_log = structlog.get_logger("nabij.channels")


def hand_over(channel: str, messages: Sequence[Message]) -> list[Answer]:
    """What is said of each message. Never raises: where no route is up, all may go again later, with `errors.ROUTE_DOWN`."""
    try:
        answers = driver_for(channel).send(messages) if messages else []
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("message_route_down", channel=channel, reason=str(trouble))
        return [Answer(message.key, "failed_now", error=ROUTE_DOWN) for message in messages]
    for answer in answers:
        if answer.error:
            _log.warning("message_refused", channel=channel, provider=answer.provider, error=answer.error)
    return answers
