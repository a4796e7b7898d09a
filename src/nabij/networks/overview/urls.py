from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.overview import public, views

urlpatterns: list[URLPattern] = [
    path("netwerken/", views.listing, name="list"),
    path("netwerken/vandaag", views.today, name="today"),
    path("netwerken/doelen", views.goals, name="goals"),
    path("buurten/", public.everywhere, name="everywhere"),
    path("netwerken/uitvoer", views.take_out, name="export"),
]
