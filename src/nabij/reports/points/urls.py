from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.reports.points import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("meldpunten/", views.listing, name="points"),
    path("meldpunten/<uuid:point_id>/", views.page, name="point"),
    path("meldpunten/<uuid:point_id>/rooster", views.staff, name="staff_point"),
    path("meldpunten/<uuid:point_id>/rooster/<uuid:turn_id>/weg", views.unstaff, name="unstaff_point"),
    path("meldpunten/<uuid:point_id>/sluit", views.close, name="close_point"),
    path("meldpunten/<uuid:point_id>/affiche/<str:paper>.pdf", views.poster_sheet, name="point_poster"),
]
