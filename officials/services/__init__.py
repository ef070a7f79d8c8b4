"""Everything that changes people: who they are, for whom they work, who believes it."""

from officials.services.duplicates import EntryGoneError, WorksTwiceError, find_namesakes, merge_cities, merge_people
from officials.services.leaving import end_post, erase
from officials.services.mail import Attachment, mail_once, mail_to, send_mail
from officials.services.people import PersonExistsError, add_official, change_settings, register_official
from officials.services.roles import (
    IsOfficialError,
    IsStaffError,
    LastAdministratorError,
    change_administrator,
    end_staff,
    start_staff,
)
from officials.services.rosters import Listed, add_officials, correct_officials, withdraw_officials
from officials.services.tokens import TooManyTokensError, end_token, make_token, owner_of
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
    "Attachment",
    "EntryGoneError",
    "IsOfficialError",
    "IsStaffError",
    "LastAdministratorError",
    "Listed",
    "PersonExistsError",
    "TooManyTokensError",
    "WorksTwiceError",
    "add_official",
    "add_officials",
    "change_administrator",
    "change_email_domains",
    "change_settings",
    "correct_officials",
    "decline_official",
    "end_city_lead",
    "end_post",
    "end_staff",
    "end_token",
    "erase",
    "find_namesakes",
    "mail_once",
    "mail_to",
    "make_token",
    "merge_cities",
    "merge_people",
    "name_city_lead",
    "owner_of",
    "register_official",
    "send_mail",
    "start_staff",
    "verify_by_domain",
    "verify_official",
    "withdraw_officials",
]
