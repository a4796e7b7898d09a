from __future__ import annotations

from django.urls import URLPattern, path

from nabij.reports.routing.views import errand, order, teams, terms, waiting

urlpatterns: list[URLPattern] = [
    path("ploegen/", teams.show, name="teams"),
    path("ploegen/nieuw", teams.make, name="make_team"),
    path("ploegen/regels/", order.show, name="order"),
    path("ploegen/regels/nieuw", order.edit, name="new_rule"),
    path("ploegen/regels/<uuid:rule_id>/", order.edit, name="rule"),
    path("ploegen/regels/<uuid:rule_id>/plaats", order.move, name="move_rule"),
    path("ploegen/regels/<uuid:rule_id>/einde", order.end, name="end_rule"),
    path("ploegen/termijnen/", terms.show, name="terms"),
    path("ploegen/<uuid:team_id>/", teams.page, name="team"),
    path("ploegen/<uuid:team_id>/wijzig", teams.change, name="change_team"),
    path("incidenten/<uuid:incident_id>/ploeg", waiting.give, name="give_team"),
    path("incidenten/<uuid:incident_id>/wacht", waiting.wait, name="wait"),
    path("opdracht/<str:token>/", errand.errand, name="errand"),
    path("opdracht/<str:token>/foto/<uuid:photo_id>", errand.photo, name="errand_photo"),
    path("taken/<uuid:task_id>/antwoord", errand.answer, name="answer_errand"),
    path("taken/bericht/<uuid:delivery_id>", errand.send_again, name="send_errand_again"),
    path("taken/foto/<uuid:done_id>", errand.done_photo, name="done_photo"),
]
