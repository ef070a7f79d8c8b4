"""Officials' seats: asked for, answered, left; and what waits for an answer now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import LEAD, OFFICIAL, OUTSIDER, end_of_post, is_account
from c40net.sample.places import BUSY, FULL, Place, Stewards
from c40net.sample.texts import ANSWER, DECLINES, OFFERS, QUESTION, SEEKS
from cities.models import City
from networks.models import Network, Seat, SeatMessage
from officials.models import Official, User

HOW_MANY = [6, 32, 28, 19, 10, 5]  # weights of having asked for a seat in 0, 1, 2 … networks
# Where these accounts sit for sure, and first.
SURE = {LEAD: (BUSY,), OFFICIAL: (FULL, BUSY)}
MEMBERS = 70  # at least, before some decline, leave and come lately


class Seating:
    """Draws seats so that nobody has two in one network and nobody sits where their city is not."""

    def __init__(self, clock: Clock, stewards: Stewards, officials: list[Official], places: list[Place]) -> None:
        self.clock, self.stewards, self.officials = clock, stewards, officials
        self.places_of_city: dict[City, list[Place]] = defaultdict(list)
        self.places_in_network: dict[Network, list[Place]] = defaultdict(list)
        for place in places:
            self.places_of_city[place.city].append(place)
            self.places_in_network[place.network].append(place)
        self.officials_of_city: dict[City, list[Official]] = defaultdict(list)
        for official in officials:
            self.officials_of_city[official.city].append(official)
        self.seats: list[Seat] = []
        self.taken: set[tuple[Network, Official]] = set()

    def draw(self) -> list[Seat]:
        for official in self.officials:
            for place in self._chosen(official):
                self._live(official, place)
        for network in self.places_in_network:
            self._fill(network)
        for network in self.places_in_network:
            self._join_lately(network, 7 if network.slug == BUSY else self.clock.rng.randint(1, 3))
        self._wait(next(official for official in self.officials if official.user.email == OFFICIAL))
        for network in self.places_in_network:
            self._ask_now(network, 5 if network.slug == BUSY else self.clock.rng.randint(2, 4))
        return self.seats

    def _chosen(self, official: Official) -> list[Place]:
        own = self.places_of_city[official.city]
        if official.user.email == OUTSIDER:
            own = [place for place in own if place.network.slug != BUSY]
        wanted = 2 if is_account(official) else self.clock.rng.choices(range(len(HOW_MANY)), HOW_MANY)[0]
        chosen = self.clock.rng.sample(own, min(wanted, len(own)))
        first = [place for slug in SURE.get(official.user.email, ()) for place in own if place.network.slug == slug]
        return [*first, *(place for place in chosen if place not in first)]

    def _live(self, official: Official, place: Place) -> None:
        """A seat over the years: asked for, answered, and for some left again."""
        clock, zone = self.clock, official.city.time_zone
        ends = [end for end in (place.end, end_of_post(official)) if end]
        after, before = max(official.user.created_at, place.start), min([clock.days_ago(14), *ends])
        if before - after < timedelta(days=15):
            return
        soon = is_account(official) or clock.rng.random() < 0.5  # noqa: PLR2004
        asked = clock.moment(after, min(before, after + timedelta(days=40)) if soon else before, zone)
        decided = clock.moment(asked, min(asked + timedelta(days=9), before), zone)
        seat = self._seat(official, place.network, asked)
        self._answer(seat, decided, declined=not is_account(official) and clock.rng.random() < 0.06)  # noqa: PLR2004
        if seat.status == Seat.Status.DECLINED:
            return
        if ends:
            self._leave(seat, min(ends))
        elif not is_account(official) and decided < clock.days_ago(90) and clock.rng.random() < 0.1:  # noqa: PLR2004
            self._leave(seat, clock.moment(decided + timedelta(days=30), clock.days_ago(1), zone))

    def _fill(self, network: Network) -> None:
        """A network of few cities has more people of each. Two of each are left who come lately or ask now."""
        number = MEMBERS - len([seat for seat in self.seats if seat.network == network and seat.status == Seat.Status.ACTIVE])
        free = [(official, place) for place in self.places_in_network[network] for official in self._free(place)[2:]]
        for official, place in self.clock.rng.sample(free, min(max(number, 0), len(free))):
            self._live(official, place)

    def _join_lately(self, network: Network, number: int) -> None:
        """In the last two weeks; from cities that are new themselves first."""
        clock = self.clock
        for place in sorted(self.places_in_network[network], key=lambda place: place.start, reverse=True):
            for official in self._free(place)[:1]:
                if number and clock.rng.random() < 0.7 + (place.start > clock.days_ago(14)):
                    number -= 1
                    asked = clock.moment(max(place.start, clock.days_ago(12)), clock.days_ago(1.5), official.city.time_zone)
                    decided = clock.moment(asked, min(asked + timedelta(days=4), clock.days_ago(0.1)), official.city.time_zone)
                    self._answer(self._seat(official, network, asked), decided)

    def _ask_now(self, network: Network, number: int) -> None:
        """Requests that wait; the last from a city that is not in the network yet."""
        inside = [official for place in self.places_in_network[network] for official in self._free(place)]
        cities = {place.city for place in self.places_in_network[network]}
        outside = [o for o in self.officials if o.city not in cities and self._may_ask(network, o)]
        asking = self.clock.rng.sample(inside, min(number - 1, len(inside))) + self.clock.rng.sample(outside, min(1, len(outside)))
        for official in asking:
            self._seat(official, network, self.clock.moment(self.clock.days_ago(9), self.clock.days_ago(0.1), official.city.time_zone))

    def _wait(self, official: Official) -> None:
        """One request of the official's account waits too."""
        for place in self.places_of_city[official.city]:
            if place.end is None and (place.network, official) not in self.taken:
                asked = self.clock.moment(self.clock.days_ago(4), self.clock.days_ago(2), official.city.time_zone)
                self._seat(official, place.network, asked)
                return

    def _free(self, place: Place) -> list[Official]:
        """Those of the place's city who could ask now."""
        if place.end:
            return []
        return [official for official in self.officials_of_city[place.city] if self._may_ask(place.network, official)]

    def _may_ask(self, network: Network, official: Official) -> bool:
        been_here = official.user.created_at < self.clock.days_ago(14)
        return been_here and not is_account(official) and not official.ended_on and (network, official) not in self.taken

    def _seat(self, official: Official, network: Network, asked: datetime) -> Seat:
        rng, area = self.clock.rng, network.area.slug
        offers, seeks = rng.choice(OFFERS[area]), rng.choice(SEEKS[area])
        seat = Seat(network=network, official=official, offers=offers, seeks=seeks, requested_at=asked)
        self.taken.add((network, official))
        self.seats.append(seat)
        return seat

    def _answer(self, seat: Seat, at: datetime, *, declined: bool = False) -> None:
        seat.decided_at = at
        seat.decided_by = self.stewards.at(seat.network, at)
        if declined:
            seat.status, seat.reason = Seat.Status.DECLINED, self.clock.rng.choice(DECLINES)
        else:
            seat.status, seat.started_at = Seat.Status.ACTIVE, at

    def _leave(self, seat: Seat, at: datetime) -> None:
        seat.status, seat.ended_at = Seat.Status.LEFT, at


