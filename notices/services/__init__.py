from notices.services.owing import mail_unsent, owe, tell_by_mail
from notices.services.pauses import pause_mail, send_again
from notices.services.reading import read, read_all
from notices.services.returns import read_returned_mail
from notices.services.wishes import change_back, save_wishes, stop_mail, told_in_digest

__all__ = [
    "change_back", "mail_unsent", "owe", "pause_mail", "read", "read_all",
    "read_returned_mail", "save_wishes", "send_again", "stop_mail", "tell_by_mail",
    "told_in_digest",
]  # fmt: skip
