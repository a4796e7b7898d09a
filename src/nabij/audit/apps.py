from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "nabij.audit"
    label = "audit"
