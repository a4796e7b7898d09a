from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "nabij.channels"
    label = "channels"
