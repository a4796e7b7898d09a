from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from nabij.site import logbook, styleguide, views

ROOMS = ("places", "people", "channels", "reports", "networks", "alerts")

urlpatterns: list[URLPattern | URLResolver] = [
    path("gezondheid/", views.health, name="health"),
    path("live/ticket", views.live_ticket, name="live_ticket"),
    path("logboek/", logbook.show, name="logbook"),
    path("stijl/", styleguide.show, name="styleguide"),
    path("stijl/meldkamer", styleguide.console),
    path("stijl/adressen", styleguide.addresses),
    path("stijl/vormen/<str:layer>", styleguide.shapes),
    path("stijl/antwoord/<int:status>", styleguide.answer),
    path("taal/", include("django.conf.urls.i18n")),
    *(path("", include(f"nabij.{room}.urls")) for room in ROOMS if find_spec(f"nabij.{room}.urls")),
]
