from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from nabij.site.app import theme_colour
from nabij.site.navigation import office


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page knows."""
    return {
        "city_name": settings.CITY_NAME,
        "city_theme": settings.CITY_THEME,
        "city_colour": theme_colour(),
        "demo": settings.DEMO,
        "actor": getattr(request, "actor", None),
        **office(request),
    }
