from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.people.access import resident_required, staff_required
from nabij.reports.answers import mine, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("antwoorden/", views.failed, name="answers"),
    path("antwoorden/geschreven/", views.written, name="answers_written"),
    path("antwoorden/oordelen/", views.ratings, name="answers_ratings"),
    path("antwoorden/teksten/", views.words, name="answers_words"),
    path("antwoorden/incident/<uuid:incident_id>/", views.panel, name="answers_panel"),
    path("antwoorden/incident/<uuid:incident_id>/gelezen", views.read, name="answers_read"),
    path("antwoorden/bericht/<uuid:answer_id>/opnieuw", views.again, name="answers_again"),
    path("antwoorden/melding/<uuid:report_id>/adres", views.contact, name="answers_contact"),
    path("antwoorden/melding/<uuid:report_id>/stop", views.stop, name="answers_stop"),
    path("mijn/meldingen/", resident_required(mine.show), name="my_reports"),
    path("hulp/<uuid:person_id>/meldingen/", staff_required("people.help")(mine.show), name="helped_reports"),
]
