"""What an annual report tells: as much of it as all members of the network may read, so that it may be passed on among them."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from actions.models import ClimateAction, Readers, Stage, StageChange
from networks.models import CityMembership, Network
from officials.models import today
from partnerships.models import Agreement
from reach.queries import Scope, Value, headlines
from reach.queries.pictures import Picture, Pictures, ties
from reach.queries.pictures.world import reached
from stories.models import Story
from stories.queries import Line, lines
from workshops.models import Workshop

FURTHEST_FIRST = [*reversed(Stage.in_order()), Stage.STOPPED]


@dataclass(frozen=True)
class MemberCity:
    membership: CityMembership
    officials: int
    is_new: bool


@dataclass(frozen=True)
class Facts:
    """Figures are those of the last day of the year that was counted; lists are as the record has them today."""

    network: Network
    year: int
    # Somebody with whom the network is shared.
    user: Any

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return min(date(self.year, 12, 31), today())

    @property
    def is_over(self) -> bool:
        return self.year < today().year

    @cached_property
    def pictures(self) -> Pictures:
        return Pictures(self.user, Scope(network=self.network), since=self.first_day, until=self.last_day)

    @cached_property
    def ties(self) -> Picture:
        """Without introductions: these are between the two and those who run the network."""
        scope = Scope(network=self.network)
        found = ties.ties(user=self.user, scope=scope, since=self.first_day, until=self.last_day, for_all_members=True)
        return ties.picture(found, scope, self.last_day)

    @cached_property
    def as_of(self) -> date | None:
        """The day of the figures; none where nothing was counted in that year."""
        days = [shown.headline.as_of for shown in self.pictures.reasons if shown.headline]
        return max(days) if days and max(days) >= self.first_day else None

    @cached_property
    def values(self) -> dict[str, Value]:
        told = [value for shown in self.pictures.reasons for value in [shown.headline, *shown.others] if value]
        return {value.figure.key: value for value in told} if self.as_of else {}

    @cached_property
    def before(self) -> dict[str, Value]:
        """The figures at the end of the year before, as they were told then."""
        last = date(self.year - 1, 12, 31)
        found = headlines(Scope(network=self.network), until=last)
        return {key: value for key, value in found.items() if value.as_of.year == last.year}

    @cached_property
    def members(self) -> list[MemberCity]:
        """The cities that were in it on the last day, by region and name."""
        officials = {city.pk: number for city, number in reached(Scope(network=self.network), self.last_day)[1]}
        of_network = CityMembership.objects.filter(network=self.network)
        earlier = set(of_network.filter(started_on__lt=self.first_day).values_list("city", flat=True))
        found = of_network.on(self.last_day).select_related("city").order_by("city__region", "city__name")
        return [MemberCity(row, officials.get(row.city_id, 0), row.city_id not in earlier) for row in found]

    @cached_property
    def workshops(self) -> list[Workshop]:
        """Held in that year; city_count: of how many cities somebody was there."""
        held = Workshop.objects.visible_to(self.user).in_network(self.network).held()
        held = held.filter(starts_at__gte=_midnight(self.first_day), starts_at__lt=_midnight(self.next_year))
        there = Q(registrations__status="registered", registrations__attended_at__isnull=False)
        rows = Workshop.objects.filter(pk__in=held.values("pk")).with_place().with_counts().soonest_first()
        return list(rows.annotate(city_count=Count("registrations__official__city", filter=there, distinct=True)))

    @cached_property
    def actions(self) -> list[ClimateAction]:
        """On this network's practices. stage_then, since: where each stood on the last day. What a city keeps to itself is not here."""
        steps = StageChange.objects.filter(action=OuterRef("pk"), happened_on__lte=self.last_day).order_by("-happened_on", "-pk")
        seen = ClimateAction.objects.visible_to(self.user).published().exclude(readers=Readers.CITY).in_network(self.network)
        then = seen.annotate(stage_then=Subquery(steps.values("stage")[:1]), since=Subquery(steps.values("happened_on")[:1]))
        found = then.filter(stage_then__isnull=False).with_names().order_by("city__name", "title", "pk")
        return sorted(found, key=lambda action: FURTHEST_FIRST.index(action.stage_then))  # type: ignore[attr-defined]

    @cached_property
    def moved(self) -> list[ClimateAction]:
        """Those that took a step in that year, the furthest first."""
        return [action for action in self.actions if action.since >= self.first_day]  # type: ignore[attr-defined]

    @cached_property
    def stages(self) -> Counter[str]:
        return Counter(action.stage_then for action in self.actions)  # type: ignore[attr-defined]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """That ran, or were open for signature, on a day of that year."""
        seen = Agreement.objects.visible_to(self.user).filter(network=self.network)
        shown = seen.exclude(status__in=[Agreement.Status.DRAFT, Agreement.Status.LAPSED])
        ran = shown.filter(starts_on__lte=self.last_day, ends_on__gte=self.first_day)
        return list(ran.with_place().with_counts().order_by("starts_on", "pk"))

    @cached_property
    def stories(self) -> list[Line]:
        """Published in that year, in the edition that is read today."""
        published = Story.objects.visible_to(self.user).published().filter(network=self.network)
        of_year = published.filter(
            current__published_at__gte=_midnight(self.first_day), current__published_at__lt=_midnight(self.next_year)
        )
        return lines(of_year.newest_first())

    @property
    def next_year(self) -> date:
        return date(self.year + 1, 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
