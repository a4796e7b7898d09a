from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.victims import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("slachtoffer/", views.show, name="victims"),
]
