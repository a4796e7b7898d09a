from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.members.exporting import views as exporting
from nabij.networks.members.importing import views as importing
from nabij.networks.members.inviting import views as inviting
from nabij.networks.members.views import joining, listing, paper
from nabij.people.access import resident_required, staff_required

helps = staff_required("people.help")
urlpatterns: list[URLPattern] = [
    path("netwerken/<uuid:network_id>/leden", listing.members, name="members"),
    path("netwerken/<uuid:network_id>/leden/<uuid:membership_id>", listing.member, name="member"),
    path("netwerken/<uuid:network_id>/lijsten", listing.both_ways, name="lists"),
    path("netwerken/<uuid:network_id>/lijsten/gezin", listing.limit, name="household_limit"),
    path("netwerken/<uuid:network_id>/lijsten/vragen", inviting.ask, name="ask_list"),
    path("netwerken/<uuid:network_id>/lijsten/uit", exporting.ask, name="ask_export"),
    path("netwerken/lijsten/", exporting.waiting, name="exports_waiting"),
    path("netwerken/lijst/<uuid:list_id>/", importing.one, name="list_in"),
    path("netwerken/lijst/<uuid:list_id>/fouten.xlsx", importing.bad_rows, name="bad_rows"),
    path("netwerken/uitvoer/<uuid:export_id>/", exporting.decide, name="decide_export"),
    path("netwerken/uitvoer/<uuid:export_id>/bestand", exporting.fetch, name="fetch_export"),
    path("netwerken/<uuid:network_id>/papieren-formulier.pdf", paper.form, name="paper_form"),
    path("hulp/papier/<uuid:network_id>/", helps(paper.enter), name="paper"),
    path("hulp/brief/", inviting.find, name="find_invitation"),
    path("hulp/brief/antwoord/", inviting.helped, name="helped_invitation"),
    path("ja/", inviting.enter, name="invitation_code"),
    path("ja/antwoord/", inviting.answer, name="invitation"),
    path("mijn/buurten/", resident_required(joining.mine), name="mine"),
    path("mijn/buurten/<uuid:network_id>/", resident_required(joining.join), name="join"),
    path("hulp/<uuid:person_id>/buurten/", helps(joining.mine), name="helped_mine"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/", helps(joining.join), name="helped_join"),
]
