from notices.models.kinds import How, Kind, Topic
from notices.models.notices import Notice

__all__ = ["How", "Kind", "Notice", "Topic"]
