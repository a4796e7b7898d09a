"""Named fields in a text: "Inbraak {straat}, {tijd}." Values in, texts in every language out. Pure.

A field as JSON: {"name", "type", "label", "choices": [{language: words}]}; `choices` for a choice only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.alerts.digest import Text
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

Type = Literal["text", "street", "neighbourhood", "time", "choice", "what"]
TYPES: Final[tuple[Type, ...]] = get_args(Type)
OF_INCIDENT: Final[frozenset[Type]] = frozenset({"street", "neighbourhood", "time", "what"})
"""What an incident fills in by itself."""
ALWAYS_KNOWN: Final = "zone"
"""The name of the sender; no field asks it."""

Value = str | datetime | Mapping[str, str]
"""What was typed; a moment; or words per language."""

_NAME = re.compile(r"\{([a-z][a-z0-9_]{0,29})\}")
_BRACES = re.compile(r"\{([^{}]*)\}")
_GUESSES: Final[Mapping[str, Type]] = {
    "straat": "street", "street": "street", "rue": "street", "strasse": "street",
    "wijk": "neighbourhood", "buurt": "neighbourhood", "neighbourhood": "neighbourhood", "quartier": "neighbourhood",
    "viertel": "neighbourhood",
    "tijd": "time", "uur": "time", "time": "time", "heure": "time", "zeit": "time", "wanneer": "time",
    "wat": "what", "what": "what", "fait": "what",
}  # fmt: skip
_NEAR: Final = {"nl": "in de omgeving van {}", "fr": "près de {}", "en": "near {}", "de": "in der Nähe von {}"}
_TODAY: Final = {"nl": "vandaag om {}", "fr": "aujourd'hui à {}", "en": "today at {}", "de": "heute um {} Uhr"}
_THEN: Final = {"nl": "op {} om {}", "fr": "le {} à {}", "en": "on {} at {}", "de": "am {} um {} Uhr"}
_DAYS: Final = {"nl": "j F", "fr": "j F", "en": "j F", "de": "j. F"}


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    label: str = ""
    choices: tuple[Mapping[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "label": self.label,
            "choices": [dict(one) for one in self.choices],
        }

    @property
    def words(self) -> str:
        return self.label or labels()[self.type]


def field_of(said: Mapping[str, Any]) -> Field:
    return Field(said["name"], said["type"], said.get("label", ""), tuple(said.get("choices", ())))


def labels() -> dict[Type, str]:
    """What a field is called where its template gives it no label."""
    return {
        "text": _("Words"),
        "street": _("Street, without number"),
        "neighbourhood": _("Neighbourhood"),
        "time": _("When"),
        "choice": _("Choice"),
        "what": _("What happened"),
    }


def names_in(texts: Mapping[str, Text]) -> list[str]:
    """The fields that stand in the texts, each once, in the order in which they are read."""
    said = " ".join(f"{text.subject} {text.body}" for text in texts.values())
    return [name for name in dict.fromkeys(_NAME.findall(said)) if name != ALWAYS_KNOWN]


def fields_for(texts: Mapping[str, Text], known: Iterable[Field] = ()) -> list[Field]:
    """A field for each name in the texts: as it was described, else guessed by its name."""
    described = {one.name: one for one in known}
    return [described.get(name) or Field(name, _GUESSES.get(name, "text")) for name in names_in(texts)]


def check_fields(texts: Mapping[str, Text], fields: Sequence[Field]) -> None:
    """Raises Refused for a brace that is no name, for a name that not every language has, and for a choice without choices."""
    everywhere = set(names_in(texts))
    for language, text in texts.items():
        said = f"{text.subject} {text.body}"
        bad = next((one for one in _BRACES.findall(said) if not _NAME.fullmatch(f"{{{one}}}")), None)
        if bad is not None:
            sentence = _("A field is a word in small letters between braces, like {straat}: “%(said)s” is none.")
            raise Refused(sentence % {"said": bad})
        if missing := sorted(everywhere - set(_NAME.findall(said))):
            raise Refused(
                _("The text in “%(language)s” lacks the field {%(name)s} that another language has.")
                % {"language": language, "name": missing[0]}
            )
    for field in fields:
        if field.type == "choice" and len(field.choices) < 2:
            raise Refused(_("Give at least two choices for {%(name)s}.") % {"name": field.name})
        if any(language not in one for one in field.choices for language in texts):
            raise Refused(_("Give each choice of {%(name)s} in every language of the text.") % {"name": field.name})


def values_of(fields: Iterable[Field], typed: Mapping[str, str]) -> dict[str, Value]:
    """What somebody typed, as values; a field left empty is not there. Raises Refused for what is no moment or choice."""
    return {
        field.name: _value(field, typed[field.name].strip()) for field in fields if typed.get(field.name, "").strip()
    }


def _value(field: Field, said: str) -> Value:
    if field.type == "time":
        try:
            moment = datetime.fromisoformat(said)
        except ValueError:
            raise Refused(_("Choose a day and an hour.")) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)
    if field.type == "choice":
        if not said.isdigit() or int(said) >= len(field.choices):
            raise Refused(_("Choose one of the choices of {%(name)s}.") % {"name": field.name})
        return field.choices[int(said)]
    return said


def filled(
    texts: Mapping[str, Text], fields: Sequence[Field], values: Mapping[str, Value], *, zone: str, now: datetime,
    gaps: bool = True,
) -> dict[str, Text]:  # fmt: skip
    """The texts with the values put in, in every language. A field without a value stays as it stands; with `gaps` false what an
    incident does not know leaves no gap.
    """
    unknown = {} if gaps else {field.name: "" for field in fields if field.type in OF_INCIDENT}
    done = {}
    for language, text in texts.items():
        said = {field.name: _said(field, values[field.name], language, now) for field in fields if field.name in values}
        known = unknown | {ALWAYS_KNOWN: zone} | said
        done[language] = Text(put_in(text.subject, known), put_in(text.body, known))
    return done


def _said(field: Field, value: Value, language: str, now: datetime) -> str:
    if isinstance(value, datetime):
        return moment_in(value, language, now)
    words = (
        value if isinstance(value, str) else value.get(language) or value.get("nl") or next(iter(value.values()), "")
    )
    return _NEAR.get(language, "{}").format(words) if field.type == "street" and words else words


def moment_in(when: datetime, language: str, now: datetime) -> str:
    """ "vandaag om 14:05", "le 22 novembre à 14:05": a moment as a message says it, in Brussels time."""
    local, today = when.astimezone(BRUSSELS), now.astimezone(BRUSSELS).date()
    known = language if language in _TODAY else "nl"
    clock = local.strftime("%H:%M")
    if local.date() == today:
        return _TODAY[known].format(clock)
    with override(known):
        return _THEN[known].format(date_format(local, _DAYS[known]), clock)


def put_in(text: str, values: Mapping[str, str]) -> str:
    """The text with these names replaced, once and all at the same time; an empty one takes its space and brackets along."""
    said = _NAME.sub(lambda match: values.get(match.group(1), match.group()), text)
    return re.sub(r"\s+([,.])", r"\1", said.replace(" ()", "").replace("()", "")).replace("  ", " ").strip()
