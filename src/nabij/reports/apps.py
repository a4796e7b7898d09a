from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "nabij.reports"
    label = "reports"
