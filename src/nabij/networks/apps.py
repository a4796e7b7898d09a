from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "nabij.networks"
    label = "networks"

    def ready(self) -> None:
        from nabij.networks import actions, queries
        from nabij.people import dossier

        dossier.contribute("networks", queries.dossier_of)
        dossier.on_erasing("networks", actions.forget_person)
