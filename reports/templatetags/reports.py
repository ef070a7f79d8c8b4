from typing import Any

from django import template

from networks.models import Network
from reports.queries import annual_report

register = template.Library()


@register.inclusion_tag("reports/_annual_reports.html", takes_context=True)
def annual_reports(context: dict[str, Any], network: Network) -> dict[str, Any]:
    """On its page of figures, for all with whom it is shared: each year's."""
    newest, *earlier = annual_report.years(network)
    return {"network": network, "newest": newest, "earlier": earlier, "csrf_token": context.get("csrf_token")}
