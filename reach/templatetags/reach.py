from collections.abc import Iterable
from typing import Any

from django import template

from networks.models import Network
from reach import queries

register = template.Library()
# The first page is for what needs somebody: of the rest, a taste.
NETWORKS, FIGURES_OF_EACH = 3, 2


@register.inclusion_tag("reach/_headline_figures.html")
def headline_figures() -> dict[str, Any]:
    """The five reasons, each with what can be shown for it today."""
    return {"reasons": queries.reasons()}


@register.inclusion_tag("reach/_network_figures.html")
def network_figures(network: Network) -> dict[str, Any]:
    """Whom a network reaches, in a line."""
    return {"network": network, "value": queries.headline(queries.FIGURE["officials-per-staff"], queries.Scope(network=network))}


@register.inclusion_tag("reach/_my_networks.html")
def what_comes_of(networks: Iterable[Network]) -> dict[str, Any]:
    """Of some of one's own networks, what is known of what they lead to."""
    found = queries.of_networks(list(networks))
    return {"networks": [(network, values[:FIGURES_OF_EACH]) for network, values in found[:NETWORKS]]}
