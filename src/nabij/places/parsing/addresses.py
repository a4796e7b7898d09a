"""Address positions: CRAB and Adressenregister tables, whichever headers they came with."""

from __future__ import annotations

import math
from pathlib import Path

from django.utils.translation import gettext as _
from pyproj import Transformer

from nabij.places import geometry
from nabij.places.parsing.files import BadFile, BadRow, Parsed, columns, read_table
from nabij.places.rows import AddressRow
from nabij.tenants.errors import Refused

TEXT = {
    "street": ("street", "straatnaam", "straatnm", "streetname_nl", "straatnaam_nl"),
    "number": ("number", "huisnummer", "huisnr", "hnrlabel", "house_number"),
    "postcode": ("postcode", "postkan", "pkancode", "postal_code"),
    "municipality": ("municipality", "gemeente", "gemeentenaam", "municipality_name_nl"),
}
DEGREES = {"lon": ("lon", "longitude", "EPSG:4326_lon"), "lat": ("lat", "latitude", "EPSG:4326_lat")}
LAMBERT_72 = {
    "x": ("x", "lambert_x", "EPSG:31370_x", "adres_x", "x_lambert72"),
    "y": ("y", "lambert_y", "EPSG:31370_y", "adres_y", "y_lambert72"),
}
LAMBERT_2008 = {"x": ("EPSG:3812_x", "x_lambert2008"), "y": ("EPSG:3812_y", "y_lambert2008")}
NEIGHBOURHOOD = ("wijk", "wijkcode")
LONGEST = {"street": 120, "number": 20, "postcode": 8, "municipality": 120}


def parse_addresses(path: Path) -> Parsed[AddressRow]:
    """Reads a table of address positions (.csv, .csv.gz); rows that differ in box number only are one address.

    Positions are in degrees, or in metres of Lambert 72 or 2008. Raises BadFile.
    """
    headers, table = read_table(path)
    at = columns(headers, TEXT, path.name)
    wijk = next((number for number, header in enumerate(headers) if header.lower() in NEIGHBOURHOOD), None)
    at |= {} if wijk is None else {"wijk": wijk}
    place = _Place(headers, path.name)
    parsed: Parsed[AddressRow] = Parsed()
    seen: set[tuple[str, str, str, str]] = set()
    for line, values in table:
        try:
            row = _address(values, at, place, len(headers))
        except Refused as error:
            parsed.bad.append(BadRow(_("line %(number)s") % {"number": line}, str(error)))
            continue
        key = (row.postcode, row.municipality, row.street, row.number)
        if key in seen:
            parsed.repeated += 1
            continue
        seen.add(key)
        parsed.rows.append(row)
    return parsed


class _Place:
    """Where a row keeps its position, and how to make degrees of it."""

    def __init__(self, headers: list[str], file: str) -> None:
        present = {header.lower() for header in headers}
        for wanted, system in ((DEGREES, ""), (LAMBERT_2008, "EPSG:3812"), (LAMBERT_72, "EPSG:31370")):
            if all(any(name.lower() in present for name in names) for names in wanted.values()):
                self.at = tuple(columns(headers, wanted, file).values())
                self.to_degrees = Transformer.from_crs(system, "EPSG:4326", always_xy=True) if system else None
                return
        text = _("%(file)s has no position: lon and lat, or x and y in Lambert, are needed. It has: %(headers)s.")
        raise BadFile(text % {"file": file, "headers": ", ".join(headers)})

    def read(self, values: list[str]) -> tuple[float, float]:
        texts = [values[number].strip() for number in self.at]
        try:
            first, second = (float(text.replace(",", ".")) for text in texts)
        except ValueError:
            raise Refused(_("the position %(text)s is not a number.") % {"text": " ".join(texts)}) from None
        lon, lat = self.to_degrees.transform(first, second) if self.to_degrees else (first, second)
        if not (math.isfinite(lon) and math.isfinite(lat) and geometry.in_belgium(lon, lat)):
            raise Refused(_("the position %(text)s lies outside Belgium.") % {"text": " ".join(texts)})
        return lon, lat


def _address(values: list[str], at: dict[str, int], place: _Place, width: int) -> AddressRow:
    if len(values) != width:
        raise Refused(_("%(found)s columns instead of %(wanted)s.") % {"found": len(values), "wanted": width})
    texts = {name: " ".join(values[number].split()) for name, number in at.items()}
    for name, longest in LONGEST.items():
        if not texts[name]:
            raise Refused(_("%(column)s is empty.") % {"column": name})
        if len(texts[name]) > longest or "\0" in texts[name]:
            raise Refused(_("%(column)s cannot be used: %(text)s") % {"column": name, "text": texts[name][:30]})
    lon, lat = place.read(values)
    return AddressRow(
        texts["street"], texts["number"], texts["postcode"], texts["municipality"], lon, lat, texts.get("wijk", "")
    )
