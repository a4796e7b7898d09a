from __future__ import annotations

from django.urls import URLPattern, path

from nabij.alerts.following import views

urlpatterns: list[URLPattern] = [
    path("waarschuwingen/terugblik/", views.look_back, name="look_back"),
    path("waarschuwingen/<uuid:alert_id>/voortgang", views.progress_part, name="progress"),
    path("waarschuwingen/<uuid:alert_id>/spreiding", views.spread_part, name="spread"),
    path("waarschuwingen/<uuid:alert_id>/opnieuw", views.resend, name="resend"),
    path("waarschuwingen/<uuid:alert_id>/verslag.pdf", views.report_file, name="report"),
]
