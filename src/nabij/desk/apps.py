from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DeskConfig(AppConfig):
    name = "nabij.desk"
    label = "desk"

    def ready(self) -> None:
        self._officers()
        self._news()
        self._appointments()
        self._video()

    def _officers(self) -> None:
        from nabij.desk.officers import actions, queries
        from nabij.desk.officers.standing import ROOM
        from nabij.meetings import standing
        from nabij.people import dossier

        dossier.contribute("officer_questions", queries.dossier_of)
        dossier.on_erasing("officer_questions", actions.forget_person)
        dossier.offer_page("wijkagent/", gettext_lazy("My neighbourhood officer"))
        standing.contribute("officers", ROOM)

    def _appointments(self) -> None:
        from nabij.desk.appointments import actions, queries
        from nabij.people import dossier

        dossier.contribute("appointments", queries.dossier_of)
        dossier.on_erasing("appointments", actions.forget_person)
        dossier.offer_page("afspraken/", gettext_lazy("My appointments"))

    def _news(self) -> None:
        from nabij.desk.news import actions, queries
        from nabij.desk.news.following import PlacesNews
        from nabij.people import dossier

        dossier.on_caring("news", PlacesNews())
        dossier.contribute("news", queries.dossier_of)
        dossier.on_erasing("news", actions.forget_person)
        dossier.offer_page("nieuws/", gettext_lazy("News by mail"))

    def _video(self) -> None:
        from nabij.people import dossier

        dossier.offer_page("terugbellen/", gettext_lazy("Be called back"))
