from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from nabij.people.access import View, resident_required, staff_required
from nabij.people.views import caring, devices, groups, keys, my_page, office, signing_in, working

PAGES: list[tuple[str, View, str]] = [
    ("", my_page.show, "page"),
    ("gegeven/", my_page.add, "add"),
    ("gegeven/<uuid:contact_point_id>/", my_page.choices, "choices"),
    ("gegeven/<uuid:contact_point_id>/stuur-code/", my_page.send_code, "send_code"),
    ("gegeven/<uuid:contact_point_id>/code/", my_page.confirm, "confirm"),
    ("gegeven/<uuid:contact_point_id>/proef/", my_page.send_trial, "trial"),
    ("gegeven/<uuid:contact_point_id>/weg/", my_page.retire, "retire"),
    ("plaats/", my_page.place, "place"),
    ("zorg/", caring.add, "care"),
    ("zorg/<uuid:area_id>/weg/", caring.remove, "stop_caring"),
    ("zorg/volg/", caring.follow, "follow_places"),
    ("naam/", my_page.describe, "describe"),
    ("toestemming/", my_page.consent, "consent"),
    ("gegevens.json", my_page.download, "download"),
    ("gegevens.zip", my_page.download_readable, "download_readable"),
    ("wissen/", my_page.erase, "erase"),
]
helps = staff_required("people.help")

people: list[URLPattern | URLResolver] = [
    path("mijn/aanmelden/", signing_in.sign_in, name="sign_in"),
    path("mijn/code/", signing_in.sign_in_code, name="sign_in_code"),
    path("mijn/gegeven/toestel/", resident_required(devices.add_device), name="my_add_device"),
    path("hulp/<uuid:person_id>/gegeven/systeem/", helps(devices.add_system), name="helped_add_system"),
    *(path(f"mijn/{address}", resident_required(view), name=f"my_{name}") for address, view, name in PAGES),
    *(path(f"hulp/<uuid:person_id>/{address}", helps(view), name=f"helped_{name}") for address, view, name in PAGES),
    path("hulp/<uuid:person_id>/gegeven/<uuid:contact_point_id>/bevestigd/", helps(my_page.vouch), name="helped_vouch"),
    path("hulp/", office.find, name="find"),
    path("doelgroepen/", groups.show, name="groups"),
    path("doelgroepen/lijst/", groups.import_list, name="import_labels"),
    path("doelgroepen/<uuid:label_id>/weg/", groups.end, name="end_label"),
    path("werk/", staff_required()(working.show), name="work"),
    path("werk/code/", staff_required()(working.code), name="work_code"),
    path("werk/weg/", staff_required()(working.forget), name="work_forget"),
    path("rechten/", office.rights, name="rights"),
    path("rechten/sleutels/", keys.show, name="keys"),
    path("rechten/<uuid:grant_id>/", office.change_grant, name="change_grant"),
    path("uitnodiging/<uuid:account_id>/<str:token>/", signing_in.accept_invitation, name="accept_invitation"),
    path("binnen/", signing_in.after_sign_in, name="after_sign_in"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((people, "people"))),
    path("aanmelden/", account.login, name="account_login"),
    path("afmelden/", account.logout, name="account_logout"),
    path("account/bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("account/wachtwoord/", account.password_change, name="account_change_password"),
    path("account/gesloten/", account.account_inactive, name="account_inactive"),
    path("account/tweede-stap/", include("allauth.mfa.urls")),
]
