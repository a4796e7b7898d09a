from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MeetingsConfig(AppConfig):
    name = "nabij.meetings"
    label = "meetings"

    def ready(self) -> None:
        from nabij.meetings import actions, queries
        from nabij.people import dossier

        dossier.contribute("meetings", queries.dossier_of)
        dossier.on_erasing("meetings", actions.forget_person)
        dossier.offer_page("bijeenkomsten/", gettext_lazy("My meetings"))
