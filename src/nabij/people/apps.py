from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nabij.people"
    label = "people"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_out

        from nabij.people.second_factor import remember_proof
        from nabij.people.sessions import signed_out

        authenticator_added.connect(remember_proof)
        user_logged_out.connect(signed_out)
