from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

from access.querysets import prepared
from actions.models import ClimateAction, Proposal
from actions.queries import waits_for_city
from cities.models import City

register = template.Library()
SHOWN = 5


@register.filter
def plain_number(value: Decimal) -> str:
    """1,200 and 2.5, as the reader's language writes them: no zeros that nobody wrote."""
    digits = f"{value:f}"
    return number_format(Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits), force_grouping=True)


@register.inclusion_tag("actions/_of_city.html", takes_context=True)
def actions_of_city(context: dict[str, Any], city: City) -> dict[str, Any]:
    """The latest of what a city does, as far as it opens it to the reader."""
    actions = _latest_of_city(context["user"], city.pk)
    return {"city": city, "actions": actions[:SHOWN], "has_more": len(actions) > SHOWN}


@prepared
def _latest_of_city(user: Any, city: int) -> Any:
    return ClimateAction.objects.visible_to(user).of_city(city).with_names().latest_first()[: SHOWN + 1]


@register.inclusion_tag("actions/_my_city.html", takes_context=True)
def my_city_actions(context: dict[str, Any]) -> dict[str, Any]:
    """What waits for the reader in their city's actions."""
    return {"waits": waits_for_city(context["user"]), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("actions/_proposals.html", takes_context=True)
def proposals_that_wait(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader proposed to cities and has no answer to yet."""
    return {"proposals": Proposal.objects.waiting().filter(proposed_by=context["user"]).with_names().newest_first()[:SHOWN]}
