"""A provider that is a table: what residents of the demo would have received, on the page of telephones."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from nabij.channels.drivers import Answer, Message
from nabij.channels.magic import behaviour_of

RECEIPT_DELAY_S: Final = 1.5
CLOSES_WITHIN_S: Final = 5.0

Keep = Callable[[str, Sequence[Message], float], None]


class SimulatorDriver:
    """Serves any channel. `keep` stores the messages; `write_receipts` brings the receipts that are due."""

    def __init__(
        self, channel: str, name: str, options: Mapping[str, Any], keep: Keep, write_receipts: Callable[[], object]
    ) -> None:
        self.channel = channel
        self.name = name
        self.window: int = options.get("window", 50)
        self._delay_s: float = options.get("receipt_delay_s", RECEIPT_DELAY_S)
        self._keep = keep
        self._write_receipts = write_receipts
        self._timers: list[threading.Timer] = []

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """Keeps what arrives, answers as the table of magic recipients says, and has receipts come a moment later."""
        behaviours = [behaviour_of(message.to) for message in window]
        arrived = [
            message
            for message, behaviour in zip(window, behaviours, strict=True)
            if behaviour.answer in ("handed_over", "in_doubt")
        ]
        if arrived:
            self._keep(self.channel, arrived, self._delay_s)
            self._receipts_later()
        return [
            Answer(
                message.key,
                behaviour.answer,
                provider_message_id(message) if behaviour.answer == "handed_over" else "",
                behaviour.error,
                self.name,
            )
            for message, behaviour in zip(window, behaviours, strict=True)
        ]

    def close(self) -> None:
        """No receipt comes any more, and one that is being written is written to its end."""
        for timer in self._timers:
            timer.cancel()
        for timer in self._timers:
            timer.join(CLOSES_WITHIN_S)

    def _receipts_later(self) -> None:
        self._timers = [timer for timer in self._timers if timer.is_alive()]
        timer = threading.Timer(self._delay_s + 0.05, self._write_receipts)
        timer.daemon = True
        timer.start()
        self._timers.append(timer)


def provider_message_id(message: Message) -> str:
    """The id that the simulated provider gives a message."""
    return f"sim-{message.key.hex}"
