from datetime import timedelta

from digests.models import Digest, Note
from officials.models import User


def had_it(note: Note) -> int:
    """How many of the network's members have it in a digest that was sent."""
    members = User.objects.filter(posts__ended_on=None, posts__seats__status="active", posts__seats__network=note.network)
    at = note.written_at
    # By the day as well, for which there is an index.
    told = Digest.objects.filter(day__gte=at.date() - timedelta(days=1), since__lte=at, until__gt=at, status="sent")
    return told.filter(user__in=members).values("user").distinct().count()
