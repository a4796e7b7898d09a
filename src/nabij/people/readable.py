"""What we keep about somebody, as a page that they can read, beside the same for machines (GDPR, art. 15 and 20)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TITLES: Final = {
    "person": gettext_lazy("You"),
    "contact_points": gettext_lazy("Numbers and addresses"),
    "places": gettext_lazy("Places that you care about"),
    "opt_outs": gettext_lazy("What you do not want to receive"),
    "consents": gettext_lazy("What you agree to"),
    "groups": gettext_lazy("Target groups"),
    "networks": gettext_lazy("Neighbourhood networks"),
    "reports": gettext_lazy("Your reports"),
    "meetings": gettext_lazy("Meetings"),
}


def archive(kept: Mapping[str, Any]) -> bytes:
    """A zip with `gegevens.html` to read and `gegevens.json` for machines."""
    page = render_to_string("people/readable.html", {"parts": parts(kept)})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("gegevens.html", page)
        packed.writestr("gegevens.json", json.dumps(kept, indent=1, ensure_ascii=False, default=str))
    return made.getvalue()


def parts(kept: Mapping[str, Any]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Each part with a title, as records of names and values."""
    return [(str(TITLES.get(name, name.replace("_", " "))), _records(part)) for name, part in kept.items()]


def _records(part: Any) -> list[list[tuple[str, str]]]:
    rows = part if isinstance(part, list) else [part]
    return [_record(row) for row in rows if row not in (None, {}, [])]


def _record(row: Any) -> list[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return [("", _plain(row))]
    return [(str(name).replace("_", " "), _plain(value)) for name, value in row.items()]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{str(name).replace('_', ' ')}: {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
