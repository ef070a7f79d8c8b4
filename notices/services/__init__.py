from notices.services.owing import mail_unsent, owe, tell_by_mail
from notices.services.reading import read, read_all
from notices.services.wishes import change_back, save_wishes, stop_mail, told_in_digest

__all__ = ["change_back", "mail_unsent", "owe", "read", "read_all", "save_wishes", "stop_mail", "tell_by_mail", "told_in_digest"]
