from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class NetworksConfig(AppConfig):
    name = "nabij.networks"
    label = "networks"

    def ready(self) -> None:
        from nabij.meetings import standing
        from nabij.networks.members import actions, queries
        from nabij.networks.standing import ROOM
        from nabij.people import dossier

        dossier.contribute("networks", queries.dossier_of)
        dossier.on_erasing("networks", actions.forget_person)
        dossier.on_moving("networks", queries.asks_after_moving)
        dossier.offer_page("buurten/", gettext_lazy("Neighbourhood networks"))
        standing.contribute("networks", ROOM)
