"""One message to one person outside any alert: a code, or a trial message (`settings.NABIJ_MESSENGER`)."""

import structlog
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.tenants.keys import new_id

_log = structlog.get_logger("nabij.channels")


def send_single(*, kind: str, to: str, subject: str, text: str, language: str) -> bool:
    """Sends now; whether a provider took it. `kind` is the channel; `to` is normalised.

    No receipt is asked: nobody waits for it, since who got the message acts on it. A doubt counts as taken: a second
    code would make the first one worthless.
    """
    message = Message(key=new_id(), to=to, subject=subject, text=text, language=language, wants_receipt=False)
    try:
        (answer,) = driver_for(kind).send([message])
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("single_message_not_sent", channel=kind, reason=str(trouble))
        return False
    if answer.error:
        _log.warning("single_message_refused", channel=kind, provider=answer.provider, error=answer.error)
    return answer.state in ("handed_over", "in_doubt")
