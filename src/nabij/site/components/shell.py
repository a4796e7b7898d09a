from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nabij.site import easy
from nabij.tenants.languages import spoken

register = template.Library()
PUBLIC = [
    ("/melden/", pgettext_lazy("menu", "Report"), "message-square-plus"),
    ("/volgen/", pgettext_lazy("menu", "Follow"), "search"),
    ("/wijkagent/", _("Your officer"), "user"),
    ("/mijn/", _("My page"), "house"),
]
THEMES = {"light", "dark"}


def is_served(url: str) -> bool:
    """Whether a room answers at this address."""
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


@register.simple_tag(takes_context=True)
def public_nav(context: template.Context) -> list[tuple[str, object, str, bool]]:
    """Address, label, icon, current: the doors of the rooms that exist."""
    here = _path(context)
    return [(url, label, icon, here.startswith(url)) for url, label, icon in PUBLIC if is_served(url)]


@register.simple_tag(takes_context=True)
def chosen_theme(context: template.Context) -> str:
    """`light` or `dark` where this person chose one, else nothing: the device decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("nabij_theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def reads_easily(context: template.Context) -> bool:
    """Whether the visitor switched easy reading on."""
    request = context.get("request")
    return request is not None and easy.is_on(request)


@register.inclusion_tag("site/components/easy_reading.html", takes_context=True)
def easy_reading(context: template.Context) -> dict[str, Any]:
    """The switch on a core page and, where it is on, what the page is for in plain words."""
    request = context.get("request")
    if request is None:
        return {"page": None}
    shown = {"page": easy.beside(request.path), "on": easy.is_on(request), "back": request.get_full_path()}
    return shown | {"csrf_token": context.get("csrf_token")}


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """The languages one can switch to: code, own name, whether it is in use."""
    now = spoken()
    own = {"nl": "Nederlands", "en": "English", "fr": "Français", "de": "Deutsch"}
    return [
        {"code": code, "name": own.get(code, str(name)), "current": code == now} for code, name in settings.LANGUAGES
    ]


def _path(context: template.Context) -> str:
    request = context.get("request")
    return request.path if request else ""
