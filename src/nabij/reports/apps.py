from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "nabij.reports"
    label = "reports"

    def ready(self) -> None:
        from nabij.people import dossier
        from nabij.reports.queries.dossier import dossier_of

        dossier.contribute("reports", dossier_of)
