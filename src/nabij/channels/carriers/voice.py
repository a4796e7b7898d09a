"""Telephone calls through an HTTP provider that speaks the text and listens for keys."""

from collections.abc import Mapping
from typing import Any

from nabij.channels.carriers.http import HttpDriver
from nabij.channels.drivers import Message
from nabij.channels.spoken import call_text


class VoiceDriver(HttpDriver):
    """One provider. `{say}` is what the call says: who calls, the text twice, the keys.

    Keys come back through the door of `nabij.channels.callbacks`. A code or trial message, of which nobody awaits a receipt,
    is said as it is: it has no keys.
    """

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        super().__init__("voice", name, options, _words)


def _words(message: Message) -> Mapping[str, str]:
    return {
        "say": call_text(message.text, message.language) if message.wants_receipt else message.text,
        "digits": message.to.removeprefix("+"),
    }
