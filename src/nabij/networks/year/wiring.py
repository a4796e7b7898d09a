"""What this part tells the rest of the house when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from nabij.networks import todo
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.measures import queries as measure_queries
from nabij.networks.year.todos import of_the_year
from nabij.networks.year.wishes import actions as wishes
from nabij.networks.year.wishes import queries as wish_queries
from nabij.people import dossier


def connect() -> None:
    todo.contribute("year", of_the_year)
    dossier.contribute("network_wishes", wish_queries.dossier_of)
    dossier.contribute("network_measures", measure_queries.dossier_of)
    dossier.on_erasing("network_wishes", wishes.forget_author)
    dossier.on_erasing("network_measures", measures.forget_person)
    dossier.offer_page("maatregelen/", gettext_lazy("Letters about a measure"))
