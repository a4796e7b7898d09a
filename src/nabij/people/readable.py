"""What we keep about somebody as they can read it, on a screen and on paper, beside the same for machines (GDPR, art. 15, 20)."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nabij.letters.press import pdf
from nabij.tenants.languages import spoken
from nabij.tenants.working_days import BRUSSELS

DATA: Final = Path(__file__).resolve().parent / "data"
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")

Part = tuple[str, list[list[tuple[str, str]]]]


def archive(kept: Mapping[str, Any]) -> bytes:
    """A zip with `gegevens.html` and `gegevens.pdf` to read and print, and `gegevens.json` for machines."""
    found = parts(kept)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("gegevens.html", render_to_string("people/readable.html", {"parts": found, "lead": _lead()}))
        packed.writestr("gegevens.pdf", _on_paper(found))
        packed.writestr("gegevens.json", json.dumps(kept, indent=1, ensure_ascii=False, default=str))
    return made.getvalue()


def parts(kept: Mapping[str, Any]) -> list[Part]:
    """Each part with a title, as records of names and values in the language of the reader."""
    return [(_word("parts", name), _records(part)) for name, part in kept.items()]


def _on_paper(found: list[Part]) -> bytes:
    shown = [{"title": title, "records": [record for record in records if record]} for title, records in found]
    values = {"title": _("What we keep about you"), "lead": _lead(), "nothing": _("Nothing"), "parts": shown}
    return pdf(DATA / "dossier.typ", values)


def _lead() -> str:
    return _(
        "This is all that we keep about you at this moment. The record of who looked at it is kept apart: ask us for it."
    )


def _records(part: Any) -> list[list[tuple[str, str]]]:
    rows = part if isinstance(part, list) else [part]
    return [_record(row) for row in rows if row not in (None, {}, [])]


def _record(row: Any) -> list[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return [("", _plain(row))]
    hidden = _words()["hidden"]
    return [(_word("fields", name), _plain(value) or "-") for name, value in row.items() if name not in hidden]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {plain}" for name, plain in _record(value))
    if isinstance(value, list):
        return "; ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and MOMENT.match(value):
        return _moment(value)
    return "" if value is None else _word("values", str(value), as_is=True)


def _moment(written: str) -> str:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return written
    return f"{found.astimezone(BRUSSELS) if found.tzinfo else found:%d/%m/%Y %H:%M}"


def _word(sort: str, name: str, *, as_is: bool = False) -> str:
    """What we call it in the language of the reader; what has no name is shown as it is called within."""
    found = _words()[sort].get(name)
    if found is None:
        return name if as_is else name.replace("_", " ")
    return str(found.get(spoken(), found["nl"]))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((DATA / "dossier.toml").read_text(encoding="utf-8"))
