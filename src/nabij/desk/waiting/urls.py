from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.counters.queries import SERVE
from nabij.desk.waiting.views import hall, office
from nabij.people.access import staff_required

serves = staff_required(SERVE)
urlpatterns: list[URLPattern | URLResolver] = [
    path("nummer/<uuid:ticket_id>/", hall.ticket, name="ticket"),
    path("nummer/<uuid:counter_id>/<str:key>/", hall.take, name="take"),
    path("wachtzaal/<uuid:counter_id>/<str:key>/", hall.screen, name="screen"),
    path("wachtzaal/<uuid:counter_id>/<str:key>/live", hall.live_ticket, name="screen_live"),
    path("loketten/<uuid:counter_id>/wachtrij", serves(office.queue), name="queue"),
    path("loketten/<uuid:counter_id>/dagverslag", serves(office.report), name="waiting_report"),
]
