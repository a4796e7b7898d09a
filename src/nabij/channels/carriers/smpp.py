"""Short messages over SMPP 3.4."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from nabij.channels import errors
from nabij.channels.drivers import Answer, Message
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.client import Client
from nabij.channels.smpp.desk import Store
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.rules import sms_parts
from nabij.channels.smpp.session import SubmitAnswer

_ACCOUNT_KEYS = frozenset(field.name for field in fields(Account))


@dataclass(frozen=True, slots=True)
class _Cut:
    message: Message
    submissions: list[Submission]


class SmppDriver:
    """One bind that is kept open.

    `options` are those of `Account`, and `source`, the name people see as sender.
    """

    channel = "sms"

    def __init__(self, name: str, options: Mapping[str, Any], store: Store) -> None:
        self.name = name
        self.window: int = options.get("window", 50)
        self._source: str = options["source"]
        account = Account(**{key: value for key, value in options.items() if key in _ACCOUNT_KEYS})
        self._client = Client(account, store)

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier. The parts of a long message share one answer; its receipt is that of the last part."""
        cuts = [_Cut(message, self._cut(message)) for message in window]
        parts = [part for cut in cuts for part in cut.submissions]
        answers = iter(self._client.submit_window(parts))
        return [self._joined(cut, answers) for cut in cuts]

    def probe(self) -> None:
        """Asks over the bind whether the centre is there."""
        self._client.enquire()

    def close(self) -> None:
        self._client.close()

    def _cut(self, message: Message) -> list[Submission]:
        """The parts; sent again they carry the same reference, so that a telephone puts the same message together."""
        try:
            parts = sms_parts(message.text, message.key.int % 256)
        except ValueError:
            return []
        return [
            Submission(
                source=self._source,
                destination=message.to,
                octets=part.octets,
                data_coding=part.data_coding,
                has_header=bool(part.header),
                wants_receipt=message.wants_receipt and number == len(parts),
            )
            for number, part in enumerate(parts, start=1)
        ]

    def _joined(self, cut: _Cut, answers: Iterator[SubmitAnswer]) -> Answer:
        if not cut.submissions:
            return Answer(cut.message.key, "failed_for_good", error="message.malformed", provider=self.name)
        return joined(cut.message, list(islice(answers, len(cut.submissions))), self.name)


def joined(message: Message, parts: Sequence[SubmitAnswer], provider: str) -> Answer:
    """The answer about a message from those about its parts: a refusal that lasts, then doubt, then what can go again."""
    refused = [errors.failure(errors.smpp_code(part.status)) for part in parts if part.state == "refused"]
    lasting = next((failure for failure in refused if failure.state == "failed_for_good"), None)
    if lasting:
        return Answer(message.key, "failed_for_good", error=lasting.code, provider=provider)
    if _any(parts, "in_doubt"):
        return Answer(message.key, "in_doubt", provider=provider)
    if refused:
        return Answer(message.key, "failed_now", error=refused[0].code, provider=provider)
    if _any(parts, "not_sent"):
        return Answer(message.key, "failed_now", error="route.lost", provider=provider)
    return Answer(message.key, "handed_over", parts[-1].message_id, provider=provider)


def _any(parts: Iterable[SubmitAnswer], state: str) -> bool:
    return any(part.state == state for part in parts)
