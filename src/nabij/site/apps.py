from django.apps import AppConfig

from nabij.site import logs


class SiteConfig(AppConfig):
    name = "nabij.site"
    label = "site"

    def ready(self) -> None:
        logs.configure()
