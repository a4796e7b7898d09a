from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "nabij.alerts"
    label = "alerts"

    def ready(self) -> None:
        from nabij.alerts.warned import queries
        from nabij.networks import todo
        from nabij.networks.overview import sources

        sources.contribute("alerts", queries.warned_since)
        todo.contribute("alerts", queries.feedback_to_do)
