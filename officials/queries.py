"""What pages show of people that is more than a list of rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from access.querysets import prepared
from cities.models import City
from officials.models import Official, User

# Of a list that may have a million rows: nobody turns more pages, and to count the others would take seconds.
MOST = 1000
ON_A_PAGE = 50
# At so many of those who came last it is looked at once, at all by the clock.
NEWEST = 200


class FirstThousand(Paginator):
    """Pages of the first thousand of these rows. Which they are is asked once, for their number and for every page."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.found = list(ids)
        super().__init__(self.found[:MOST], ON_A_PAGE)

    @property
    def is_more(self) -> bool:
        return len(self.found) > MOST

    def page_of(self, rows: Callable[[list[int]], Iterable[Any]], number: str | None) -> Page:
        """Page `number`, its rows given by this for their ids."""
        page = self.get_page(number)
        row_of = {row.pk: row for row in rows(list(page.object_list))}
        page.object_list = [row_of[pk] for pk in page.object_list if pk in row_of]
        return page


def first_ids(rows: QuerySet[Any]) -> QuerySet[Any]:
    """For FirstThousand: one more than it shows."""
    return rows.values_list("pk", flat=True)[: MOST + 1]


@prepared
def names_of_people(user: User) -> QuerySet[Any]:
    """Of whom FirstThousand shows, each with their id."""
    return User.objects.names_visible_to(user)[: MOST + 1]


@prepared
def visible_person(user: User, pk: int) -> QuerySet[User]:
    return User.objects.visible_to(user).filter(pk=pk)


