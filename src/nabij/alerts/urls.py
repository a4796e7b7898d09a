from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nabij.alerts.replies import views as replies
from nabij.alerts.views import alerts, composer, follow_up, following
from nabij.alerts.wording import views as wording

app_name = "alerts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("nabij.alerts.outlets.urls")),
    path("waarschuwingen/", alerts.listing, name="list"),
    path("waarschuwingen/kaart.geojson", alerts.geojson, name="geojson"),
    path("waarschuwingen/nieuw", composer.new, name="new"),
    path("waarschuwingen/doelgroep", composer.measure, name="measure"),
    path("waarschuwingen/voorlezen", composer.spoken, name="spoken"),
    path("waarschuwingen/voor-wie", composer.audience, name="audience"),
    path("waarschuwingen/<uuid:alert_id>/voor-wie", composer.audience, name="audience_again"),
    path("waarschuwingen/incident/<uuid:incident_id>/paneel", following.incident_panel, name="incident_panel"),
    path("waarschuwingen/sjablonen/", wording.listing, name="templates"),
    path("waarschuwingen/sjablonen/nieuw", wording.new, name="template_new"),
    path("waarschuwingen/sjablonen/voor-wie", wording.audience, name="template_audience"),
    path("waarschuwingen/sjablonen/<uuid:template_id>/", wording.page, name="template"),
    path("waarschuwingen/sjablonen/<uuid:template_id>/tekst", wording.edit, name="template_edit"),
    path("waarschuwingen/sjablonen/<uuid:template_id>/stap", wording.step, name="template_step"),
    path("waarschuwingen/<uuid:alert_id>/", alerts.page, name="alert"),
    path("waarschuwingen/<uuid:alert_id>/tekst", composer.edit, name="edit"),
    path("waarschuwingen/<uuid:alert_id>/doelgroep", composer.measure, name="measure_again"),
    path("waarschuwingen/<uuid:alert_id>/stap", alerts.step, name="step"),
    path("waarschuwingen/<uuid:alert_id>/dubbel", alerts.duplicate, name="duplicate"),
    path("waarschuwingen/<uuid:alert_id>/vervolg", follow_up.follow_up, name="follow_up"),
    path("waarschuwingen/<uuid:alert_id>/terugkoppeling", following.feedback, name="feedback"),
    path("", include("nabij.alerts.following.urls")),
    path("", include("nabij.alerts.handing_over.urls")),
    path("", include("nabij.alerts.campaign.urls")),
    path("waarschuwingen/<uuid:alert_id>/antwoorden", replies.replies_part, name="replies"),
]
