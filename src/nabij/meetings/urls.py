from __future__ import annotations

from django.urls import URLPattern, path

from nabij.meetings.views import office, paper, public
from nabij.people.access import resident_required, staff_required

app_name = "meetings"
helps = staff_required("people.help")
urlpatterns: list[URLPattern] = [
    path("agenda/", office.listing, name="list"),
    path("agenda/nieuw", office.new, name="new"),
    path("agenda/<uuid:meeting_id>/", office.page, name="meeting"),
    path("agenda/<uuid:meeting_id>/wijzig", office.change, name="change"),
    path("agenda/<uuid:meeting_id>/stap", office.step, name="step"),
    path("agenda/<uuid:meeting_id>/brief/<str:language>", paper.letter, name="letter"),
    path("agenda/<uuid:meeting_id>/affiche/<str:paper>/<str:language>", paper.poster, name="poster"),
    path("agenda/<uuid:meeting_id>/verslag/<str:language>", paper.report, name="report"),
    path("bijeenkomsten/", public.listing, name="public_list"),
    path("bijeenkomsten/agenda.ics", public.feed, name="feed"),
    path("bijeenkomsten/<uuid:meeting_id>/", public.public, name="public"),
    path("bijeenkomsten/<uuid:meeting_id>/agenda.ics", public.calendar, name="calendar"),
    path("mijn/bijeenkomsten/", resident_required(public.mine), name="mine"),
    path("mijn/bijeenkomsten/<uuid:meeting_id>/", resident_required(public.seat), name="seat"),
    path("hulp/<uuid:person_id>/bijeenkomsten/", helps(public.mine), name="helped_mine"),
    path("hulp/<uuid:person_id>/bijeenkomsten/<uuid:meeting_id>/", helps(public.seat), name="helped_seat"),
]
