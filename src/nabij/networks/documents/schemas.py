"""What each document asks, by parts: pure data, and the check of what was answered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from nabij.people import vault
from nabij.tenants.errors import Refused

Sort = Literal["line", "text", "email", "phone", "date", "count", "euros", "payer"]
Words = str | Promise
MOST: Final = {"line": 160, "text": 4_000, "email": 254, "phone": 40}
LARGEST_COUNT: Final = 1_000_000
LARGEST_EUROS: Final = Decimal("100000")
PAYERS: Final = (
    ("city", pgettext_lazy("who pays", "the city")),
    ("zone", pgettext_lazy("who pays", "the police zone")),
)
"""Who pays a line of a budget plan; members never do: taking part is free (besafe.be, "partenariat local de prévention")."""
BUDGET_LINES: Final[tuple[tuple[str, Words], ...]] = (
    ("signs", gettext_lazy("Signs at the access roads")),
    ("letters", gettext_lazy("Letters to the neighbourhood")),
    ("hall", gettext_lazy("Hall for meetings")),
    ("messages", gettext_lazy("Messages sent")),
    ("premium", gettext_lazy("Start premium")),
    ("other", gettext_lazy("Other costs")),
)


@dataclass(frozen=True)
class Field:
    """One question. `needed` answers must be there before a document is frozen, `personal` ones are never public. `missed` is
    what to call it in a list of what is missing, where the label alone does not say whose it is.
    """

    name: str
    label: Words
    sort: Sort = "line"
    needed: bool = False
    personal: bool = False
    hint: Words = ""
    missed: Words = ""

    @property
    def missing_words(self) -> str:
        return str(self.missed or self.label)


@dataclass(frozen=True)
class Part:
    """A page of questions: what it is called, and why it is asked."""

    code: str
    title: Words
    why: Words
    fields: tuple[Field, ...]


def _partner(who: str, title: Words, reach: Words) -> tuple[Field, ...]:
    """A partner of a charter: name, and a way to reach them; `reach` names both ways and whose they are."""
    return (
        Field(f"{who}_name", title, needed=True, personal=True),
        Field(f"{who}_email", gettext_lazy("E-mail address"), "email", personal=True, missed=reach),
        Field(f"{who}_phone", gettext_lazy("Telephone number"), "phone", personal=True),
    )


def _budget_line(code: str) -> tuple[Field, ...]:
    return (
        Field(f"{code}_count", gettext_lazy("How many in a year"), "count"),
        Field(f"{code}_price", gettext_lazy("Price for each, in euro"), "euros"),
        Field(f"{code}_payer", gettext_lazy("Who pays"), "payer"),
    )


CHARTER: Final = (
    Part(
        "partners",
        gettext_lazy("The partners"),
        gettext_lazy(
            "The federal service sends a charter back without contact data of all partners. Give for each an e-mail"
            " address or a telephone number."
        ),
        (
            *_partner(
                "mayor", gettext_lazy("Name of the mayor"), gettext_lazy("Mayor: e-mail address or telephone number")
            ),
            *_partner(
                "chief",
                gettext_lazy("Name of the chief of police"),
                gettext_lazy("Chief of police: e-mail address or telephone number"),
            ),
            *_partner(
                "officer",
                gettext_lazy("Name of the mandated officer"),
                gettext_lazy("Mandated officer: e-mail address or telephone number"),
            ),
            Field("officer_deputy", gettext_lazy("Deputy of the mandated officer"), personal=True),
            *_partner(
                "coordinator",
                gettext_lazy("Name of the coordinator"),
                gettext_lazy("Coordinator: e-mail address or telephone number"),
            ),
            Field("coordinator_deputy", gettext_lazy("Deputy of the coordinator"), personal=True),
        ),
    ),
    Part(
        "area",
        gettext_lazy("The area"),
        gettext_lazy("A network covers a delimited area. The streets come from the map; say it so that a neighbour understands."),
        (
            Field("area_words", gettext_lazy("Which streets or neighbourhood"), "text", needed=True),
            Field("homes", gettext_lazy("Number of addresses in the area"), "count"),
        ),
    ),
    Part(
        "aims",
        gettext_lazy("What you want to reach"),
        gettext_lazy("What the partners agree to work on together. Keep what fits, change what does not."),
        (
            Field("aims", gettext_lazy("Aims of this network"), "text", needed=True),
            Field("watch_for", gettext_lazy("What members watch for"), "text", needed=True),
        ),
    ),
    Part(
        "agreements",
        gettext_lazy("How you work together"),
        gettext_lazy(
            "How often you meet and look back. The communication plan and the budget plan are taken over by themselves."
        ),
        (
            Field("meetings", gettext_lazy("Meetings in a year"), "count", needed=True),
            Field("evaluation_months", gettext_lazy("Months between two evaluations"), "count", needed=True),
            Field("starts_on", gettext_lazy("First day of the network"), "date"),
            Field("extra", gettext_lazy("Other agreements"), "text"),
        ),
    ),
)  # fmt: skip
HOUSE_RULES: Final = (
    Part(
        "own",
        gettext_lazy("What only holds here"),
        gettext_lazy(
            "The rules that every member accepts, and the headings that house rules must have, are there already. Add only"
            " what this network agreed on top of them."
        ),
        (
            Field("extra", gettext_lazy("Agreements of this network"), "text"),
            Field("steering", gettext_lazy("How coordinator and steering group work"), "text"),
        ),
    ),
    Part(
        "contact",
        gettext_lazy("Where members turn to"),
        gettext_lazy("These house rules are public: give a service, not somebody's own number."),
        (
            Field("questions", gettext_lazy("Where questions go"), "text", needed=True),
            Field("privacy", gettext_lazy("Where questions about data go"), "text", needed=True),
        ),
    ),
)
COMMUNICATION_PLAN: Final = (
    Part(
        "messages",
        gettext_lazy("How messages go"),
        gettext_lazy(
            "What type of fact goes over which channel at which hours stands in the communication plan of the network,"
            " which the composer of alerts obeys. It is taken over as it is now."
        ),
        (
            Field("urgent", gettext_lazy("When a message is urgent"), "text", needed=True),
            Field("calm", gettext_lazy("What can wait"), "text", needed=True),
            Field("feedback", gettext_lazy("How members hear how it ended"), "text", needed=True),
            Field("reporting", gettext_lazy("How members report"), "text", needed=True),
        ),
    ),
)
BUDGET: Final = (
    Part(
        "costs",
        gettext_lazy("What it costs in a year"),
        gettext_lazy("Members pay nothing. A line without a number or price is left out."),
        tuple(field for code, _label in BUDGET_LINES for field in _budget_line(code)),
    ),
    Part(
        "about",
        gettext_lazy("About these costs"),
        gettext_lazy("For who decides about the money."),
        (
            Field("year", gettext_lazy("For which year"), "count", needed=True),
            Field("remarks", gettext_lazy("Remarks"), "text"),
        ),
    ),
)
PARTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "charter": CHARTER,
    "house_rules": HOUSE_RULES,
    "communication_plan": COMMUNICATION_PLAN,
    "budget": BUDGET,
}


def fields_of(kind: str) -> Iterator[Field]:
    """Every question of a kind of document."""
    for part in PARTS[kind]:
        yield from part.fields


def part_of(kind: str, code: str) -> Part:
    """The part with this code, else the first."""
    return next((part for part in PARTS[kind] if part.code == code), PARTS[kind][0])


def read(field: Field, typed: Any) -> Any:
    """An answer as it is kept: text in NFC, a number, a date or price as text; None for nothing. Raises Refused."""
    text = "" if typed is None else unicodedata.normalize("NFC", str(typed)).replace("\r\n", "\n").strip()
    if not text:
        return None
    if field.sort in MOST and len(text) > MOST[field.sort]:
        raise Refused(_("Write at most %(most)s characters.") % {"most": MOST[field.sort]})
    if field.sort in ("email", "phone"):
        return vault.normalise("email" if field.sort == "email" else "voice", text)
    return READERS[field.sort](text) if field.sort in READERS else text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST_COUNT:
        raise Refused(_("Give a whole number, 0 or more."))
    return int(text)


def _euros(text: str) -> str:
    """A price with at most four decimals: a message may cost 5.5 cents."""
    try:
        price = Decimal(text.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or not 0 <= price <= LARGEST_EUROS or price != round(price, 4):
        raise Refused(_("Give a price in euro, such as 12.50 or 0.055."))
    return format(price.quantize(Decimal("0.0001")), "f")


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(_("Give a date.")) from None


def _payer(text: str) -> str:
    if text not in dict(PAYERS):
        raise Refused(_("Choose who pays."))
    return text


READERS: Final = {"count": _count, "euros": _euros, "date": _date, "payer": _payer}


def missing(kind: str, answers: Mapping[str, Any]) -> list[Field]:
    """The questions that must be answered before this document can be frozen."""
    open_ones = [field for field in fields_of(kind) if field.needed and answers.get(field.name) is None]
    if kind == "charter":
        open_ones += [
            field
            for field in fields_of(kind)
            if field.sort == "email" and not (answers.get(field.name) or answers.get(_phone_beside(field)))
        ]
    return open_ones


def _phone_beside(field: Field) -> str:
    return field.name.removesuffix("_email") + "_phone"


@dataclass(frozen=True)
class Cost:
    """A line of a budget: whole cents, rounded once."""

    code: str
    count: int
    price: str
    payer: str
    cents: int


def costs(answers: Mapping[str, Any]) -> list[Cost]:
    """The lines of a budget that cost something, each rounded to whole cents (half up)."""
    found = []
    for code, _label in BUDGET_LINES:
        count, price = answers.get(f"{code}_count"), answers.get(f"{code}_price")
        if count and price and Decimal(price):
            cents = int((count * Decimal(price) * 100).quantize(Decimal(1), ROUND_HALF_UP))
            found.append(Cost(code, count, price, answers.get(f"{code}_payer") or "city", cents))
    return found


def total_cents(lines: list[Cost], payer: str = "") -> int:
    """What these lines cost in a year, or what one payer of them pays."""
    return sum(line.cents for line in lines if payer in ("", line.payer))
