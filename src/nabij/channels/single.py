"""One message at once, outside any alert: sign-in codes and trial messages of the room of people (`settings.NABIJ_MESSENGER`)."""

import structlog
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.tenants.keys import new_id

_log = structlog.get_logger("nabij.channels.single")


def send_single(*, kind: str, to: str, subject: str, text: str, language: str) -> bool:
    """Hands one message to the first route of channel `kind` that is up; whether a provider took it."""
    message = Message(key=new_id(), to=to, subject=subject, text=text, language=language)
    try:
        (answer,) = driver_for(kind).send([message])
    except (RouteDown, ImproperlyConfigured) as error:
        _log.warning("single_message_not_sent", channel=kind, reason=str(error))
        return False
    return answer.state in ("handed_over", "in_doubt")
