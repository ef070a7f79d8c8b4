from digests.services.planning import plan_digests
from digests.services.wishes import leave_out, save_schedule, start_digest, stop_digest

__all__ = ["leave_out", "plan_digests", "save_schedule", "start_digest", "stop_digest"]
