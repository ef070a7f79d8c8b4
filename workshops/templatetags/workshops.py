from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from access.querysets import prepared
from cities.models import City
from networks.models import Network
from workshops.models import Workshop
from workshops.queries import MOST_SHOWN, cities_coming, standing, to_approve, what_came_of, who_comes

register = template.Library()

MOST_COMING, MOST_TO_LOOK_AFTER = 3, 5


@register.inclusion_tag("workshops/_upcoming.html", takes_context=True)
def upcoming_workshops(context: dict[str, Any], network: Network) -> dict[str, Any]:
    """What a network meets for next."""
    user = context["user"]
    return {
        "workshops": _coming(user, timezone.now(), network.pk),
        "network": network,
        "may_manage": context.get("may_manage"),
        "may_register": bool(user.official),
    }


@register.inclusion_tag("workshops/_mine.html", takes_context=True)
def my_workshops(context: dict[str, Any]) -> dict[str, Any]:
    """Where the reader goes or waits for a place, and what else is coming in their networks."""
    user = context["user"]
    rows = Workshop.objects.visible_to(user)
    if user.staff:
        rows = rows.run_by(user)
    coming = rows.upcoming().for_upcoming_rows(user).soonest_first()
    return {
        "mine": coming.exclude(my_status=None)[:MOST_COMING],  # type: ignore[misc]  # for_rows has it
        "others": coming.filter(my_status=None)[:MOST_COMING],  # type: ignore[misc]
        "may_register": bool(user.official),
    }


@register.inclusion_tag("workshops/_to_look_after.html", takes_context=True)
def workshops_to_look_after(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader manages: drafts that come near, what was held and led to nothing yet."""
    user = context["user"]
    rows = Workshop.objects.run_by(user).for_rows(user)
    return {
        "drafts": rows.drafts().soonest_first()[:MOST_TO_LOOK_AFTER],
        "without_follow_up": rows.without_follow_up().latest_first()[:MOST_TO_LOOK_AFTER],
    }


@register.inclusion_tag("workshops/_hosted.html", takes_context=True)
def workshops_hosted_by(context: dict[str, Any], city: City) -> dict[str, Any]:
    """The workshops that a city hosts, for those who may see them."""
    user = context["user"]
    return {"workshops": _hosted(user, timezone.now(), city.pk), "city": city}


@prepared
def _coming(user: Any, now: datetime, network: int) -> Any:
    return Workshop.objects.visible_to(user).in_network(network).upcoming(now).for_upcoming_rows(user).soonest_first()[:MOST_COMING]


@prepared
def _hosted(user: Any, now: datetime, city: int) -> Any:
    return Workshop.objects.visible_to(user).filter(host_city=city).upcoming(now).for_upcoming_rows(user).soonest_first()[:MOST_COMING]


@register.inclusion_tag("workshops/_came_of.html", takes_context=True)
def came_of(context: dict[str, Any], workshop: Workshop, may_manage: bool) -> dict[str, Any]:
    """What there is to read of a workshop, and what cities do next."""
    user = context["user"]
    came = what_came_of(workshop, user, may_manage=may_manage)
    return {"came": came, "city": user.official.city if user.official else None, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("workshops/_place.html", takes_context=True)
def place_of_reader(context: dict[str, Any], workshop: Workshop) -> dict[str, Any]:
    """The reader's place at a workshop, or the way to one."""
    user = context["user"]
    return {"workshop": workshop, "user": user, "standing": standing(user, workshop), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("workshops/_who_comes.html", takes_context=True)
def coming_to(context: dict[str, Any], workshop: Any) -> dict[str, Any]:
    """Who is registered, by city: the first of them."""
    return {
        "workshop": workshop,
        "cities": who_comes(workshop, context["user"], most=MOST_SHOWN),
        "city_count": cities_coming(workshop),
        "left_out": max(workshop.registered_count - MOST_SHOWN, 0),
    }


@register.simple_tag(takes_context=True)
def registrations_to_approve(context: dict[str, Any]) -> list[Workshop]:
    """Workshops where somebody waits for the reader's approval, to be answered in place."""
    return to_approve(context["user"])
