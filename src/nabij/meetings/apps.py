from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "nabij.meetings"
    label = "meetings"
