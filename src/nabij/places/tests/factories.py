"""Small geography for tests: squares on a grid, addresses in them, and files that hold them."""

import gzip
import json
from pathlib import Path

WEST, SOUTH, STEP = 4.70, 50.87, 0.02


def square(column=0, row=0, hole=False):
    """GeoJSON of a square of the grid, on request with a hole in its middle."""
    left, bottom = WEST + column * STEP, SOUTH + row * STEP
    outer = ring(left, bottom, left + STEP, bottom + STEP)
    inner = ring(left + 0.4 * STEP, bottom + 0.4 * STEP, left + 0.6 * STEP, bottom + 0.6 * STEP)
    return {"type": "Polygon", "coordinates": [outer, inner] if hole else [outer]}


def ring(left, bottom, right, top):
    return [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]


def feature(code, column=0, row=0, *, name="Wijk", hole=False, nis="99001", **properties):
    known = {"wijk": code, "naam": f"{name} {code}", "nis": nis, "ipz": "ipz99"}
    return {"type": "Feature", "properties": known | properties, "geometry": square(column, row, hole)}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def write_json(path: Path, content) -> Path:
    text = json.dumps(content).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


ADDRESS_HEADER = "postcode,municipality,street,number,lat,lon,wijk"


def address_line(number, column=0.2, row=0.2, street="Kerkstraat", wijk="99001W01"):
    return f"9999,Proefdorp,{street},{number},{SOUTH + row * STEP:.6f},{WEST + column * STEP:.6f},{wijk}"


def write_addresses(path: Path, *lines, header=ADDRESS_HEADER) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path
