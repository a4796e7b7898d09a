"""One message to one person outside any alert: a code, or a trial message (`settings.NABIJ_MESSENGER`)."""

from nabij.channels.drivers import Message
from nabij.channels.handing import hand_over
from nabij.tenants.keys import new_id


def send_single(*, kind: str, to: str, subject: str, text: str, language: str) -> bool:
    """Sends now; whether a provider took it. `kind` is the channel; `to` is normalised.

    No receipt is asked: nobody waits for it, since who got the message acts on it. A doubt counts as taken: a second
    code would make the first one worthless.
    """
    message = Message(key=new_id(), to=to, subject=subject, text=text, language=language, wants_receipt=False)
    (answer,) = hand_over(kind, [message])
    return answer.state in ("handed_over", "in_doubt")
