from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class ReportsConfig(AppConfig):
    name = "nabij.reports"
    label = "reports"

    def ready(self) -> None:
        from nabij.channels.call_backs import subjects
        from nabij.people import dossier
        from nabij.reports.actions.forgetting import forget_person, what_stays
        from nabij.reports.outward.queries import told_of
        from nabij.reports.queries.dossier import dossier_of

        dossier.contribute("reports", dossier_of)
        dossier.on_erasing("reports", forget_person)
        dossier.on_asking("reports", what_stays)
        dossier.offer_page("meldingen/", gettext_lazy("My reports"))
        subjects.offer("incident", right="reports.view", describe=told_of)
