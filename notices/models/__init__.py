from notices.models.kinds import How, Kind, Topic
from notices.models.notices import Notice
from notices.models.wishes import QuietHours, Wish

__all__ = ["How", "Kind", "Notice", "QuietHours", "Topic", "Wish"]
