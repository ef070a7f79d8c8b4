"""Everything that changes people: who they are, for whom they work, who believes it."""

from officials.services.mail import send_mail
from officials.services.people import PersonExistsError, add_official, change_settings

__all__ = ["PersonExistsError", "add_official", "change_settings", "send_mail"]
