from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, path

from nabij.desk.appointments.views import booking, office, own
from nabij.desk.counters.queries import SERVE
from nabij.people.access import View, resident_required, staff_required

helps, serves = staff_required("people.help"), staff_required(SERVE)


def _open(view: View) -> View:
    return view


DOORS: list[tuple[str, str, Any]] = [
    ("afspraak/", "", _open),
    ("mijn/afspraken/nieuw/", "my_", resident_required),
    ("hulp/<uuid:person_id>/afspraken/nieuw/", "helped_", helps),
    ("loketten/afspraak/", "staff_", serves),
]
"""The same steps for who is not known, a resident, staff that helps a person, and staff of a counter."""
OWN: list[tuple[str, str, Any]] = [
    ("mijn/afspraken/", "my_", resident_required),
    ("hulp/<uuid:person_id>/afspraken/", "helped_", helps),
    ("loketten/afspraken/", "staff_", serves),
]
STEP = "<uuid:service_id>/<uuid:counter_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("afspraak/code/", own.ask, name="appointment_ask"),
    path("afspraak/code/<str:code>/", own.page, name="appointment"),
    path("afspraak/code/<str:code>/verplaats", own.move, name="move"),
    path("afspraak/code/<str:code>/agenda.ics", own.calendar, name="appointment_calendar"),
    *(path(at, guard(booking.start), {"door": door}, name=f"{door}book") for at, door, guard in DOORS),
    *(path(f"{at}{STEP}", guard(booking.day), {"door": door}, name=f"{door}book_day") for at, door, guard in DOORS),
    *(path(f"{at}{STEP}wie", guard(booking.who), {"door": door}, name=f"{door}book_who") for at, door, guard in DOORS),
    path("mijn/afspraken/", resident_required(own.mine), name="my_appointments"),
    path("hulp/<uuid:person_id>/afspraken/", helps(own.mine), name="helped_appointments"),
    *(
        path(f"{at}<uuid:appointment_id>/", guard(own.page), {"door": door}, name=f"{door}appointment")
        for at, door, guard in OWN
    ),
    *(
        path(f"{at}<uuid:appointment_id>/verplaats", guard(own.move), {"door": door}, name=f"{door}move")
        for at, door, guard in OWN
    ),
    path("loketten/", serves(office.desks), name="desks"),
    path("loketten/<uuid:counter_id>/agenda", serves(office.agenda), name="agenda"),
    path("loketten/afspraken/<uuid:appointment_id>/stap", serves(office.step), name="appointment_step"),
]
