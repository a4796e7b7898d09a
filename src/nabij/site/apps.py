from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "nabij.site"
    label = "site"
