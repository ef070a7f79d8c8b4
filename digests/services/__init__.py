from digests.services.notes import take_back_note, write_note
from digests.services.planning import plan_digests
from digests.services.wishes import once_a_month, save_wishes, start_digest, stop_digest

__all__ = ["once_a_month", "plan_digests", "save_wishes", "start_digest", "stop_digest", "take_back_note", "write_note"]
