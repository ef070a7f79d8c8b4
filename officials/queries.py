"""What pages show of people that is more than a list of rows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from officials.models import Official, User


def networks(user: User) -> QuerySet[Any]:
    """Those that are shared with this person and still work. Networks lie above this app, so they are reached through the seats."""
    return Official.objects.network_model().objects.shared_with(user).open().order_by("name")


def networks_in_common(user: User, person: User) -> QuerySet[Any]:
    """Where the person has an active seat, of those shared with this user."""
    return networks(user).filter(seats__status="active", seats__official__in=person.posts.current())


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
