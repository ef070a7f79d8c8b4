from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from reach.queries import History
from reach.queries.pictures import LOOKS, NARROW, WIDE, Picture, over_time

register = template.Library()
# A table on a page is for reading; the file has the rest.
ROWS_SHOWN = 100


@register.inclusion_tag("reach/_picture.html")
def picture(found: Picture, chosen: dict[str, str], *, is_small: bool = False) -> dict[str, Any]:
    """A picture with the table behind it, and both as files. `chosen`: of what scope and period."""

    def address(kind: str, **more: str) -> str:
        query = urlencode({**chosen, **more})
        return reverse("reach_picture", args=[found.key, kind]) + (f"?{query}" if query else "")

    chart, width = found.chart, NARROW if is_small else WIDE
    return {
        "picture": found,
        "is_small": is_small,
        "rows": found.table.rows[:ROWS_SHOWN],
        "more": max(len(found.table.rows) - ROWS_SHOWN, 0),
        "look": {look.replace("-", "_"): address("svg", look=look) for look in LOOKS} if chart else {},
        "width": width,
        "height": chart.height(width) if chart else 0,
        "narrow_width": NARROW,
        "narrow_height": chart.height(NARROW) if chart else 0,
        "files": [(kind.upper(), address(kind)) for kind in (["png", "svg", "csv"] if chart else ["csv"])] if found.table.rows else [],
        "options": address("json"),
    }


@register.inclusion_tag("reach/_picture.html")
def history_picture(history: History, filters: Any) -> dict[str, Any]:
    """A figure over time, without its table: its page has one with more in it."""
    scope = history.values[-1].scope
    return {**picture(over_time(history, scope), {**scope.query, "period": filters.cleaned_data["period"]}), "rows": []}
