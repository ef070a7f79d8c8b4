from typing import Any

from django import template

from networks.models import Network
from reach import queries

register = template.Library()


@register.inclusion_tag("reach/_headline_figures.html")
def headline_figures() -> dict[str, Any]:
    """The five reasons, each with what can be shown for it today."""
    return {"reasons": queries.reasons()}


@register.inclusion_tag("reach/_network_figures.html")
def network_figures(network: Network) -> dict[str, Any]:
    """Whom a network reaches, in a line."""
    return {"network": network, "value": queries.headlines(queries.Scope(network=network)).get("officials-per-staff")}
