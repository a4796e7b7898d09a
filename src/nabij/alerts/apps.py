from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "nabij.alerts"
    label = "alerts"
