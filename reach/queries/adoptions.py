"""The dated record behind the peer effect: memberships, adoptions, and from when to when each could be seen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Q

from actions.models import Adaptation, ClimateAction, Practice, StageChange
from activity.models import Activity
from activity.verbs import Verb
from cities.models import City, Region, Size
from networks.models import CityMembership, Network
from notices.models import Notice
from reach.queries.exposure import NEVER, Column, Panel

# Adopted, or further at once.
ADOPTED = ("adopted", "under_way", "done")
OPEN = ("public", "members")
MOST_QUARTERS = 60
# Each city has an effect of its own, in memory: beyond this, one network at a time.
MOST_CITIES = 1000
# More than this is not one record: [from, until) in which an action could be seen.
Spans = list[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Adoption:
    """One that is compared, with what its city could see and was told."""

    action: int
    adopted_on: date
    share: float
    seen: list[int]
    told_on: date | None
    is_adapted: bool


@dataclass(frozen=True)
class Act:
    """A published action at its adoption."""

    pk: int
    city: int
    practice: int
    adopted_on: date
    spans: Spans
    # To its city's peers, now.
    is_open: bool


class Record:
    """Of all networks, or of the practices of one. What is not yet published, or adopted after that day, is not in it."""

    def __init__(self, *, as_of: date, network: Network | None = None) -> None:
        self.as_of = as_of
        practices = Practice.objects.current().filter(**({"network": network} if network else {}))
        self.practices = dict(practices.order_by("pk").values_list("pk", "network_id"))
        self.acts = self._acts()
        self.memberships = self._memberships()
        at_risk = {city for city, of, *_ in self.memberships if of in set(self.practices.values())}
        self.cities = sorted(at_risk | {act.city for act in self.acts})
        self.starts = _quarters(min((act.adopted_on for act in self.acts), default=as_of), as_of)

    @property
    def is_too_large(self) -> bool:
        return len(self.cities) > MOST_CITIES

    @property
    def since(self) -> date:
        return self.starts[0]

    def panel(self) -> Panel:
        cities, practices = _numbers(self.cities), _numbers(self.practices)
        networks = _numbers(sorted({*self.practices.values(), *(of for _city, of, *_ in self.memberships)}))
        many = len(self.starts)
        inside = np.zeros((len(cities), len(networks), many), dtype=bool)
        for city, network, since, until in self.memberships:
            if city in cities:
                first, last = self._first_on(since), self._first_on(until) if until else many
                inside[cities[city], networks[network], first:last] = True
        adopted = np.full((len(cities), len(practices)), NEVER)
        visible = np.zeros((len(cities), len(practices), many), dtype=bool)
        for act in self.acts:
            at, quarter = (cities[act.city], practices[act.practice]), self._quarter_of(act.adopted_on)
            adopted[at] = min(adopted[at], quarter)
            visible[at] |= self._seen_in(act, quarter)
        regions, kinds = np.array(self._kinds(), dtype=int).reshape(-1, 2).T
        network_of = np.array([networks[network] for network in self.practices.values()], dtype=int)
        compared = np.ones_like(adopted, dtype=bool)
        for act in self.acts:
            compared[cities[act.city], practices[act.practice]] &= act.is_open
        return Panel(inside, network_of, adopted, visible, regions, kinds, compared)

    def adoptions(self, panel: Panel) -> list[Adoption]:
        """Those of cities that were in the practice's network when the quarter began: each with what they could see then."""
        cities, practices = _numbers(self.cities), _numbers(self.practices)
        by_practice: dict[int, list[Act]] = defaultdict(list)
        for act in self.acts:
            by_practice[act.practice].append(act)
        shares = [panel.seen(quarter)[0] for quarter in range(panel.quarters)]
        told, adapted, found = self._told(), self._adapted(), []
        for act in self._firsts():
            city, practice, quarter = cities[act.city], practices[act.practice], self._quarter_of(act.adopted_on)
            if quarter < 0 or not (panel.compared[city, practice] and panel.inside[city, panel.network[practice], quarter]):
                continue
            with_us: Column = np.any(panel.inside[:, :, quarter] & panel.inside[city, :, quarter], axis=1)
            seen = [
                peer.pk
                for peer in by_practice[act.practice]
                if peer.city != act.city and with_us[cities[peer.city]] and self._seen_in(peer, self._quarter_of(peer.adopted_on))[quarter]
            ]
            day = told.get((act.city, act.practice))
            found.append(
                Adoption(
                    act.pk, act.adopted_on, 100 * float(shares[quarter][city, practice]), seen,
                    day if day and day < act.adopted_on else None, act.pk in adapted,
                )
            )  # fmt: skip
        return found

    def _acts(self) -> list[Act]:
        published = ClimateAction.objects.filter(confirmed_at__isnull=False).filter(Q(status="published") | Q(status="withdrawn"))
        own = Q(practice__in=self.practices) | Q(practice__merged_into__in=self.practices)
        merged = ("practice__merged_into_id", "city__merged_into_id")
        rows = published.filter(own).values("pk", "status", "readers", "confirmed_at", "withdrawn_at", "practice_id", "city_id", *merged)
        actions: dict[int, Any] = {row["pk"]: row for row in rows}
        changes = StageChange.objects.filter(action__in=list(actions), stage__in=ADOPTED, happened_on__lte=self.as_of)
        days = dict(changes.values("action").annotate(day=Min("happened_on")).order_by().values_list("action", "day"))
        spans = _spans({pk: actions[pk] for pk in days})
        return [
            Act(
                pk,
                actions[pk]["city__merged_into_id"] or actions[pk]["city_id"],
                actions[pk]["practice__merged_into_id"] or actions[pk]["practice_id"],
                day,
                spans[pk],
                actions[pk]["status"] == "published" and actions[pk]["readers"] in OPEN,
            )
            for pk, day in sorted(days.items(), key=lambda found: (found[1], found[0]))
        ]

    def _memberships(self) -> list[tuple[int, int, date, date | None]]:
        rows = CityMembership.objects.filter(started_on__lte=self.as_of).values_list(
            "city_id", "city__merged_into_id", "network_id", "started_on", "ended_on", "network__ended_on"
        )
        return [
            (merged or city, network, since, min((day for day in (until, end) if day), default=None))
            for city, merged, network, since, until, end in rows
        ]

    def _firsts(self) -> list[Act]:
        """The first adoption of each city and practice."""
        firsts: dict[tuple[int, int], Act] = {}
        for act in self.acts:
            firsts.setdefault((act.city, act.practice), act)
        return list(firsts.values())

    def _kinds(self) -> list[tuple[int, int]]:
        """Of each city as numbers: its region, and region with size."""
        regions, sizes, cities = Region.values, Size.values, City.objects.in_bulk(self.cities)
        of = {pk: (regions.index(city.region), sizes.index(city.size)) for pk, city in cities.items()}
        return [(region, region * len(sizes) + size) for region, size in (of[pk] for pk in self.cities)]

    def _told(self) -> dict[tuple[int, int], date]:
        """City and practice → when the first of its officials heard that most of its peers plan it."""
        practice = ContentType.objects.get_for_model(Practice)
        nudges = Notice.objects.filter(kind="actions.nudge", subject_type=practice, subject_id__in=list(self.practices))
        rows = nudges.values_list("user__posts__city", "subject_id").annotate(first=Min("created_at")).order_by()
        return {(city, practice): first.date() for city, practice, first in rows if city}

    def _adapted(self) -> set[int]:
        return set(Adaptation.objects.filter(action__in=[act.pk for act in self.acts]).values_list("action", flat=True))

    def _first_on(self, day: date) -> int:
        """The first quarter that begins on that day or later."""
        return sum(start < day for start in self.starts)

    def _quarter_of(self, day: date) -> int:
        """-1: before the first."""
        return sum(start <= day for start in self.starts) - 1

    def _seen_in(self, act: Act, adopted: int) -> Any:
        """Each quarter: whether it was adopted before, and open to peers when the quarter began."""
        seen = np.zeros(len(self.starts), dtype=bool)
        for since, until in act.spans:
            for quarter in range(max(adopted + 1, self._first_on(since.date())), len(self.starts)):
                start = datetime.combine(self.starts[quarter], time(), UTC)
                seen[quarter] |= since <= start and (until is None or start < until)
        return seen


