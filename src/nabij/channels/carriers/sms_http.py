"""Short messages through an HTTP gateway, such as Kannel's sendsms."""

from collections.abc import Mapping
from typing import Any, Final

from nabij.channels.carriers.http import HttpDriver
from nabij.channels.drivers import Message
from nabij.channels.smpp.rules import sms_size

CODINGS: Final = {"gsm7": "0", "ucs2": "2"}
"""`coding` as Kannel and many gateways name it: 0 for the default alphabet, 2 for UCS-2."""


class HttpSmsDriver(HttpDriver):
    """One gateway. `{coding}` tells whether the text fits the default alphabet; `{digits}` is the number without plus."""

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        super().__init__("sms", name, options, _words)


def _words(message: Message) -> Mapping[str, str]:
    return {
        "coding": CODINGS[sms_size(message.text).encoding],
        "digits": message.to.removeprefix("+"),
        "receipt": "31" if message.wants_receipt else "0",
    }
