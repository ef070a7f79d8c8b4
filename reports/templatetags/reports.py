from typing import Any

from django import template

from networks.models import Network
from reports.queries import annual_report

register = template.Library()


@register.inclusion_tag("reports/_annual_reports.html")
def annual_reports(network: Network) -> dict[str, Any]:
    """On its page of figures, for all with whom it is shared: each year's."""
    newest, *earlier = annual_report.years(network)
    return {"network": network, "newest": newest, "earlier": earlier}


@register.inclusion_tag("reports/_annual_report_link.html")
def newest_annual_report(network: Network) -> dict[str, Any]:
    return {"network": network, "year": annual_report.newest_year(network)}


@register.inclusion_tag("reports/_annual_report_choice.html", takes_context=True)
def annual_report_choice(context: dict[str, Any]) -> dict[str, Any]:
    """For an administrator: of any network and year, to be drawn by a worker."""
    networks = Network.objects.shared_with(context["user"]).order_by("name")
    return {"networks": networks, "years": annual_report.all_years(), "csrf_token": context.get("csrf_token")}
