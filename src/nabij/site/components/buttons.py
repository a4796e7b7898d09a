from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nabij.site.components.attributes import html_attributes
from nabij.site.components.icons import icon as draw

register = template.Library()
KINDS = {
    "primary": "ams-button--primary",
    "secondary": "ams-button--secondary",
    "quiet": "ams-button--tertiary",
    "act": "ams-button--primary ams-button--act",
    "danger": "ams-button--primary ams-button--danger",
}

ONWARD = {"arrow-right", "chevron-right", "external-link"}


@register.simple_tag
def button(label: str, kind: str = "primary", icon: str = "", small: bool = False, **attributes: object) -> SafeString:
    """A `<button>`; submits unless `type="button"`. Other arguments become attributes: `hx_post=url` is `hx-post`."""
    rest = html_attributes({"type": "submit"} | attributes)
    return format_html('<button class="{}"{}>{}</button>', classes(kind, small=small), rest, _content(label, icon))


@register.simple_tag
def link_button(
    label: str, url: str, kind: str = "secondary", icon: str = "", small: bool = False, **attributes: object
) -> SafeString:
    """A link that looks like a button, for going somewhere; also `tel:101`."""
    rest = html_attributes({"href": url} | attributes)
    return format_html('<a class="{}"{}>{}</a>', classes(kind, small=small), rest, _content(label, icon))


def classes(kind: str, *, small: bool) -> str:
    """The style classes of one kind of button; raises TemplateSyntaxError for an unknown kind."""
    if kind not in KINDS:
        raise template.TemplateSyntaxError(f"a button is one of {', '.join(KINDS)}; not {kind!r}")
    return f"ams-button {KINDS[kind]}{' ams-button--small' if small else ''}"


def _content(label: str, icon: str) -> SafeString:
    """Drawing, then words; an arrow that points on stands behind them."""
    if not icon:
        return format_html("{}", label)
    return format_html("{}{}", label, draw(icon)) if icon in ONWARD else format_html("{}{}", draw(icon), label)
