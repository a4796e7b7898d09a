"""The site as an application on a telephone: manifest, icons, and what the service worker may keep."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from nabij.site import app
from nabij.site.components import assets

pytestmark = pytest.mark.django_db


def facts(client: Client) -> dict[str, Any]:
    script = client.get("/sw.js").content.decode()
    found: dict[str, Any] = json.loads(re.match(r"const NABIJ = (\{.*\});\n", script)[1])  # type: ignore[index]
    return found


@pytest.mark.parametrize(("language", "shortcut"), [("nl", "Iets melden"), ("en", "Report something")])
def test_the_manifest_speaks_the_language_and_opens_the_form(client: Client, language: str, shortcut: str) -> None:
    answer = client.get(f"/app-{language}.webmanifest")
    shown = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (shown["start_url"], shown["display"], shown["lang"]) == ("/melden/", "standalone", language)
    assert shown["shortcuts"][0]["name"] == shortcut
    for icon in shown["icons"]:
        drawn = Image.open(io.BytesIO(client.get(icon["src"]).content))
        assert f"{drawn.width}x{drawn.height}" == icon["sizes"] and drawn.format == "PNG"
    for page in ("/melden/", "/"):
        assert (
            f'href="/app-{language}.webmanifest"'
            in client.get(page, headers={"Accept-Language": language}).content.decode()
        )


@pytest.mark.parametrize("address", ["/app-xx.webmanifest", "/icoon-193-any.png", "/icoon-192-odd.png"])
def test_what_there_is_not(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_maskable_icon_fills_its_square_and_another_has_round_corners() -> None:
    corners = [
        Image.open(io.BytesIO(app.drawn(192, shape, "#0a5260"))).getpixel((0, 0)) for shape in ("maskable", "any")
    ]
    assert corners[0] == (0x0A, 0x52, 0x60, 255) and corners[1][3] == 0  # type: ignore[index]


def test_only_files_of_the_build_and_the_mark_are_kept_and_a_new_build_is_a_new_version(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "manifest", lambda: BUILT)
    before = facts(client)
    assert before["files"] == ["/static/site/mark.svg", *(f"/static/site/build/assets/{name}" for name in KEPT)]
    monkeypatch.setattr(assets, "manifest", lambda: json.loads(json.dumps(BUILT).replace("main-1", "main-2")))
    assert facts(client)["version"] != before["version"]


BUILT = {
    "src/main.ts": {
        "file": "assets/main-1.js", "css": ["assets/main-1.css"], "assets": ["assets/font.woff2"],
        "dynamicImports": ["src/maps/placePicker.ts", "src/offline/page.ts"],
    },
    "src/offline/page.ts": {"file": "assets/page-1.js", "imports": ["src/main.ts", "_store.js"]},
    "_store.js": {"file": "assets/store-1.js"},
    "src/maps/placePicker.ts": {"file": "assets/placePicker-1.js", "imports": ["src/main.ts"]},
}  # fmt: skip
KEPT = ["main-1.js", "main-1.css", "font.woff2", "page-1.js", "store-1.js"]
