from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nabij.people"
    label = "people"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from nabij.people.second_factor import remember_proof

        authenticator_added.connect(remember_proof)
