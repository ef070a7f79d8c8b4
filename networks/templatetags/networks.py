from datetime import date
from typing import Any

from django import template

from access.querysets import prepared
from cities.models import City
from networks.models import CityMembership, Network, Seat
from networks.queries import networks_by_area as by_area

register = template.Library()


@register.inclusion_tag("networks/_by_area.html", takes_context=True)
def networks_by_area(context: dict[str, Any]) -> dict[str, Any]:
    """The open networks under their areas."""
    return {"areas": by_area(Network.objects.visible_to(context["user"]).top_level().open())}


@register.inclusion_tag("networks/_of_city.html", takes_context=True)
def networks_of_city(context: dict[str, Any], city: City) -> dict[str, Any]:
    """The networks that a city is in, and those that it was in."""
    by_end = sorted(_memberships(context["user"], city.pk), key=lambda one: one.ended_on or date.max, reverse=True)
    current = [membership for membership in by_end if membership.ended_on is None]
    still_in = {membership.network_id for membership in current}
    past = [membership for membership in by_end if membership.network_id not in still_in]
    return {"city": city, "current": current, "past": past}


@prepared
def _memberships(user: Any, city: int) -> Any:
    memberships = CityMembership.objects.filter(city=city, network__in=Network.objects.ids_visible_to(user))
    return memberships.select_related("network").order_by("network__name")


@register.inclusion_tag("networks/_waits_for_manager.html", takes_context=True)
def waits_for_manager(context: dict[str, Any]) -> dict[str, Any]:
    """How many requests the reader has to answer, with the way there."""
    return {"count": Seat.objects.requested().filter(network__in=Network.objects.run_by(context["user"])).count()}
