from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nabij.site import app, console, easy, home, logbook, operations, route_views, styleguide, views
from nabij.site.api import api

ROOMS = ("places", "people", "channels", "reports", "meetings", "networks", "alerts", "desk")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("over/privacy/", home.privacy, name="privacy"),
    path("over/toegankelijkheid/", home.accessibility, name="accessibility"),
    path("makkelijk/", easy.show, name="easy"),
    path("makkelijk/lezen", easy.switch, name="easy_switch"),
    path("makkelijk/<slug:slug>/", easy.show, name="easy_page"),
    path("gezondheid/", views.health, name="health"),
    path("sw.js", app.service_worker, name="service_worker"),
    path("app-<str:language>.webmanifest", app.manifest, name="app_manifest"),
    path("icoon-<int:size>-<str:shape>.png", app.icon, name="app_icon"),
    path("live/ticket", views.live_ticket, name="live_ticket"),
    path("logboek/", logbook.show, name="logbook"),
    path("meldkamer/", console.show, name="console"),
    path("meldkamer/rij/", console.queue, name="console_queue"),
    path("meldkamer/incident/<uuid:incident_id>/erbij/", console.beside, name="console_beside"),
    path("meldkamer/netwerken.geojson", console.network_shapes, name="console_networks"),
    path("meldkamer/waarschuwingen.geojson", console.alert_shapes, name="console_alerts"),
    path("techniek/", operations.show, name="operations"),
    path("techniek/nu", operations.now, name="operations_now"),
    path("techniek/routes/", route_views.show, name="operations_routes"),
    path("techniek/routes/nu", route_views.now, name="operations_routes_now"),
    path("techniek/routes/wijzig", route_views.operate, name="operations_route"),
    path("techniek/in-twijfel/<uuid:alert_id>", operations.settle, name="operations_settle"),
    path("metrics", operations.metrics, name="metrics"),
    path("stijl/", styleguide.show, name="styleguide"),
    path("stijl/meldkamer", styleguide.console),
    path("stijl/adressen", styleguide.addresses),
    path("stijl/vormen/<str:layer>", styleguide.shapes),
    path("stijl/antwoord/<int:status>", styleguide.answer),
    path("api/v1/", api.urls),
    path("taal/", include("django.conf.urls.i18n")),
    *(path("", include(f"nabij.{room}.urls")) for room in ROOMS),
]
