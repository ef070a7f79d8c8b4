from typing import Any

from django import template

from access.querysets import prepared
from cities.models import City
from networks.models import Network
from stories.models import Edition, Story
from stories.queries import lines, lines_of

register = template.Library()
LATEST = 3


@register.inclusion_tag("stories/_latest.html", takes_context=True)
def latest_stories(context: dict[str, Any]) -> dict[str, Any]:
    """On the first page: the newest three."""
    found = Story.objects.visible_to(context["user"]).published().newest_first()
    return {"lines": lines(found[:LATEST]), "LANGUAGE_CODE": context.get("LANGUAGE_CODE")}


@register.inclusion_tag("stories/_card.html", takes_context=True)
def stories_of_network(context: dict[str, Any], network: Network) -> dict[str, Any]:
    return {"lines": lines_of(_of_network(context["user"], network.pk))}


@prepared
def _of_network(user: Any, network: int) -> Any:
    return Story.objects.visible_to(user).published().filter(network=network).newest_first().with_words()[:LATEST]


@register.inclusion_tag("stories/_card.html", takes_context=True)
def stories_of_city(context: dict[str, Any], city: City) -> dict[str, Any]:
    return {"lines": lines_of(_of_city(context["user"], city.pk))}


@prepared
def _of_city(user: Any, city: int) -> Any:
    return Story.objects.visible_to(user).published().filter(city=city).newest_first().with_words()[:LATEST]


@register.inclusion_tag("stories/_to_agree.html", takes_context=True)
def stories_to_agree(context: dict[str, Any]) -> dict[str, Any]:
    """At home: what waits for the consent of the reader's city."""
    asked = Edition.objects.filter(status=Edition.Status.ASKED, story__in=Story.objects.waiting_for(context["user"]))
    return {"editions": asked.with_stories().latest_first()}


@register.inclusion_tag("stories/_to_publish.html", takes_context=True)
def stories_to_publish(context: dict[str, Any]) -> dict[str, Any]:
    """For a manager: to which the city agreed."""
    run = Network.objects.run_by(context["user"])
    agreed = Edition.objects.filter(status=Edition.Status.AGREED, story__network__in=run)
    return {"editions": agreed.with_stories().latest_first()}
