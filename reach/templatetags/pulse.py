from typing import Any

from django import template

from networks.models import Network
from reach.queries.pulse import pulse_standing, pulses_that_wait

register = template.Library()


@register.inclusion_tag("reach/_pulses_that_wait.html", takes_context=True)
def pulses_to_answer(context: dict[str, Any]) -> dict[str, Any]:
    """The networks that ask the reader how it goes, until they have answered."""
    return {"rounds": pulses_that_wait(context["user"])}


@register.inclusion_tag("reach/_pulse_card.html", takes_context=True)
def pulse_card(context: dict[str, Any], network: Network) -> dict[str, Any]:
    """Whether the network asks the reader now, with the way to what members said before."""
    return {"network": network, "standing": pulse_standing(network, context["user"])}
