from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "nabij.networks"
    label = "networks"
