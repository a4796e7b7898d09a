from __future__ import annotations

from django.urls import URLPattern, path

from nabij.alerts.handing_over import practice, views

HANDOVER = "waarschuwingen/overdracht/<uuid:handover_id>"
DRILL = "waarschuwingen/overdracht/oefening"

urlpatterns: list[URLPattern] = [
    path(f"{DRILL}/", practice.overview, name="drills"),
    path(f"{DRILL}/<uuid:drill_id>/", practice.page, name="drill"),
    path(f"{DRILL}/<uuid:drill_id>/verstuur", practice.send, name="drill_send"),
    path(f"{DRILL}/<uuid:drill_id>/bevestig", practice.finish, name="drill_finish"),
    path(f"{HANDOVER}/", views.page, name="handover"),
    path(f"{HANDOVER}/doelgroep.csv", views.file, name="handover_file"),
    path(f"{HANDOVER}/bevestig", views.confirm, name="confirm"),
    path(f"{HANDOVER}/niet-nodig", views.leave, name="leave_handover"),
    path(f"{HANDOVER}/resultaat", views.results, name="results"),
    path(f"{HANDOVER}/resultaat/bewaar", views.keep, name="keep_results"),
]
