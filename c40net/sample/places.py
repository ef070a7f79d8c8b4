"""Who runs which network, and which city is in which: neither is public, so both are drawn, as it seems likely."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock, noon
from c40net.sample.people import MANAGER, joined
from cities.models import Category, City, Region
from networks.models import CityMembership, Network, Stewardship
from officials.models import Staff, User

# The network whose last two weeks are busy, so that its digest has something to tell.
BUSY = "public-transport"
# The network whose pages are full, as those of a large c40net are: it has asked every two weeks.
FULL = "connecting-delta-cities"
DELTA_CITIES = {
    "amsterdam", "bangkok", "buenos-aires", "copenhagen", "dhaka", "guangzhou", "ho-chi-minh-city", "hong-kong", "jakarta", "lagos",
    "london", "melbourne", "miami", "new-orleans", "new-york-city", "rotterdam", "shanghai", "singapore", "tokyo", "washington-dc",
}  # fmt: skip
AFRICA, ASIA_SW, LATIN = Region.AFRICA, Region.SOUTH_AND_WEST_ASIA, Region.LATIN_AMERICA
EUROPE, NORTH, ASIA_CE = Region.EUROPE, Region.NORTH_AMERICA, Region.CENTRAL_EAST_ASIA
ASIA_SE = Region.EAST_SOUTHEAST_ASIA_AND_OCEANIA
DRAWN_TO = {
    "air-quality": {ASIA_SW, ASIA_CE, LATIN},
    "clean-energy": {EUROPE, AFRICA, NORTH},
    "cool-cities": {ASIA_SW, AFRICA, ASIA_SE},
    "food-systems": {EUROPE, LATIN},
    "land-use-planning": {LATIN, NORTH},
    "municipal-building-decarbonisation": {EUROPE, AFRICA},
    "private-building-decarbonisation": {NORTH, EUROPE, ASIA_CE},
    "public-transport": {LATIN, ASIA_SE, AFRICA},
    "sustainable-waste-systems": {AFRICA, ASIA_SW, LATIN},
    "urban-flooding": {ASIA_CE, ASIA_SE, EUROPE},
    "walking-and-cycling": {EUROPE, LATIN},
    "waste-to-resources": {EUROPE, NORTH, ASIA_SE},
    "water-security": {AFRICA, LATIN, NORTH},
    "zero-emission-vehicles": {EUROPE, ASIA_CE, NORTH},
}


@dataclass
class Place:
    """A city's time in a network."""

    network: Network
    city: City
    start: datetime
    end: datetime | None = None
    # The membership is there already: load_world brought it.
    is_known: bool = False
    lead_from: datetime | None = None


class Stewards:
    """Who could have decided something in a network on some day."""

    def __init__(self, rng: random.Random, stewardships: Iterable[Stewardship]) -> None:
        self.rng = rng
        self.of_network: dict[Network, list[Stewardship]] = {}
        for stewardship in stewardships:
            self.of_network.setdefault(stewardship.network, []).append(stewardship)

    def at(self, network: Network, moment: datetime) -> User | None:
        day = moment.date()
        there = [s for s in self.of_network[network] if s.started_on <= day and (s.ended_on is None or s.ended_on > day)]
        return self.rng.choice(there).staff.user if there else None

    def founder_of_groups(self, network: Network) -> Staff:
        """Whoever runs the network and may run its working groups too: the manager's account runs its one network only."""
        return next(s.staff for s in self.of_network[network] if s.staff.user.email != MANAGER)