def lines(seats: Iterable[Seat]) -> Iterator[Activity]:
    """What the activity log has of these seats. Who was invited never asked."""
    for seat in seats:
        asker = seat.official.user
        if seat.requested_at != seat.decided_at:
            yield _line(Verb.SEAT_REQUESTED, seat, asker, seat.requested_at)
        if seat.status == Seat.Status.DECLINED:
            yield _line(Verb.SEAT_DECLINED, seat, seat.decided_by, seat.decided_at)
        if seat.started_at:
            yield _line(Verb.SEAT_STARTED, seat, seat.decided_by, seat.started_at)
        if seat.ended_at:
            yield _line(Verb.SEAT_LEFT, seat, asker, seat.ended_at)


def _line(verb: Verb, seat: Seat, by: User | None, at: datetime | None) -> Activity:
    return activity(verb, by=by, subject=seat.official, network=seat.network, official=seat.official, at=at)


def ask(clock: Clock, seats: list[Seat], stewards: Stewards) -> Iterator[Activity]:
    """Two of the busy network's requests have a question, one of them with its answer; and so has that of the official's account."""
    waiting = [seat for seat in seats if seat.status == Seat.Status.REQUESTED]
    asked = [seat for seat in waiting if seat.network.slug == BUSY][:2] + [seat for seat in waiting if is_account(seat.official)]
    for number, seat in enumerate(asked):
        manager = stewards.at(seat.network, seat.requested_at)
        yield _write(
            Verb.SEAT_QUESTION_ASKED, seat, manager, QUESTION, clock.moment(seat.requested_at, clock.now, seat.official.city.time_zone)
        )
        if number == 0:
            yield _write(Verb.SEAT_QUESTION_ANSWERED, seat, seat.official.user, ANSWER, clock.now)


def _write(verb: Verb, seat: Seat, by: User | None, text: str, at: datetime) -> Activity:
    SeatMessage.objects.create(seat=seat, author=by, text=text, sent_at=at)
    return _line(verb, seat, by, at)
