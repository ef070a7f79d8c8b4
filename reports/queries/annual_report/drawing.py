"""From the words and pictures of a year to the file."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from networks.models import Network
from officials.models import today
from reach.models import Snapshot
from reach.queries.pictures import OVER_TIME, WIDE, Picture
from reach.queries.pictures import pdf as draw
from reports.queries.annual_report import sections
from reports.queries.annual_report.facts import Facts

TEMPLATE = settings.BASE_DIR / "reports/data/annual_report.typ"
# Pixels, so that words in pictures are as large as those beside them.
HALF, THIRD = 480, 230


def years(network: Network) -> list[int]:
    """Of which there is a report, the newest first: since it began, or since figures are counted."""
    newest = _newest_year(network)
    begin = max(network.started_on.year, _first_counted() or newest)
    return list(range(newest, min(begin, newest) - 1, -1))


def _first_counted() -> int | None:
    first = Snapshot.objects.computed().order_by("as_of").values_list("as_of", flat=True).first()
    return first.year if first else None


def _newest_year(network: Network) -> int:
    return min(network.ended_on or today(), today()).year


def all_years() -> list[int]:
    """Of which some network may have one."""
    first = _first_counted()
    return list(range(today().year, (first or today().year) - 1, -1))


def file_name(slug: str, year: int) -> str:
    return f"c40net-{slug}-{year}.pdf"


def pdf(*, network: Network, year: int, user: Any) -> bytes:
    """CannotDrawError where the renderer fails or rests."""
    facts = Facts(network, year, user)
    pictures = _pictures(facts)
    said = {key: {"alt": picture.says, "title": picture.title} for key, (picture, _width) in pictures.items()}
    content = words(facts)
    if "ties" in said:
        said["ties"]["alt"] = content["ties"]
    return draw(TEMPLATE.read_text(), {**content, "pictures": said}, pictures)


def words(facts: Facts) -> dict[str, Any]:
    """All that stands in it, beside the pictures."""
    return {
        **sections.frame(facts),
        "in_short": sections.in_short(facts),
        "reasons_heading": _("Five reasons networks work"),
        "reasons": sections.reasons(facts),
        "members": sections.members(facts),
        "workshops": sections.workshops(facts),
        "actions": sections.actions(facts),
        "agreements": sections.agreements(facts),
        "stories": sections.stories(facts),
        "method": sections.method(facts),
    }


def _pictures(facts: Facts) -> dict[str, tuple[Picture, int]]:
    """By the names by which the template asks for them, with how wide they are drawn."""
    found = {"map": (facts.pictures.map, WIDE), "ties": (facts.ties, WIDE)}
    for shown in facts.pictures.reasons:
        found[shown.reason.key] = (shown.picture, HALF)
        if shown.over_time:
            found[shown.reason.key + OVER_TIME] = (shown.over_time, THIRD)
    return {key: (picture, width) for key, (picture, width) in found.items() if picture.chart}
