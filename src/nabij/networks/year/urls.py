from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.year.views import evaluating, measures, neighbours, office, papers, wishes
from nabij.people.access import resident_required, staff_required

helps = staff_required("people.help")
HERE = "netwerken/<uuid:network_id>/jaar"
urlpatterns: list[URLPattern] = [
    path(f"{HERE}", office.year, name="year"),
    path(f"{HERE}/doe", office.do, name="year_do"),
    path(f"{HERE}/logboek.pdf", office.log, name="year_log"),
    path(f"{HERE}/vragenlijst.pdf", papers.print_forms, name="year_papers"),
    path("vragenlijst/", papers.answer, name="survey_paper"),
    path(f"{HERE}/wensen", wishes.listing, name="year_wishes"),
    path(f"{HERE}/wensen/<uuid:wish_id>", wishes.page, name="year_wish"),
    path(f"{HERE}/evaluatie", evaluating.page, name="year_evaluation"),
    path(f"{HERE}/evaluatie.pdf", evaluating.report, name="year_report"),
    path(f"{HERE}/maatregelen", measures.listing, name="year_measures"),
    path(f"{HERE}/maatregelen/<uuid:measure_id>", measures.page, name="year_measure"),
    path(f"{HERE}/maatregelen/<uuid:measure_id>/politie", measures.police, name="year_police"),
    path(f"{HERE}/maatregelen/<uuid:measure_id>/<uuid:letter_id>.pdf", measures.letter, name="year_letter"),
    path("mijn/buurten/<uuid:network_id>/wensen/", resident_required(neighbours.wishes), name="my_wishes"),
    path("mijn/buurten/<uuid:network_id>/vragen/", resident_required(neighbours.survey), name="my_survey"),
    path("mijn/maatregelen/", resident_required(neighbours.letters), name="my_letters"),
    path("mijn/maatregelen/<uuid:letter_id>.pdf", resident_required(neighbours.letter), name="my_letter"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/wensen/", helps(neighbours.wishes), name="helped_wishes"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/vragen/", helps(neighbours.survey), name="helped_survey"),
    path("hulp/<uuid:person_id>/maatregelen/", helps(neighbours.letters), name="helped_letters"),
    path("hulp/<uuid:person_id>/maatregelen/<uuid:letter_id>.pdf", helps(neighbours.letter), name="helped_letter"),
]
