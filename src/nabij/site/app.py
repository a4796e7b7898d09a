"""The site as an application on a telephone: its manifest, its icons, and the service worker."""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from nabij.letters.press import DATA as LETTERS
from nabij.site.components import assets
from nabij.tenants.errors import Missing

SERVICE_WORKER: Final = "worker.js"
SIZES_PX: Final = (192, 512)
PAPER: Final = "#ffffff"
OFFLINE_CHUNKS: Final = "src/offline/"
STEPS: Final = ("where", "more", "who")
"""Steps of the report form that a telephone keeps when they cannot be posted. What it is about is asked anew."""
FINER: Final = 4
SAFE: Final = 0.7
"""A maskable icon may lose all outside a circle of four fifths; the mark stays well within."""


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script at the root, because it may only serve pages below its own address. A new build is a new version of it."""
    try:
        script = (assets.BUILD / SERVICE_WORKER).read_bytes()
    except FileNotFoundError:
        raise Missing from None
    files = kept_files()
    facts = {
        "version": hashlib.sha256(script + json.dumps(files).encode()).hexdigest()[:16],
        "files": files,
        "languages": [code for code, _name in settings.LANGUAGES],
        "form": reverse("reports:offline", args=["LANGUAGE"]),
        "steps": [reverse(f"reports:{name}") for name in STEPS],
        "token": reverse("reports:token"),
        "later": reverse("reports:later"),
    }
    content = f"const NABIJ = {json.dumps(facts)};\n".encode() + script
    answer = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def kept_files() -> list[str]:
    """The addresses of what the form needs without a network: entry, styles, fonts, its own chunks and the mark; no map."""
    manifest, entry = assets.manifest(), assets.entry()
    names = [*([entry["file"]] if entry else []), *entry.get("css", []), *entry.get("assets", [])]
    waiting = [name for name in entry.get("dynamicImports", []) if name.startswith(OFFLINE_CHUNKS)]
    while waiting:
        chunk = manifest[waiting.pop()]
        if chunk["file"] not in names:
            names.append(chunk["file"])
            waiting += [name for name in chunk.get("imports", []) if name != assets.ENTRY]
    return [static("site/mark.svg"), *(static(f"site/build/{name}") for name in names)]


@cache_control(max_age=3600)
@require_safe
def manifest(request: HttpRequest, language: str) -> JsonResponse:
    """By this a telephone keeps the site as an application, in one language. The same for everybody."""
    if language not in dict(settings.LANGUAGES):
        raise Missing
    with translation.override(language):
        report, follow = reverse("reports:what"), reverse("reports:follow")
        shown: dict[str, Any] = {
            "id": report, "name": f"{settings.CITY_NAME} - Nabij", "short_name": settings.CITY_NAME, "lang": language,
            "description": _("Report something to the police or the city, and follow what comes of it."),
            "start_url": report, "scope": "/", "display": "standalone", "background_color": PAPER,
            "theme_color": theme_colour(), "icons": _icons(),
            "shortcuts": [
                {"name": _("Report something"), "url": report, "icons": _icons()[:1]},
                {"name": _("Follow your report"), "url": follow, "icons": _icons()[:1]},
            ],
        }  # fmt: skip
    return JsonResponse(shown, content_type="application/manifest+json")


@cache_control(max_age=86_400)
@require_safe
def icon(request: HttpRequest, size: int, shape: str) -> HttpResponse:
    """The mark as a PNG in the colour of the city: `any` with round corners, or `maskable` filling its square."""
    if size not in SIZES_PX or shape not in ("any", "maskable"):
        raise Missing
    return HttpResponse(drawn(size, shape, theme_colour()), content_type="image/png")


def theme_colour() -> str:
    """The brand colour of the city's theme."""
    brand: dict[str, str] = _colours()
    return brand.get(settings.CITY_THEME, brand["default"])


@cache
def drawn(size: int, shape: str, colour: str) -> bytes:
    """The mark (static/site/mark.svg) of `size` px, drawn larger and made smaller so that its edges are smooth."""
    side = size * FINER
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if shape == "maskable":
        pen.rectangle((0, 0, side, side), fill=colour)
    else:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side / 4, fill=colour)
    scale = SAFE if shape == "maskable" else 1.0
    corners = [(0.306, 0.722), (0.306, 0.306), (0.694, 0.694), (0.694, 0.278)]
    points = [((0.5 + (x - 0.5) * scale) * side, (0.5 + (y - 0.5) * scale) * side) for x, y in corners]
    width = side * scale / 8
    pen.line(points, fill=PAPER, width=round(width), joint="curve")
    for x, y in points:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=PAPER)
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _icons() -> list[dict[str, str]]:
    return [
        {
            "src": reverse("app_icon", args=[size, shape]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": shape,
        }
        for shape in ("any", "maskable")
        for size in SIZES_PX
    ]


@cache
def _colours() -> dict[str, str]:
    colours: dict[str, str] = tomllib.loads((LETTERS / "themes.toml").read_text(encoding="utf-8"))["brand"]
    return colours
