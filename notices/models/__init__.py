from notices.models.kinds import How, Kind, Thing, Topic
from notices.models.notices import Notice
from notices.models.pauses import Pause
from notices.models.wishes import QuietHours, Wish

__all__ = ["How", "Kind", "Notice", "Pause", "QuietHours", "Thing", "Topic", "Wish"]
