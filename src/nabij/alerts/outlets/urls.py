from __future__ import annotations

from django.urls import URLPattern, path

from nabij.alerts.cap import views as cap
from nabij.alerts.outlets import views

urlpatterns: list[URLPattern] = [
    path("nu/", views.in_force, name="in_force"),
    path("nu/kaart.geojson", views.in_force_shapes, name="in_force_shapes"),
    path("open-data/waarschuwingen.geojson", views.open_geojson, name="open_geojson"),
    path("open-data/waarschuwingen.csv", views.open_csv, name="open_csv"),
    path("banner/<slug:slug>/", views.banner, name="banner"),
    path("cap/in/", cap.receive, name="cap_in"),
    path("cap/certificaat.pem", views.cap_certificate, name="cap_certificate"),
    path("cap/<slug:slug>/atom.xml", views.atom, name="atom"),
    path("cap/<slug:slug>/rss.xml", views.rss, name="rss"),
    path("cap/<slug:slug>/waarschuwingen.json", views.json_feed, name="json_feed"),
    path("cap/<slug:slug>/<str:identifier>.xml", views.cap_document, name="cap_document"),
    path("waarschuwingen/banner/", views.snippet, name="snippet"),
    path("waarschuwingen/van-anderen/", cap.from_others, name="from_others"),
    path("waarschuwingen/be-alert.geojson", cap.be_alert_shapes, name="be_alert_shapes"),
    path("waarschuwingen/cap/", cap.listing, name="cap_messages"),
    path("waarschuwingen/cap/<uuid:message_id>.xml", cap.original, name="cap_original"),
]
