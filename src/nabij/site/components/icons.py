from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).resolve().parent.parent / "data" / "icons"
register = template.Library()


@cache
def shapes(name: str) -> SafeString:
    """The drawing of one icon of the Lucide set (ISC licence, data/icons/LICENSE) without its outer element.

    Raises TemplateSyntaxError for a name that is not in the set.
    """
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise template.TemplateSyntaxError(f"there is no icon {name!r} in {ICONS}")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    if inner is None:
        raise template.TemplateSyntaxError(f"{path} holds no drawing")
    return mark_safe(re.sub(r"\s+", " ", inner.group(1)).strip())


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An inline drawing; decoration beside a word unless `label` gives its own. `size`: "" or "large"."""
    return _drawn(name, size, format_html('role="img" aria-label="{}"', label)) if label else _decoration(name, size)


@cache
def _decoration(name: str, size: str) -> SafeString:
    return _drawn(name, size, SafeString('aria-hidden="true"'))


def _drawn(name: str, size: str, meaning: SafeString) -> SafeString:
    """With a size of its own, so that a page whose style sheet did not arrive can still be read."""
    return format_html(
        '<svg class="nb-icon{}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        f" nb-icon--{size}" if size else "",
        meaning,
        shapes(name),
    )
