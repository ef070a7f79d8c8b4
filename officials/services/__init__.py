"""Everything that changes people: who they are, for whom they work, who believes it."""

from officials.services.mail import send_mail
from officials.services.people import PersonExistsError, add_official, change_settings, register_official
from officials.services.vouching import (
    AnsweredMeanwhileError,
    change_email_domains,
    decline_official,
    end_city_lead,
    name_city_lead,
    verify_by_domain,
    verify_official,
)

__all__ = [
    "AnsweredMeanwhileError",
    "PersonExistsError",
    "add_official",
    "change_email_domains",
    "change_settings",
    "decline_official",
    "end_city_lead",
    "name_city_lead",
    "register_official",
    "send_mail",
    "verify_by_domain",
    "verify_official",
]
