from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.year.evenings import views

HERE = "netwerken/<uuid:network_id>/bijeenkomsten/"
urlpatterns: list[URLPattern] = [
    path(HERE, views.page, name="meetings"),
    path(f"{HERE}<uuid:meeting_id>/nodig-uit", views.invite, name="evening_invite"),
    path(f"{HERE}<uuid:meeting_id>/brieven/<str:language>", views.letters, name="evening_letters"),
    path(f"{HERE}<uuid:meeting_id>/straten", views.street_list, name="evening_streets"),
]
