"""The words of an annual report, in the language that is active, as reports/data/annual_report.typ takes them."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from actions.models import Stage
from officials.models import today
from partnerships.queries import listed, money
from reach.queries import FIGURE, FIGURES, Value
from reach.queries.figures import Kind
from reach.queries.pictures import Shown
from reach.queries.pictures.charts import Bars, Pairs
from reach.queries.pictures.picture import Chart
from reach.queries.pictures.reasons import ALONE, TOGETHER, said, said_day
from reports.queries.annual_report.facts import Facts

# So many actions are named; of the others it is said how many they are.
NAMED = 36
OFFICIALS = "officials-reached"

Section = dict[str, Any]


def number(n: int) -> str:
    return number_format(n, force_grouping=True)


def cities(n: int) -> str:
    return ngettext("%(n)s city", "%(n)s cities", n) % {"n": number(n)}


def frame(facts: Facts) -> Section:
    """What stands on the cover and around every page."""
    network, name = facts.network, _("Annual report %(year)s") % {"year": facts.year}
    leads = [member.membership.city.name for member in facts.members if member.membership.is_lead]
    return {
        "language": (get_language() or "en").partition("-")[0],
        "network": network.name,
        "area": str(network.parent or network.area),
        "name": name,
        "title": _("%(network)s: %(report)s") % {"network": network, "report": name},
        "purpose": network.purpose,
        "led_by": _("Led by %(cities)s") % {"cities": listed(leads)} if leads else "",
        "as_of": _as_of(facts),
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "map": _("Cities with an official in this network, each as large as it has officials"),
        "ties": _(
            "Answers to questions, and actions that one city adapted from another, in this year. An arrow leads from who gave to who"
            " learned; a green one leads to another region."
        ),
        "made": _("Drawn on %(day)s from the record of c40net") % {"day": said_day(today())},
        "link": settings.PUBLIC_URL + network.get_absolute_url(),
        "day": list(today().timetuple()[:3]),
    }


def _as_of(facts: Facts) -> str:
    if facts.as_of is None:
        return _("No figure was counted in this year")
    return _("Figures of %(day)s") % {"day": said_day(facts.as_of)}


def in_short(facts: Facts) -> Section:
    """One page for who reads one page."""
    headlines = [shown.headline for shown in facts.pictures.reasons if shown.headline] if facts.as_of else []
    return {
        "heading": _("The year in short"),
        "numbers": [{"number": number(n), "words": words} for n, words in _numbers(facts)],
        "caption": _("The five reasons networks work, and what speaks for each"),
        "columns": [_("Reason"), _("What can be said"), str(facts.year), str(facts.year - 1)],
        "rows": [_compared(shown, facts) for shown in facts.pictures.reasons] if headlines else [],
        "unsaid": _("A dash stands where nothing, or too little, was counted."),
        "nothing": _("No figure was counted in this year. What the record says of it stands on the next pages."),
        "contents": _("In this report"),
    }


def _numbers(facts: Facts) -> Iterator[tuple[int, str]]:
    members, workshops, moved = len(facts.members), len(facts.workshops), len(facts.moved)
    new = sum(member.is_new for member in facts.members)
    people = round(facts.values[OFFICIALS].number or 0) if OFFICIALS in facts.values else 0
    agreements, stories = len(facts.agreements), len(facts.stories)
    yield members, ngettext("member city", "member cities", members)
    yield new, ngettext("new city in this year", "new cities in this year", new)
    yield people, ngettext("official reached", "officials reached", people)
    yield workshops, ngettext("workshop held", "workshops held", workshops)
    yield moved, ngettext("action took a step", "actions took a step", moved)
    yield facts.stages[Stage.DONE], ngettext("action is done", "actions are done", facts.stages[Stage.DONE])
    yield agreements, ngettext("agreement under way", "agreements under way", agreements)
    yield stories, ngettext("story published", "stories published", stories)


def _compared(shown: Shown, facts: Facts) -> list[str]:
    value = shown.headline
    if value is None:
        return [str(shown.reason.name), _("No figure yet"), "", ""]
    earlier = facts.before.get(value.figure.key)
    return [str(shown.reason.name), str(value.figure.unit), _plain(value), _plain(earlier)]


def _plain(value: Value | None) -> str:
    return str(value) if value and value.number is not None else "–"


def reasons(facts: Facts) -> list[Section]:
    return [_reason(shown) for shown in facts.pictures.reasons] if facts.as_of else []


def _reason(shown: Shown) -> Section:
    headline, drawn = shown.headline, _drawn(shown.picture.chart)
    return {
        "key": shown.reason.key,
        "heading": str(shown.reason.name),
        "claim": str(shown.reason.claim),
        "value": str(headline) if headline and headline.number is not None else "",
        "unit": str(headline.figure.unit) if headline else "",
        "unsaid": said(headline) if headline and headline.number is None else "" if headline else _("No figure yet"),
        "made_of": headline.made_of if headline else "",
        "kind": str(headline.figure.kind.label) if headline else "",
        "over_time": str(headline.figure.name) if headline else "",
        "others": [[str(value.figure.name), str(value)] for value in shown.others if str(value.figure.name) not in drawn],
    }


def _drawn(chart: Chart | None) -> set[str]:
    """The names of the figures whose values the picture says already."""
    if isinstance(chart, Pairs):
        return {str(FIGURE[key].name) for key in (TOGETHER, ALONE)}
    return {bar.name for bar in chart.bars} if isinstance(chart, Bars) else set()


def members(facts: Facts) -> Section:
    rows = facts.members
    regions = []
    for _region, group in groupby(rows, key=lambda member: member.membership.city.region):
        inside = list(group)
        regions.append({
            "name": inside[0].membership.city.get_region_display(),
            "count": number(len(inside)),
            "cities": [
                {"name": m.membership.city.name, "lead": m.membership.is_lead, "new": m.is_new, "officials": number(m.officials)}
                for m in inside
            ],
        })  # fmt: skip
    silent = sum(not member.officials for member in rows)
    nobody = ngettext("%(n)s has no official here yet.", "%(n)s have no official here yet.", silent) % {"n": cities(silent)}
    return {
        "heading": _("Members"),
        "intro": _("Each city with the number of its officials who have a seat. A lead city stands in bold."),
        "silent": nobody if silent else "",
        "new": _("new"),
        "regions": regions,
        "nothing": _("No city was in this network in that year."),
    }


def workshops(facts: Facts) -> Section:
    rows = []
    for workshop in facts.workshops:
        day = workshop.starts_at.astimezone(workshop.time_zone).date()
        place = workshop.host_city.name if workshop.host_city and workshop.is_in_person else workshop.get_setting_display()
        counts = [workshop.registered_count, workshop.attended_count, workshop.city_count]  # type: ignore[attr-defined]
        rows.append([_short(day), workshop.title, place, *(number(n) for n in counts)])
    return {
        "heading": _("Workshops"),
        "intro": _("Who registered, who was there, and of how many cities they were."),
        "columns": [_("Day"), _("Workshop"), _("Where"), _("Registered"), _("Were there"), _("Cities")],
        "rows": rows,
        "nothing": _("No workshop was held in this year."),
    }


def _short(day: date) -> str:
    return said_day(day, "medium")


def actions(facts: Facts) -> Section:
    total = sum(facts.stages.values())
    stages = [*Stage.in_order(), Stage.STOPPED]
    more = len(facts.moved) - NAMED
    return {
        "heading": _("Actions"),
        "intro": ngettext(
            "%(n)s action on this network’s practices, as its cities tell it. Stages are those of the last day.",
            "%(n)s actions on this network’s practices, as their cities tell them. Stages are those of the last day.",
            total,
        ) % {"n": number(total)},
        "stages": [{"name": str(stage.label), "number": facts.stages[stage], "text": number(facts.stages[stage])} for stage in stages],
        "moved": _("What took a step in this year"),
        "columns": [_("City"), _("Action"), _("Stage"), _("Since")],
        "rows": [
            [action.city.name, action.title, str(Stage(action.stage_then).label), _short(action.since)]  # type: ignore[attr-defined]
            for action in facts.moved[:NAMED]
        ],
        "more": ngettext(
            "%(n)s more action took a step; it stands on the network’s page.",
            "%(n)s more actions took a step; they stand on the network’s page.",
            more,
        ) % {"n": number(more)} if more > 0 else "",
        "still": _("No action took a step in this year."),
        "total": total,
        "nothing": _("No city has told of an action on this network’s practices yet."),
    }  # fmt: skip


def agreements(facts: Facts) -> Section:
    rows = []
    for agreement in facts.agreements:
        signed = {"signed": number(agreement.signed_count), "cities": cities(agreement.party_count)}  # type: ignore[attr-defined]
        rows.append([
            [agreement.title, agreement.partner.name],
            _("%(start)s to %(end)s") % {"start": _short(agreement.starts_on), "end": _short(agreement.ends_on)},
            _("%(signed)s of %(cities)s") % signed,
            money(agreement.value, agreement.currency),
            money(agreement.cost, agreement.currency),
        ])  # fmt: skip
    return {
        "heading": _("Agreements"),
        "intro": _("What cities signed together with a partner: what it is worth in all, and what they pay for it together."),
        "columns": [_("Agreement"), _("Term"), _("Signed"), _("Worth"), _("They pay")],
        "rows": rows,
        "nothing": _("No agreement ran in this year."),
    }


def stories(facts: Facts) -> Section:
    return {
        "heading": _("Stories"),
        "intro": _("Published with the consent of the city; everybody may read them."),
        "rows": [
            {
                "title": line.text.title,
                "summary": line.text.summary,
                "of": _("%(city)s, %(reason)s") % {"city": line.story.city, "reason": line.story.get_reason_display()},
                "sample": _("An invented example") if line.story.is_sample else "",
                "link": settings.PUBLIC_URL + line.story.get_absolute_url(),
            }
            for line in facts.stories
        ],
        "nothing": _("No story was published in this year."),
    }


def method(facts: Facts) -> Section:
    shown = set(facts.values)
    return {
        "heading": _("How this was counted"),
        "notes": [
            _("Figures are those of the last day of the year on which they were counted (UTC), or of today while the year runs. What was"
              " told of a day that is over stays as it was told; c40net shows beside it what was corrected since."),
            _("Lists are as the record has them on the day when this report was drawn."),
            _("Nobody is named, and nothing that was shared in confidence is in it but as a number. Actions and agreements are those that"
              " all members of the network may read: pass it on with that in mind."),
            *(f"{str(kind.label).capitalize()}: {kind.meaning}" for kind in Kind if _uses(kind, shown)),
            _("Behind each figure stands the list of what was counted: %(link)s") % {"link": _reach(facts)},
        ],
        "figures": [
            {
                "name": str(figure.name),
                "kind": _("%(kind)s, version %(version)s") % {"kind": figure.kind.label, "version": figure.version},
                "definition": str(figure.definition),
                "does_not_count": _("Not counted: %(what)s") % {"what": figure.does_not_count},
                "limits": str(figure.limits),
            }
            for figure in FIGURES if figure.key in shown
        ],
    }  # fmt: skip


def _uses(kind: Kind, shown: set[str]) -> bool:
    return any(figure.kind == kind for figure in FIGURES if figure.key in shown)


def _reach(facts: Facts) -> str:
    return f"{settings.PUBLIC_URL}{facts.network.get_absolute_url()}reach/"
