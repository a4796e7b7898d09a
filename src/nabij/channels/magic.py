"""Recipients that behave in a known way at the simulated provider (data/magic_recipients.toml). Pure."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from nabij.channels.drivers import AnswerState, ReceiptState


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the simulated provider answers and which receipt follows; `receipt` is None when none does."""

    answer: AnswerState = "handed_over"
    error: str = ""
    receipt: ReceiptState | None = "delivered"
    receipt_error: str = ""


@dataclass(frozen=True, slots=True)
class MagicRecipient:
    """One row of the table. `mailbox` is the part before the at sign."""

    number: str
    mailbox: str
    meaning: str
    behaviour: Behaviour


@lru_cache(maxsize=1)
def magic_recipients() -> tuple[MagicRecipient, ...]:
    """The table."""
    table = tomllib.loads(files("nabij.channels").joinpath("data/magic_recipients.toml").read_text("utf-8"))
    return tuple(_row(row) for row in table["recipient"])


def behaviour_of(recipient: str) -> Behaviour:
    """How the simulated provider treats `recipient`: by the table, and for everybody else it delivers."""
    mailbox, at_sign, _domain = recipient.partition("@")
    digits = "+" + "".join(character for character in recipient if character.isdigit())
    for row in magic_recipients():
        if mailbox == row.mailbox if at_sign else digits == row.number:
            return row.behaviour
    return Behaviour()


def _row(row: dict[str, str]) -> MagicRecipient:
    behaviour = Behaviour(
        answer=row["answer"],  # type: ignore[arg-type]
        error=row.get("error", ""),
        receipt=row.get("receipt"),  # type: ignore[arg-type]
        receipt_error=row.get("receipt_error", ""),
    )
    return MagicRecipient(row["number"], row["mailbox"], row["meaning"], behaviour)
