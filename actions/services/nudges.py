"""Good pressure: now and then somebody hears that most cities like theirs plan what theirs does not yet."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction

from actions.models import ClimateAction, Practice
from actions.queries.peers import Nudge, nudges_of, plans_of
from actions.queries.progress import progress_for_members
from networks.models import Network, Seat
from notices.models import Notice
from notices.services import owe
from officials.models import User

KIND = "actions.nudge"
# One in so many days for a person, whatever the practice; and one of a practice in a year.
RARELY = timedelta(days=30)
OF_A_PRACTICE = timedelta(days=365)


def nudge_about_peers(*, now: datetime) -> int:
    """Returns how many people are nudged."""
    return sum(_nudge_in(network, now) for network in Network.objects.open().filter(practices__isnull=False).distinct().order_by("pk"))


@transaction.atomic
def _nudge_in(network: Network, now: datetime) -> int:
    """Of what most of their peers plan, each official hears of the most frequent that they have not heard of this year."""
    progress, begun = progress_for_members(network), plans_of(ClimateAction.objects.in_network(network))
    by_city = {city.pk: found for city in progress.cities if (found := nudges_of(city, progress, begun))}
    people = _who_may_hear(network, by_city, now)
    heard = set(Notice.objects.filter(kind=KIND, user__in=people, created_at__gt=now - OF_A_PRACTICE).values_list("user", "subject_id"))
    to: dict[tuple[Practice, int, int], list[User]] = defaultdict(list)
    for user, city in people.items():
        if nudge := _first_new(by_city[city], user, heard):
            to[nudge.practice, nudge.planned, nudge.peers].append(user)
    return sum(
        len(owe(KIND, to=users, subject=practice, network=network, key=f"{now:%Y}", planned=planned, peers=peers))
        for (practice, planned, peers), users in to.items()
    )


def _who_may_hear(network: Network, cities: dict[int, list[Nudge]], now: datetime) -> dict[User, int]:
    """Members of these cities who want to hear of peers and have heard nothing for a month. They are locked: one clock at a time."""
    seats = Seat.objects.active().filter(network=network, official__city__in=cities, official__verified_at__isnull=False)
    city_of = dict(seats.filter(official__ended_on__isnull=True).values_list("official__user", "official__city"))
    lately = Notice.objects.filter(kind=KIND, created_at__gt=now - RARELY).values("user")
    willing = User.objects.filter(pk__in=city_of, hears_of_peers=True, is_active=True)
    locked = list(willing.order_by("pk").select_for_update())
    heard = set(lately.filter(user__in=locked).values_list("user", flat=True))
    return {user: city_of[user.pk] for user in locked if user.pk not in heard}


def _first_new(nudges: list[Nudge], user: User, heard: set[tuple[int, int]]) -> Nudge | None:
    return next((nudge for nudge in nudges if (user.pk, nudge.practice.pk) not in heard), None)
