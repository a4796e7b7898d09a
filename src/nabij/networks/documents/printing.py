"""A document as PDF/A: the same content gives the same octets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from nabij.letters import pdf
from nabij.networks.documents import schemas, sealing, texts
from nabij.networks.documents.models import Signatory
from nabij.people import vault

HERE: Final = Path(__file__).resolve().parent
DOCUMENT, LETTER = HERE / "document.typ", HERE / "letter.typ"
DIGEST_SHOWN: Final = 16
OWN_WORDS: Final = ("nl", "fr")
"""Languages of which words.toml has everything; the others are for house rules, which have no tables."""


@dataclass(frozen=True)
class Signed:
    """A signature as it is printed."""

    role: str
    name: str
    deputy: bool
    how: str
    proof: str
    signed_on: date


def printed(
    content: Mapping[str, Any], *, wanted: Sequence[str] = (), signed: Sequence[Signed] = (), draft: bool = False,
    language: str = "", public: bool = False,
) -> bytes:  # fmt: skip
    """The PDF of a content. `wanted` are who signs, `signed` who did; `public` leaves out what is personal, and signatures."""
    language = language or content["language"]
    words = texts.words(language)
    values = {
        "language": language,
        "title": texts.title(content["kind"], language, _names(content)),
        "dated": [int(one) for one in content["dated"].split("-")],
        "under": f"{content['names']['zone']}, {words['version']} {content['version']}, {_day(content['dated'])}",
        "foot": _foot(content, words),
        "notice": words["draft"] if draft else words.get("public", "") if public else "",
        "article": words["article"],
        "articles": _articles(content, language, public),
    }
    if wanted and not public:
        values["signing"] = _signing(content, words, wanted, signed, draft)
    return pdf(DOCUMENT, values)


def shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same text for a page, so that it can be read on a telephone."""
    language = content["language"]
    return {
        "title": texts.title(content["kind"], language, _names(content)),
        "article": texts.words(language)["article"],
        "language": language,
        "articles": _articles(content, language, public=False),
    }


def _foot(content: Mapping[str, Any], words: Mapping[str, str]) -> str:
    digest = spaced(sealing.digest_of(content))
    return f"{content['names']['network']}, {words['version']} {content['version']}, {words['digest']} {digest}"


def spaced(digest: str) -> str:
    """The first digits of a digest in fours, as people compare them."""
    return " ".join(digest[at : at + 4] for at in range(0, DIGEST_SHOWN, 4))


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day}/{day.month}/{day.year}"


def _names(content: Mapping[str, Any]) -> dict[str, str]:
    """The words that sentences are filled in with: names of the house and answers as text."""
    fields = {field.name: field for field in schemas.fields_of(content["kind"])}
    said = {
        name: _day(value) if fields[name].sort == "date" else str(value)
        for name, value in content["answers"].items()
        if value is not None and name in fields
    }
    return texts.defaults(content["kind"], content["language"], content["names"]) | dict(content["names"]) | said


def _articles(content: Mapping[str, Any], language: str, public: bool) -> list[dict[str, Any]]:
    found = []
    for article in texts.articles(content["kind"], language, _names(content)):
        if public and article.table in ("partners", "budget"):
            continue
        rules = content["rules"][language] if article.rules else []
        table = TABLES[article.table](content, texts.words(language)) if article.table else None
        found.append({"title": article.title, "sentences": article.sentences, "rules": rules, "table": table})
    return [{"number": number, **article} for number, article in enumerate(found, 1)]


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *ends: int
) -> dict[str, Any]:  # fmt: skip
    """`widths` are shares of what is left by columns of width 0, which are as wide as their words."""
    labelled = [list(zip(columns, row, strict=True)) for row in rows]
    return {"columns": columns, "rows": rows, "ends": ends, "widths": widths, "labelled": labelled}


def reach(answers: Mapping[str, Any], who: str) -> str:
    """How a partner is reached, as people write it."""
    email, phone = answers.get(f"{who}_email"), answers.get(f"{who}_phone")
    return ", ".join(one for one in (email, vault.readable("voice", phone) if phone else "") if one)


def partner_rows(answers: Mapping[str, Any], words: Mapping[str, str]) -> list[list[str]]:
    """Role, name and contact of each partner; deputies after whom they stand in for."""
    rows = []
    for role in Signatory.values:
        rows.append([words[role], answers.get(f"{role}_name") or "", reach(answers, role)])
        if deputy := answers.get(f"{role}_deputy"):
            rows.append([f"{words[role]}, {words['deputy']}", deputy, ""])
    return rows


def _partners(content: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    columns = [words["role"], words["name"], words["contact"]]
    return _table(columns, partner_rows(content["answers"], words), (1.1, 0.8, 1.4))


def _plan(content: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    columns = [words[name] for name in ("fact", "priority", "channels", "hours", "night")]
    rows = [
        [
            line["fact"] or words["other_facts"], words[line["priority"]],
            ", ".join(words[channel] for channel in line["channels"]),
            f"{line['from']} - {line['until']}" if line["from"] else words["any_hour"],
            words["wakes" if line["night"] else "sleeps"],
        ]
        for line in content["plan"]
    ]  # fmt: skip
    return _table(columns, rows, (1, 0, 0, 0, 0))


def _budget(content: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    names = texts.budget_lines(content["language"])
    lines = [schemas.Cost(**line) for line in content["budget"]]
    rows = [
        [names[one.code], number(one.count), f"€ {plain(one.price)}", words[one.payer], f"€ {euros(one.cents)}"]
        for one in lines
    ]
    totals = [(f"{words['total']}, {words[payer]}", payer) for payer in ("city", "zone", "members")]
    for label, payer in [*totals, (words["total"], "")]:
        rows += [[label, "", "", "", f"€ {euros(schemas.total_cents(lines, payer))}"]]
    columns = [words[name] for name in ("cost", "count", "price", "payer", "amount")]
    return _table(columns, rows, (1, 0, 0, 0, 0), 1, 2, 4)


TABLES: Final = {"partners": _partners, "plan": _plan, "budget": _budget}


def euros(cents: int) -> str:
    """Whole cents as an amount: 1 234,50."""
    return f"{number(cents // 100)},{cents % 100:02}"


def plain(price: str) -> str:
    """A price with two decimals, or as many as it has."""
    text = format(Decimal(price).normalize(), "f")
    whole, _dot, part = text.partition(".")
    return f"{number(int(whole))},{part.ljust(2, '0')}"


def number(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def _signing(
    content: Mapping[str, Any], words: Mapping[str, str], wanted: Sequence[str], signed: Sequence[Signed], draft: bool
) -> dict[str, Any]:
    done = {one.role for one in signed}
    rows = [[_role(one, words), one.name, _day(one.signed_on.isoformat()), _how(one, words)] for one in signed]
    waits = [] if draft else [role for role in wanted if role not in done]
    return {
        "title": words["signatures"],
        "bound": words["bound"].format(digest=sealing.digest_of(content)),
        "columns": [words[name] for name in ("role", "name", "signed_on", "how")],
        "rows": rows,
        "boxes": [{"role": words[role], "name": content["answers"].get(f"{role}_name") or ""} for role in waits],
        "on_paper": words["on_paper"],
        "here": words["signs_here"],
    }


def _role(one: Signed, words: Mapping[str, str]) -> str:
    return f"{words[one.role]}, {words['deputy']}" if one.deputy else words[one.role]


def _how(one: Signed, words: Mapping[str, str]) -> str:
    return words["paper"] if one.how == "paper" else words["electronic"].format(proof=words[f"proof_{one.proof}"])