def _spans(actions: dict[int, dict[str, Any]]) -> dict[int, Spans]:
    """From when to when each of these was open to its city's peers, as the log has it."""
    lines = Activity.objects.filter(
        subject_type=ContentType.objects.get_for_model(ClimateAction), subject_id__in=list(actions),
        verb__in=[Verb.ACTION_CONFIRMED, Verb.ACTION_WITHDRAWN, Verb.ACTION_READERS_CHANGED],
    )  # fmt: skip
    told: dict[int, list[tuple[datetime, str, dict[str, Any]]]] = defaultdict(list)
    for pk, at, verb, details in lines.order_by("happened_at", "pk").values_list("subject_id", "happened_at", "verb", "details"):
        told[pk or 0].append((at, verb, details))
    return {pk: _open(action, told[pk]) for pk, action in actions.items()}


def _open(action: dict[str, Any], lines: list[tuple[datetime, str, dict[str, Any]]]) -> Spans:
    if not any(verb == Verb.ACTION_CONFIRMED for _at, verb, _details in lines):
        lines = sorted([(action["confirmed_at"], Verb.ACTION_CONFIRMED.value, {}), *lines], key=lambda line: line[0])
    before = [details["before"]["readers"] for _at, _verb, details in lines if "readers" in details.get("before", {})]
    readers, is_published = before[0] if before else action["readers"], False
    spans: Spans = []
    since: datetime | None = None
    for at, verb, details in lines:
        is_published = verb == Verb.ACTION_CONFIRMED or (is_published and verb != Verb.ACTION_WITHDRAWN)
        readers = details.get("after", {}).get("readers", readers)
        is_open = is_published and readers in OPEN
        if is_open and since is None:
            since = at
        elif not is_open and since is not None:
            spans.append((since, at))
            since = None
    return [*spans, (since, action["withdrawn_at"])] if since is not None else spans


def _numbers(keys: Any) -> dict[int, int]:
    return {key: number for number, key in enumerate(keys)}


def _quarters(first: date, last: date) -> list[date]:
    """The first days of the quarters from that day to the other, the latest of them where there are too many."""
    numbers = range(4 * first.year + (first.month - 1) // 3, 4 * last.year + (last.month - 1) // 3 + 1)
    return [date(number // 4, 3 * (number % 4) + 1, 1) for number in numbers][-MOST_QUARTERS:]
