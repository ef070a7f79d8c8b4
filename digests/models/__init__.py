from digests.models.digests import Digest
from digests.models.notes import Note, this_month
from digests.models.subscriptions import LOOKS_BACK, USUAL, HowOften, LeftOut, Schedule, Slot, Subscription, schedule_of, wants_digest

__all__ = [
    "LOOKS_BACK",
    "USUAL",
    "Digest",
    "HowOften",
    "LeftOut",
    "Note",
    "Schedule",
    "Slot",
    "Subscription",
    "schedule_of",
    "this_month",
    "wants_digest",
]
