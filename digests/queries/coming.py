from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from digests.models import LOOKS_BACK, HowOften, schedule_of
from digests.queries.contents import DigestContents, what_happened
from officials.models import User


@dataclass(frozen=True)
class NextDigest:
    at: datetime
    contents: DigestContents  # so far


def next_digest(*, user: User, now: datetime) -> NextDigest | None:
    """When it comes, and what it would tell if it came now; none, if none comes."""
    schedule = schedule_of(user)
    slot = schedule.next(user.time_zone, now)
    if slot is None:
        return None
    last = user.digests.told().aggregate(Max("until"))["until__max"]
    since = last or slot.at - LOOKS_BACK[HowOften(schedule.how_often)]
    return NextDigest(slot.at, what_happened(user=user, since=since, until=now))
