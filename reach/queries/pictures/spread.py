"""How practices spread from city to city: those that most cities adopted, each a line. The cities are those of the figure “adoptions”."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import ClimateAction, Practice
from reach.models import Counted, Snapshot
from reach.queries import Scope
from reach.queries.pictures.charts import Line, Lines, Point
from reach.queries.pictures.picture import Cell, Picture, Table, words
from reach.queries.pictures.reasons import said_day, source_of

# More lines could not be told apart.
DRAWN = 5
# Of fewer there is no spread.
FEWEST = 2


def picture(*, user: Any, scope: Scope, since: date | None, until: date | None = None) -> Picture:
    """Of the practices that this reader may know, on the last day that was counted."""
    snapshots = Snapshot.objects.computed().newest_first().filter(reckoning__isnull=False)
    last = (snapshots.filter(as_of__lte=until) if until else snapshots).first()
    months = _adoptions(last, user, scope) if last and not scope.city else {}
    cities = {practice: sum(of_practice.values()) for practice, of_practice in months.items()}
    practices = Practice.objects.select_related("network").in_bulk([pk for pk, number in cities.items() if number >= FEWEST])
    found = sorted(practices.values(), key=lambda practice: (-cities[practice.pk], practice.name))
    rows = [[words(one), words(one.network or ""), Cell(number_format(cities[one.pk]), cities[one.pk])] for one in found]
    told = [_("%(practice)s: %(cities)s") % {"practice": one, "cities": _cities(cities[one.pk])} for one in found[:DRAWN]]
    return Picture(
        key="spread",
        # A line alone does not say what it is.
        title=told[0] if len(found) == 1 else _("How practices spread from city to city"),
        says=". ".join(told) or _("No practice that you may see has been adopted by two cities yet."),
        source=source_of(scope, last.as_of if last else None),
        table=Table([_("Practice"), _("Network"), _("Cities that adopted it")], rows),
        chart=Lines([_line(one, months[one.pk], since, last.as_of) for one in found[:DRAWN]]) if found and last else None,
    )


def _adoptions(last: Snapshot, user: Any, scope: Scope) -> dict[int, dict[date, int]]:
    """Of each practice: how many cities adopted it in which month."""
    of_practice = ClimateAction.objects.filter(pk=OuterRef("thing_id"), practice__in=Practice.objects.visible_to(user).values("pk"))
    counted = Counted.objects.on(last.as_of, known_at=last.reckoning_id or 0).filter(part="adoptions", **scope.where)
    rows = counted.annotate(practice=Subquery(of_practice.values("practice")[:1]), month=TruncMonth("since"))
    months: dict[int, dict[date, int]] = defaultdict(dict)
    for practice, month, number in rows.exclude(practice=None).values_list("practice", "month").annotate(Count("pk")).order_by("month"):
        months[practice][month] = number
    return months


def _line(practice: Practice, months: dict[date, int], since: date | None, until: date) -> Line:
    """How many cities had it at the end of each month in which one adopted it, from the first day shown to the last."""
    days = [min((month + timedelta(days=31)).replace(day=1) - timedelta(days=1), until) for month in months]
    known = list(zip(days, accumulate(months.values()), strict=True))
    before = [number for day, number in known if since and day < since]
    start = [(since, before[-1] if before else 0)] if since else []
    shown = [*start, *((day, number) for day, number in known if not since or day >= since)]
    shown += [(until, shown[-1][1])] if shown[-1][0] < until else []
    return Line(str(practice), [Point(day, said_day(day, "medium"), number, number_format(number)) for day, number in shown])


def _cities(number: int) -> str:
    return ngettext("%(n)s city", "%(n)s cities", number) % {"n": number_format(number)}
