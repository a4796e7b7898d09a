from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def html_attributes(values: Mapping[str, object]) -> SafeString:
    """`{"hx_get": "/x", "disabled": True}` as ` hx-get="/x" disabled`: a last underscore goes, others become dashes.

    None and False leave an attribute out, True writes it bare.
    """
    return mark_safe("".join(_attribute(name, value) for name, value in values.items()))


def _attribute(name: str, value: object) -> SafeString:
    if value is None or value is False:
        return SafeString("")
    written = name.rstrip("_").replace("_", "-")
    if value is True:
        return format_html(" {}", written)
    return format_html(' {}="{}"', written, value)
