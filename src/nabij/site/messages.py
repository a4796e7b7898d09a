"""The catalogues of texts: each room keeps its own, with English message ids; Dutch, French and German complete.

`python -m nabij.site.messages [ROOM ...]` collects, compiles and lists what still wants a translation.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from enmerkar.extract import extract_django  # type: ignore[import-untyped]

ROOMS = Path(__file__).resolve().parent.parent
COMPLETE = ("nl", "fr", "de")
METHODS = [
    ("tests/**", "ignore"),
    ("**/tests/**", "ignore"),
    ("**.py", "python"),
    ("**.html", "nabij.site.messages:template_texts"),
]
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = DEFAULT_KEYWORDS | LAZY
# No line numbers or dates of today: a catalogue changes only when a text does.
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
BARE_PERCENT = re.compile(r"%(?!\(\w+\)s)")


def rooms() -> list[str]:
    """The names of all rooms, by alphabet."""
    return sorted(path.parent.name for path in ROOMS.glob("*/__init__.py"))


def template_texts(file: BinaryIO, keywords: Any, tags: Any, options: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Texts of one template, a bare percent sign doubled as Django's lookup expects it."""
    for line, function, found, comments in extract_django(file, keywords, tags, options):
        doubled = [BARE_PERCENT.sub("%%", text) for text in ([found] if isinstance(found, str) else found)]
        yield line, function, doubled[0] if isinstance(found, str) else tuple(doubled), comments


def texts_of(room: str) -> Catalog:
    """Every text that the sources of a room mark for translation."""
    catalog = Catalog(project="nabij", creation_date=WRITTEN, charset="utf-8")
    found = extract_from_dir(str(ROOMS / room), method_map=METHODS, keywords=KEYWORDS, strip_comment_tags=True)
    for name, _line, text, _comments, context in found:
        catalog.add(text, locations=[(f"{room}/{name}", 0)], context=context)
    return catalog


def path_of(room: str, language: str, suffix: str = "po") -> Path:
    """Where a catalogue of a room stands."""
    return ROOMS / room / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"


def read(room: str, language: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is none yet."""
    path = path_of(room, language)
    if not path.is_file():
        return Catalog(locale=language, project="nabij", creation_date=WRITTEN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def extract(only: Iterable[str] = (), languages: Iterable[str] = COMPLETE) -> None:
    """Brings the catalogues of all rooms (or `only` some) up to date: new texts come in empty, unused ones go."""
    for room in list(only) or rooms():
        texts = texts_of(room)
        for language in languages:
            if len(texts) or path_of(room, language).is_file():
                _write(room, language, texts)


def _write(room: str, language: str, texts: Catalog) -> None:
    catalog = read(room, language)
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = WRITTEN
    catalog.header_comment = f"# Texts of the room {room} in {language}, collected by `nabij messages`."
    catalog.fuzzy, catalog.last_translator, catalog.language_team = False, "Nabij", language
    catalog.version, catalog.msgid_bugs_address = "1", "nabij"
    path = path_of(room, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=120, no_location=True, sort_output=True)


def compile_all() -> list[Path]:
    """Makes the compiled catalogue beside each catalogue that is newer; returns those made."""
    made = []
    for source in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        language = source.parent.parent.name
        part = target.with_suffix(f".{os.getpid()}.part")
        with source.open("rb") as file, part.open("wb") as out:
            write_mo(out, read_po(file, locale=language))
        part.replace(target)
        made.append(target)
    return made


def problems(room: str, language: str = "nl") -> list[str]:
    """What is wrong with a catalogue, one line each: texts missing, unused, or with other places to fill in."""
    used = {_key(message): message for message in texts_of(room) if message.id}
    kept = {_key(message): message for message in read(room, language) if message.id}
    missing = [f"not translated: {key!r}" for key in used if key not in kept or not _is_whole(kept[key])]
    unused = [f"no longer used: {key!r}" for key in kept if key not in used]
    other = [f"other places to fill in: {key!r}" for key, message in kept.items() if not _fills_the_same(message)]
    return missing + unused + other


def conflicts(language: str = "nl") -> list[str]:
    """Texts that two rooms translate differently: Django knows one translation for all, so they want a context."""
    known: dict[tuple[object, object], tuple[str, object]] = {}
    found = []
    for room in rooms():
        for message in read(room, language):
            first = known.setdefault(_key(message), (room, message.string))
            if message.id and first[1] != message.string:
                found.append(f"{_key(message)!r}: {first[0]} says {first[1]!r}, {room} says {message.string!r}")
    return found


def _key(message: Message) -> tuple[object, object]:
    return message.context, message.id


def _strings(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _is_whole(message: Message) -> bool:
    return not message.fuzzy and all(_strings(message.string))


def _fills_the_same(message: Message) -> bool:
    """Each translation fills in the places of the text; a singular may leave out its number."""
    wanted = set(PLACEHOLDER.findall(_strings(message.id)[-1]))
    given = [set(PLACEHOLDER.findall(text)) for text in _strings(message.string) if text]
    return all(places <= wanted for places in given) and (not given or given[-1] == wanted)


if __name__ == "__main__":
    chosen = sys.argv[1:] or rooms()
    extract(chosen)
    compile_all()
    for name in chosen:
        for language in COMPLETE:
            for line in problems(name, language):
                print(f"{name}, {language}: {line}")
