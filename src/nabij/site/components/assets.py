from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BUILD = Path(__file__).resolve().parent.parent / "static" / "site" / "build"
ENTRY = "src/main.ts"
register = template.Library()


@lru_cache(maxsize=2)
def _manifest(changed_ns: int) -> dict[str, Any]:
    """Vite's manifest, read again when its file changed (`changed_ns`: its modification time)."""
    loaded: dict[str, Any] = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def manifest() -> dict[str, Any]:
    """Each file of the build with what it needs, or nothing where the front end has not been built."""
    try:
        return _manifest((BUILD / "manifest.json").stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


def entry() -> dict[str, Any]:
    """The files of the page's bundle, or nothing where the front end has not been built."""
    found: dict[str, Any] = manifest().get(ENTRY, {})
    return found


@register.simple_tag
def frontend_assets() -> SafeString:
    """The links to the style sheets and the script, whose names change with their content."""
    bundle = entry()
    if not bundle:
        return SafeString("")
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((_url(name),) for name in bundle.get("css", []))
    )
    return format_html('{}<script type="module" src="{}"></script>', styles, _url(bundle["file"]))


def _url(name: str) -> str:
    return static(f"site/build/{name}")
