"""The words of a message to who reported: ours of data/answers.toml, or a tenant's own, with what is filled in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from nabij.reports.answers import rules
from nabij.reports.sentences import LANGUAGES, answers_file, day_in, language_of, sentence
from nabij.tenants.errors import Refused

PARTS: Final = ("subject", "short", "text", "spoken")
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    rules.RECEIVED: frozenset({"who", "link"}),
    rules.CHANGE: frozenset({"who", "link", "sentence"}),
    rules.PROMISE: frozenset({"who", "link", "day"}),
    rules.ENDED: frozenset({"who", "link", "sentence"}),
}
NEEDED: Final[Mapping[str, frozenset[str]]] = {
    rules.RECEIVED: frozenset({"link"}),
    rules.CHANGE: frozenset({"link", "sentence"}),
    rules.PROMISE: frozenset({"link", "day"}),
    rules.ENDED: frozenset({"link", "sentence"}),
}
"""What `short` and `text` must hold; `spoken` needs the same without the link, `subject` nothing."""
LONGEST: Final[Mapping[str, int]] = {"subject": 80, "short": 300, "text": 2_000, "spoken": 400}


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it leaves: a subject, and the body for its channel."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Filling:
    """What is filled in. `said` names a sentence of ours, `own` are words of a colleague; `phone` is for who rather calls."""

    who: str
    link: str
    said: str = ""
    own: str = ""
    day: str = ""
    phone: str = ""


def ours(template: str, language: str) -> dict[str, str]:
    """The texts of the product for a message."""
    return dict(answers_file()["message"][language_of(language)][template])


def written(
    template: str, language: str, channel: str, given: Filling, texts: Mapping[str, Any] | None = None
) -> Written:
    """The message as it leaves over `channel`. `texts`: by language what a tenant put in the place of ours, if anything."""
    lang = language_of(language)
    words = ours(template, lang) | dict((texts or {}).get(lang, {}))
    frame = answers_file()["message"][lang]
    values = {
        "who": given.who,
        "link": given.link,
        "sentence": _sentence(given, lang, frame, short=channel == "sms"),
        "day": _day(given.day, lang),
    }
    subject = words["subject"].format_map(values)
    if channel == "voice":
        return Written(subject, words["spoken"].format_map(values))
    if channel != "email":
        return Written(subject, words["short"].format_map(values))
    foot = [frame["reply"]]
    if given.phone:
        foot.append(frame["call"].format_map({"phone": given.phone}))
    foot += [frame["now"], frame["footer"].format_map(values)]
    return Written(subject, "\n\n".join([words["text"].format_map(values), " ".join(foot[:-1]), foot[-1]]))


def check(template: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Raises Refused for words of a tenant that lack what they must say, hold what they may not, or lack a language."""
    for lang in LANGUAGES:
        for part in PARTS:
            text = str(texts.get(lang, {}).get(part, "")).strip()
            problem = _problem(template, part, text)
            if problem:
                said = {"language": lang, "part": _part(part), "problem": problem}
                raise Refused(_("%(language)s, %(part)s: %(problem)s") % said)


def fields_of(text: str) -> set[str]:
    """The fields of a text. Raises ValueError where braces do not match or a field is more than a name."""
    found = set()
    for _before, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(name)
            found.add(name)
    return found


def _problem(template: str, part: str, text: str) -> str:
    if not text:
        return _("this is empty.")
    if len(text) > LONGEST[part]:
        return _("at most %(most)s characters.") % {"most": LONGEST[part]}
    if "http" in text.lower() or "www." in text.lower():
        return _("no other links than {link}: people must be able to trust ours.")
    try:
        fields = fields_of(text)
    except ValueError:
        return _("a brace stands where none belongs.")
    unknown = fields - FIELDS[template] - ({"link"} if part == "spoken" else set())
    if unknown:
        return _("{%(field)s} is no field of this message.") % {"field": min(unknown)}
    needed = set() if part == "subject" else NEEDED[template] - ({"link"} if part == "spoken" else set())
    if needed - fields:
        return _("{%(field)s} is missing.") % {"field": min(needed - fields)}
    return ""


def _part(part: str) -> str:
    return {
        "subject": _("subject"),
        "short": _("text message"),
        "text": _("e-mail"),
        "spoken": _("telephone call"),
    }[part]


def _sentence(given: Filling, lang: str, frame: Mapping[str, str], *, short: bool) -> str:
    if given.own:
        return frame["own"].format_map({"sentence": given.own})
    return sentence(given.said, lang, short=short)


def _day(written_day: str, lang: str) -> str:
    return day_in(date.fromisoformat(written_day), lang) if written_day else ""
