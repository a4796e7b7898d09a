from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "nabij.desk"
    label = "desk"
