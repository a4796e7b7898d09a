"""Which municipality lies in which police zone, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from nabij.places.parsing.files import BadRow, Parsed, columns, read_table

COLUMNS = {
    "municipality_code": ("nis", "niscode", "municipality_code"),
    "zone_code": ("ipz", "zone_code"),
}


@dataclass(frozen=True, slots=True)
class ZoneOfMunicipality:
    municipality_code: str
    zone_code: str
    where: str = ""


def parse_zones_of_municipalities(path: Path) -> Parsed[ZoneOfMunicipality]:
    """Reads a table with a NIS code and a zone code per row. Raises BadFile."""
    headers, table = read_table(path)
    at = columns(headers, COLUMNS, path.name)
    parsed: Parsed[ZoneOfMunicipality] = Parsed()
    seen: dict[str, str] = {}
    for line, values in table:
        where = _("line %(number)s") % {"number": line}
        if len(values) != len(headers):
            text = _("%(found)s columns instead of %(wanted)s.") % {"found": len(values), "wanted": len(headers)}
            parsed.bad.append(BadRow(where, text))
            continue
        municipality, zone = (values[at[name]].strip() for name in COLUMNS)
        if not municipality or not zone:
            parsed.bad.append(BadRow(where, _("a code is empty.")))
        elif seen.setdefault(municipality, zone) != zone:
            text = _("municipality %(code)s was in zone %(zone)s before.")
            parsed.bad.append(BadRow(where, text % {"code": municipality, "zone": seen[municipality]}))
        else:
            parsed.rows.append(ZoneOfMunicipality(municipality, zone, where))
    return parsed
