from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.counters.queries import HOURS
from nabij.desk.counters.views import office, public, services
from nabij.people.access import staff_required

sets_hours = staff_required(HOURS)
urlpatterns: list[URLPattern | URLResolver] = [
    path("balies/", public.listing, name="counters"),
    path("balies/kaart.geojson", public.geojson, name="counters_geojson"),
    path("balies/<uuid:counter_id>/", public.page, name="counter"),
    path("loketten/uren/", sets_hours(office.listing), name="hours"),
    path("loketten/uren/nieuw", sets_hours(office.new), name="counter_new"),
    path("loketten/uren/dienst/nieuw", sets_hours(services.new), name="service_new"),
    path("loketten/uren/dienst/<uuid:service_id>/", sets_hours(services.change), name="service"),
    path("loketten/uren/<uuid:counter_id>/", sets_hours(office.hours), name="counter_hours"),
    path("loketten/uren/<uuid:counter_id>/wijzig", sets_hours(office.change), name="counter_change"),
]
