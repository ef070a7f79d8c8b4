"""What cards on other pages show of actions. Each is bounded, and takes the same number of queries however much there is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from access.querysets import prepared
from actions.models import ClimateAction, Practice, Stage
from actions.queries.peers import plans_of
from actions.querysets import own_city
from networks.models import CityMembership, Network
from notices.models import Notice

MOST_SPREAD = 4
MOST_ON_THE_SHELF = 3
A_NUDGE_STANDS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Spread:
    """How many cities of a network do something, planned or further, and where the reader's own is."""

    practice: Practice
    count: int
    share: int  # of a hundred
    own: str  # a stage, or nothing


def spread_in(network: Network, user: Any) -> list[Spread]:
    """The practices that most cities have taken up, as far as the reader may see."""
    return [
        Spread(
            Practice(pk=row["practice"], network=network, name=row["practice__name"], slug=row["practice__slug"]),
            row["n"],
            round(100 * row["n"] / row["cities"]),
            row["own"] or "",
        )
        for row in _most_spread(user, network.pk)
    ]


@prepared
def _most_spread(user: Any, network: int) -> Any:
    members = CityMembership.objects.filter(network=network).current().values("city")
    mine = ClimateAction.objects.filter(city=own_city(user), practice=OuterRef("practice")).published().going()
    begun = ClimateAction.objects.visible_to(user).published().going().exclude(stage=Stage.IDEA).in_network(network)
    return (
        begun.filter(city__in=members, practice__merged_into__isnull=True)
        .values("practice", "practice__name", "practice__slug")
        .annotate(
            n=Count("city", distinct=True),
            cities=members.order_by().values("network").annotate(n=Count("pk")).values("n"),
            own=Subquery(mine.order_by("-stage_on").values("stage")[:1]),
        )
        .order_by("-n", "practice__name")[:MOST_SPREAD]
    )


def nudge_for(user: Any) -> Notice | None:
    """What the person heard of their peers within a month, unless their city has come to it since or they want to hear no more."""
    city = own_city(user)
    if city is None or not user.hears_of_peers:
        return None
    heard = Notice.objects.filter(user=user, kind="actions.nudge", created_at__gt=timezone.now() - A_NUDGE_STANDS_FOR)
    nudge = heard.filter(network__in=Network.objects.joined_by(user).values("pk")).select_related("network").order_by("-created_at").first()
    return nudge if nudge and still_holds(nudge, city) else None


def still_holds(nudge: Notice, city: int) -> bool:
    """The practice is still offered, and the city has not planned it meanwhile."""
    offered = Practice.objects.offered().filter(pk=nudge.subject_id).exists()
    return offered and not plans_of(ClimateAction.objects.filter(city=city, practice=nudge.subject_id))


@dataclass(frozen=True)
class Shelf:
    actions: list[ClimateAction]
    count: int


def shelf_of(user: Any) -> Shelf:
    """What the person's city planned and has not moved for a year, the longest first."""
    city = own_city(user)
    if city is None:
        return Shelf([], 0)
    waiting = ClimateAction.objects.on_the_shelf(timezone.now()).filter(city=city)
    return Shelf(list(waiting.with_names().order_by("stage_on", "pk")[:MOST_ON_THE_SHELF]), waiting.count())


@dataclass(frozen=True)
class ShelfCount:
    network: Network
    actions: int
    cities: int


def shelf_counts(user: Any) -> list[ShelfCount]:
    """In each network that a member of staff runs: how many, and of how many cities; never which, nor what a city keeps to itself."""
    waiting = ClimateAction.objects.on_the_shelf(timezone.now()).filter(readers__in=["public", "members"])
    run = Network.objects.run_by(user).open()
    counted = waiting.filter(practice__network__in=run.values("pk")).values("practice__network")
    rows = {row["practice__network"]: row for row in counted.annotate(n=Count("pk"), cities=Count("city", distinct=True)).order_by()}
    return [ShelfCount(one, rows[one.pk]["n"], rows[one.pk]["cities"]) for one in run.filter(pk__in=rows).order_by("name")]
