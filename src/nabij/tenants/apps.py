from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "nabij.tenants"
    label = "tenants"
