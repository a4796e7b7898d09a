from __future__ import annotations

from django.urls import URLPattern, path

from nabij.alerts.campaign import views

AREA = "waarschuwingen/campagne/wijk/<str:code>"

urlpatterns: list[URLPattern] = [
    path("be-alert/", views.public, name="sign_up"),
    path("be-alert/verder", views.onward, name="sign_up_onward"),
    path("be-alert/<str:code>", views.public, name="sign_up_area"),
    path("waarschuwingen/campagne/", views.overview, name="campaign"),
    path("waarschuwingen/campagne/bewaar", views.change, name="campaign_change"),
    path(f"{AREA}/", views.area, name="campaign_area"),
    path(f"{AREA}/folder-<str:paper>-<str:language>.pdf", views.leaflet, name="campaign_leaflet"),
    path(f"{AREA}/brieven/<uuid:street_id>-<str:language>.pdf", views.letters, name="campaign_letters"),
    path(f"{AREA}/adressen.csv", views.merge_file, name="campaign_merge"),
]