@prepared
def _people(ids: list[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids).only("full_name", "erased_at", "speaks", "expertise")


@prepared
def _current_posts(users: list[int]) -> QuerySet[Official]:
    return Official.objects.current().filter(user__in=users).select_related("city")


def with_current_posts(people: Iterable[User]) -> list[User]:
    """As UserQuerySet.with_posts has it."""
    of = {person.pk: person for person in people}
    for person in of.values():
        person.current_posts = []  # type: ignore[attr-defined]
    for post in _current_posts(list(of)):
        of[post.user_id].current_posts.append(post)  # type: ignore[attr-defined]
    return list(of.values())


def people_of(ids: list[int]) -> list[User]:
    return with_current_posts(_people(ids))


def return_address(to: str) -> str:
    """Where mail to that address comes back if nobody takes it: one for each, so that nobody can say so of somebody else.

    None, if the installation has no mailbox for it.
    """
    box, _, host = settings.RETURN_ADDRESS.partition("@")
    sign = salted_hmac("officials.return_address", to.lower(), algorithm="sha256").hexdigest()[:24]
    return f"{box}+{sign}@{host}" if host else ""


def is_return_address_of(to: str, *, among: Iterable[str]) -> bool:
    """Whether one of these is where our mail to that address comes back."""
    own = return_address(to).lower()
    return bool(own) and any(constant_time_compare(own, address.lower()) for address in among)


def networks(user: User) -> QuerySet[Any]:
    """Those that are shared with this person and still work. Networks lie above this app, so they are reached through the seats."""
    return Official.objects.network_model().objects.shared_with(user).open().order_by("name")


@prepared
def names_of_networks(user: User) -> QuerySet[Any]:
    """Address and name of each."""
    return networks(user).values_list("slug", "name")


@prepared
def networks_in_common(user: User, person: int) -> QuerySet[Any]:
    """Where the person has an active seat, of those shared with this user."""
    return networks(user).filter(seats__status="active", seats__official__in=Official.objects.current().filter(user=person))


def waiting_for(user: User) -> QuerySet[Official]:
    """Those who wait for this city lead to vouch for them."""
    official = user.official
    if official is None or not official.is_lead or not official.is_verified:
        return Official.objects.none()
    return official.city.officials.waiting()


@dataclass(frozen=True)
class Standing:
    """Why somebody sees no more than a visitor does: who could vouch for them, or why nobody did."""

    post: Official
    leads: list[Official]


def standing(user: User) -> Standing | None:
    """None for staff, for those who are believed, and for those who never worked for a city."""
    post = user.posts.select_related("city").order_by("ended_on", "pk").last() if user.official is None else user.official
    if post is None or user.staff or post.is_verified:
        return None
    leads = post.city.officials.current().verified().filter(is_lead=True).select_related("user").by_name()
    return Standing(post, list(leads))


@dataclass(frozen=True)
class MergeOfPeople:
    """What happens when one person's two entries become one: shown before, and done."""

    survivor: User
    duplicate: User
    post_moves: bool  # the duplicate works for a city and the survivor does not
    moves: list[Any]  # seats that become the survivor's
    ends: list[Any]  # seats of either that end
    stewardships: list[Any]
    addresses: list[str]

    @property
    def works_twice(self) -> bool:
        """For a city and for the secretariat, which nobody does."""
        people = (self.survivor, self.duplicate)
        return any(person.official for person in people) and any(person.staff for person in people)


def merge_of_people(survivor: User, duplicate: User) -> MergeOfPeople:
    """Of two seats in one network the one that started first stays. A seat belongs to a city, so those of another city end."""
    post, own = duplicate.official, survivor.official
    held = _held(post)
    moves, ends = list(held.values()), []
    if post and own:
        others = _held(own)
        doubled = {network for network in held if network in others}
        moves = [seat for network, seat in held.items() if network not in doubled]
        for network in doubled:
            first, second = sorted([others[network], held[network]], key=_beginning)
            ends.append(second)
            moves += [first] if first is held[network] else []
        if post.city != own.city:
            moves, ends = [], list(held.values())
    return MergeOfPeople(
        survivor=survivor,
        duplicate=duplicate,
        post_moves=post is not None and own is None,
        moves=moves,
        ends=ends,
        stewardships=list(duplicate.staff.stewardships.current().select_related("network")) if duplicate.staff else [],
        addresses=list(EmailAddress.objects.filter(user=duplicate, verified=True).values_list("email", flat=True)),
    )


def _held(post: Official | None) -> dict[int, Any]:
    """Seats asked for or active, by network."""
    if post is None:
        return {}
    return {seat.network_id: seat for seat in post.seats.held().select_related("network").order_by("network__name")}


def _beginning(seat: Any) -> tuple[bool, datetime]:
    return seat.started_at is None, seat.started_at or seat.requested_at


@dataclass(frozen=True)
class Namesakes:
    """People who have the same name, whatever the accents and the case, and work for the same city."""

    city: City
    posts: list[Official]


def namesakes(limit: int) -> list[Namesakes]:
    """The first by name of those that the clock has found, and of the newest officials, at whom it may not have looked yet."""
    officials = Official.objects.current().annotate(folded=F("user__full_name__folded"))
    other = officials.filter(city=OuterRef("city"), folded=OuterRef("folded")).exclude(pk=OuterRef("pk"))
    newest = officials.filter(pk__in=list(officials.order_by("-pk").values_list("pk", flat=True)[:NEWEST]))
    found = officials.filter(has_namesake=True).values("folded", "city").annotate(n=Count("pk")).filter(n__gt=1)
    both = (found, newest.filter(Exists(other)).values("folded", "city"))
    keys = set(sorted({(row["folded"], row["city"]) for rows in both for row in rows})[:limit])
    rows = officials.filter(city__in={city for _name, city in keys}, folded__in={name for name, _city in keys})
    posts: dict[tuple[str, int], list[Official]] = defaultdict(list)
    for post in rows.with_people().order_by("city__name", "folded", "pk"):
        posts[post.folded, post.city_id].append(post)
    return [Namesakes(of_one[0].city, of_one) for key, of_one in posts.items() if key in keys]


@dataclass(frozen=True)
class MergeOfCities:
    """What happens when one city's two entries become one."""

    survivor: City
    duplicate: City
    official_count: int
    moves: list[Any]  # memberships of networks that become the survivor's
    ends: list[Any]  # current ones, of either, that end


def merge_of_cities(survivor: City, duplicate: City) -> MergeOfCities:
    """Of two current memberships of one network the one that started first stays."""
    others = {membership.network_id: membership for membership in _current(survivor)}
    doubled = [(others[own.network_id], own) for own in _current(duplicate) if own.network_id in others]
    ends = [other if own.started_on < other.started_on else own for other, own in doubled]
    moves = duplicate.network_memberships.select_related("network").order_by("network__name", "started_on")
    return MergeOfCities(survivor, duplicate, duplicate.officials.count(), list(moves), ends)


def _current(city: City) -> Any:
    return city.network_memberships.current().select_related("network", "city").order_by("network__name")
