"""The contract between an alert and whatever carries its messages out of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable
from uuid import UUID

Channel = Literal["sms", "email", "voice", "push", "webhook"]
AnswerState = Literal["handed_over", "failed_now", "failed_for_good", "in_doubt"]
ReceiptState = Literal["on_its_way", "delivered", "not_delivered"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message for one person. `key` is the delivery id and makes sending idempotent where a provider allows it.

    `wants_receipt` is for messages whose answer somebody keeps as a submission; other receipts would find nothing.
    """

    key: UUID
    to: str = field(repr=False)
    text: str
    subject: str = ""
    language: str = "nl"
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    wants_receipt: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said about one message.

    `error` is a code of `nabij.channels.errors`, empty when handed over. `provider` names who answered; empty means the
    driver's own name. `in_doubt`: it may have left, and nobody knows.
    """

    key: UUID
    state: AnswerState
    provider_message_id: str = ""
    error: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider told later about one message; its id in the normalised form of that provider.

    `about` is the telephone or address itself, if the provider tells: the only way to settle a message in doubt.
    """

    provider_message_id: str
    state: ReceiptState
    error: str = ""
    about: str = field(default="", repr=False)


class RouteDown(Exception):
    """The route is away and nothing of the window was sent; the same window may go again, here or elsewhere."""


class Driver(Protocol):
    """One route of one channel."""

    @property
    def channel(self) -> str: ...

    @property
    def name(self) -> str:
        """The provider, as it stands in submissions and receipts."""

    @property
    def window(self) -> int:
        """Messages per barrier."""

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """Sends one window and waits for all its answers, in the order of the messages.

        Never raises for a single message. Raises RouteDown when nothing was sent.
        """

    def close(self) -> None:
        """Leaves the provider politely. The driver cannot be used afterwards."""


@runtime_checkable
class Probed(Protocol):
    """A driver that can test its link without sending anybody anything."""

    def probe(self) -> None:
        """Asks the provider whether it is there. Raises RouteDown with a sentence when it is not well."""
