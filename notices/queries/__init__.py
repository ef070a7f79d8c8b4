from notices.queries.kinds import kind_of, topic_called, topic_of, topics
from notices.queries.reading import MOST_COUNTED, Told, address_of, count_unread, things_of, told, told_of, unread_of_user
from notices.queries.returns import Returned, came_back
from notices.queries.wishes import MailOf, mail_of, networks_of, stop_path, wish_of, wishes_of

__all__ = [
    "MOST_COUNTED", "MailOf", "Returned", "Told", "address_of", "came_back", "count_unread", "kind_of", "mail_of", "networks_of",
    "stop_path", "things_of", "told", "told_of", "topic_called", "topic_of", "topics", "unread_of_user", "wish_of", "wishes_of",
]  # fmt: skip
