from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nabij.alerts.views import alerts, composer, following

app_name = "alerts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("nabij.alerts.outlets.urls")),
    path("waarschuwingen/", alerts.listing, name="list"),
    path("waarschuwingen/kaart.geojson", alerts.geojson, name="geojson"),
    path("waarschuwingen/nieuw", composer.new, name="new"),
    path("waarschuwingen/doelgroep", composer.measure, name="measure"),
    path("waarschuwingen/incident/<uuid:incident_id>/paneel", following.incident_panel, name="incident_panel"),
    path("waarschuwingen/<uuid:alert_id>/", alerts.page, name="alert"),
    path("waarschuwingen/<uuid:alert_id>/tekst", composer.edit, name="edit"),
    path("waarschuwingen/<uuid:alert_id>/doelgroep", composer.measure, name="measure_again"),
    path("waarschuwingen/<uuid:alert_id>/stap", alerts.step, name="step"),
    path("waarschuwingen/<uuid:alert_id>/terugkoppeling", following.feedback, name="feedback"),
    path("waarschuwingen/overdracht/<uuid:handover_id>/", following.handover, name="handover"),
    path("waarschuwingen/overdracht/<uuid:handover_id>/doelgroep.csv", following.handover_file, name="handover_file"),
    path("waarschuwingen/overdracht/<uuid:handover_id>/bevestig", following.confirm, name="confirm"),
    path("waarschuwingen/overdracht/<uuid:handover_id>/resultaat", following.results, name="results"),
    path("", include("nabij.alerts.following.urls")),
    path("", include("nabij.alerts.campaign.urls")),
]