def appoint_stewards(clock: Clock, networks: list[Network], staff: list[Staff], log: list[Activity]) -> Stewards:
    """One or two for each network, there from the beginning or from their own."""
    administrator, manager, *others, former = staff
    from_the_start = [person for person in others if person.started_on <= clock.since.date()]
    stewardships = []
    for number, network in enumerate(networks):
        team = [manager] if network.slug == BUSY else []
        team.append(from_the_start[number % len(from_the_start)])
        if number % 2:
            team.append(others[-1 - number // 2 % len(others)])
        if number in {0, 1}:
            team.append(former)
        stewardships += [_stewardship(network, person) for person in dict.fromkeys(team)]
    Stewardship.objects.bulk_create(stewardships)
    log += [
        activity(Verb.STEWARDSHIP_STARTED, by=administrator.user, subject=s, network=s.network, at=noon(s.started_on)) for s in stewardships
    ]
    return Stewards(clock.rng, stewardships)


def place_cities(clock: Clock, networks: list[Network], cities: list[City], stewards: Stewards, log: list[Activity]) -> list[Place]:
    by_pk = {city.pk: city for city in cities}
    known: dict[Network, list[Place]] = {network: [] for network in networks}
    in_networks = {network.pk: network for network in networks}
    for membership in CityMembership.objects.current().filter(network__in=networks, city__in=cities).order_by("pk"):
        network = in_networks[membership.network_id]
        known[network].append(Place(network, by_pk[membership.city_id], noon(membership.started_on), is_known=True))
    places = [place for network in networks for place in _places_in(clock, network, cities, known[network])]
    CityMembership.objects.bulk_create(membership for place in places for membership in _memberships(place))
    log += [line for place in places for line in _lines(place, stewards)]
    return places


def _places_in(clock: Clock, network: Network, cities: list[City], known: list[Place]) -> list[Place]:
    taken = {place.city for place in known}
    others = [city for city in cities if city not in taken]
    drawn = [city for city in others if clock.rng.random() < _likelihood(network, city)]
    places = [_place(clock, network, city) for city in drawn]
    if not known:
        _name_leads(clock, network, places)
    newcomers = [city for city in others if city not in drawn and city.slug != "oslo"]
    days = [9.0, 3.5] if network.slug == BUSY else [clock.rng.uniform(2, 13)]
    newest = [
        Place(network, city, clock.moment(clock.days_ago(day + 1), clock.days_ago(day), city.time_zone))
        for city, day in zip(clock.rng.sample(newcomers, min(len(days), len(newcomers))), days, strict=False)
    ]
    return [*known, *places, *newest]


def _likelihood(network: Network, city: City) -> float:
    if network.slug in {BUSY, FULL} and city.slug == "jakarta":
        return 1
    if network.slug == FULL:
        return 0.9 if city.slug in DELTA_CITIES else 0
    drawn_to = city.region in DRAWN_TO.get(network.slug, set(Region))
    return 0.15 + 0.3 * drawn_to + 0.1 * (city.category == Category.MEGACITY)


def _place(clock: Clock, network: Network, city: City) -> Place:
    """Somewhat less than half of the cities were there before the sample world begins; a few have left since."""
    earliest = max(joined(city), noon(network.started_on))
    if earliest < clock.since and (clock.rng.random() < 0.45 or city.slug == "jakarta"):  # noqa: PLR2004
        start = clock.moment(earliest, clock.since, city.time_zone)
    else:
        start = clock.moment(max(earliest, clock.since), clock.days_ago(20), city.time_zone)
    place = Place(network, city, start)
    if start < clock.days_ago(300) and clock.rng.random() < 0.06 and city.slug != "jakarta":  # noqa: PLR2004
        place.end = clock.moment(max(clock.since, start + timedelta(days=180)), clock.days_ago(30), city.time_zone)
    return place


def _name_leads(clock: Clock, network: Network, places: list[Place]) -> None:
    """Where no lead city is published, one or two are drawn."""
    fit = [place for place in places if place.end is None and place.start < clock.days_ago(180) and place.city.slug != "jakarta"]
    for number, place in enumerate(clock.rng.sample(fit, min(2, len(fit)))):
        if network.slug == BUSY and number == 0:
            place.lead_from = clock.moment(clock.days_ago(6), clock.days_ago(5), place.city.time_zone)
        else:
            place.lead_from = clock.moment(max(clock.since, place.start + timedelta(days=60)), clock.days_ago(30), place.city.time_zone)


def _memberships(place: Place) -> Iterator[CityMembership]:
    if place.is_known:
        return
    end = place.lead_from or place.end
    start = place.start.date()
    yield CityMembership(network=place.network, city=place.city, started_on=start, ended_on=end.date() if end else None)
    if place.lead_from:
        lead_from = place.lead_from.date()
        yield CityMembership(network=place.network, city=place.city, role=CityMembership.Role.LEAD, started_on=lead_from)


def _lines(place: Place, stewards: Stewards) -> Iterator[Activity]:
    def line(verb: Verb, at: datetime) -> Activity:
        by = stewards.at(place.network, at)
        return activity(verb, by=by, subject=place.city, network=place.network, city=place.city, at=at)

    if not place.is_known:
        yield line(Verb.CITY_JOINED, place.start)
    if place.lead_from:
        yield line(Verb.LEAD_CITY_NAMED, place.lead_from)
    if place.end:
        yield line(Verb.CITY_LEFT, place.end)


def _stewardship(network: Network, person: Staff) -> Stewardship:
    return Stewardship(network=network, staff=person, started_on=person.started_on, ended_on=person.ended_on)
