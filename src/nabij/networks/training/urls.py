from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.training import views
from nabij.people.access import resident_required, staff_required

urlpatterns: list[URLPattern] = [
    path("quiz/", views.start, name="quiz"),
    path("quiz/<int:number>/", views.question, name="quiz_question"),
    path("quiz/klaar/", views.finish, name="quiz_finish"),
    path("mijn/vorming/", resident_required(views.mine), name="my_training"),
    path("hulp/<uuid:person_id>/vorming/", staff_required("people.help")(views.mine), name="helped_training"),
]
