from django import template

from access.permissions import Permission
from access.services import Person, can
from cities.models import City
from officials.models import Official, User, language_name
from officials.queries import standing, waiting_for

register = template.Library()


@register.inclusion_tag("officials/_standing.html")
def who_vouches(user: User) -> dict[str, object]:
    """To somebody for whom nobody has vouched: what they wait for, or why it was declined. To a city lead: who waits for them."""
    return {"standing": standing(user), "official": user.official, "waiting_count": waiting_for(user).count()}


@register.filter
def languages(codes: list[str]) -> list[str]:
    """Their names, in the reader's language."""
    return [language_name(code) for code in codes]


@register.simple_tag
def unvouched_count() -> int:
    """How many wait for somebody to vouch for them, in all cities."""
    return Official.objects.waiting().count()


@register.simple_tag
def may_vouch(user: Person, city: City) -> bool:
    return can(user, Permission.OFFICIAL_VOUCH, city)
