from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "nabij.alerts"
    label = "alerts"

    def ready(self) -> None:
        from nabij.alerts.queries import told_of
        from nabij.alerts.sharing.queries import told_to
        from nabij.alerts.warned import queries
        from nabij.alerts.zone_rules import from_settings
        from nabij.channels.call_backs import subjects
        from nabij.networks import todo
        from nabij.networks.channel import sharing
        from nabij.networks.documents import prices
        from nabij.networks.overview import sources

        subjects.offer("alert", right="alerts.view", describe=told_of)
        sources.contribute("alerts", queries.warned_since)
        todo.contribute("alerts", queries.feedback_to_do)
        prices.told_by(lambda tenant: from_settings(tenant.settings.get("alerts", {})).prices_cents)
        sharing.provide("alerts", told_to)
