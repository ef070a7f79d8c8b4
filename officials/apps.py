from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.module_loading import import_string


class OfficialsConfig(AppConfig):
    name = "officials"

    def ready(self) -> None:
        """By name, since services stand on models, which are there only now."""
        user_logged_in.connect(import_string("officials.services.sessions.record_sign_in"))
        user_logged_out.connect(import_string("officials.services.sessions.record_sign_out"))
        user_login_failed.connect(import_string("officials.services.sessions.record_failed_sign_in"))
