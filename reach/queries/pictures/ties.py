"""Who learns from whom: answers given to questions, actions adapted, introductions that both accepted; from city to city.

It holds what its reader may read anyway, and never what was written in confidence, so that the picture may be passed on.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Adaptation, ClimateAction
from cities.models import City
from exchange.models import IN_CONFIDENCE, Introduction, Reply
from officials.models import today
from reach.queries import Scope
from reach.queries.pictures.drawn_maps import Knot, Thread, TieGraph
from reach.queries.pictures.picture import Cell, Picture, Table, words
from reach.queries.pictures.reasons import source_of

# A picture of more cities helps nobody: the strongest ties are drawn, the table has all.
DRAWN = 36


@dataclass(frozen=True)
class Tie:
    """What one city gave another."""

    giver: City
    learner: City
    answers: int
    adaptations: int
    introductions: int

    @property
    def number(self) -> int:
        return self.answers + self.adaptations + self.introductions

    @property
    def is_across(self) -> bool:
        return self.giver.region != self.learner.region


def ties(*, user: Any, scope: Scope, since: date | None, until: date | None = None, for_all_members: bool = False) -> list[Tie]:
    """The strongest first. Four queries. For all members of a network it is what every one of them may read, whoever asks."""
    counted: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    adaptations, introductions = _adaptations(user, scope), _introductions(user, scope)
    if for_all_members:
        opened = ClimateAction.objects.filter(Q(readers="public") | Q(readers="members", practice__network=scope.network)).values("pk")
        adaptations, introductions = adaptations.filter(action__in=opened, origin__in=opened), introductions.none()
    kinds = (_answers(user, scope), adaptations, introductions)
    for kind, rows in enumerate(_in_period(rows, since, until) for rows in kinds):
        for giver, learner, number in rows.values_list("gave", "learned").annotate(number=Count("pk")).order_by():
            counted[giver, learner][kind] += number
    cities = City.objects.only("name", "region").in_bulk({city for pair in counted for city in pair})
    found = [Tie(cities[giver], cities[learner], *numbers) for (giver, learner), numbers in counted.items()]
    return sorted(found, key=lambda tie: (-tie.number, tie.giver.name, tie.learner.name))


def _answers(user: Any, scope: Scope) -> Any:
    rows = Reply.objects.visible_to(user).from_another_city().filter(question__official__isnull=False)
    rows = rows.filter(hidden_at__isnull=True, question__hidden_at__isnull=True)
    rows = rows.exclude(Q(label__in=IN_CONFIDENCE) | Q(question__label__in=IN_CONFIDENCE))
    places = {"gave": F("official__city"), "learned": F("question__official__city")}
    return _chosen(rows, scope, places, network="question__network", on="posted_at")


def _adaptations(user: Any, scope: Scope) -> Any:
    seen = ClimateAction.objects.visible_to(user).filter(status=ClimateAction.Status.PUBLISHED).values("pk")
    rows = Adaptation.objects.filter(action__in=seen, origin__in=seen)
    places = {"gave": F("origin__city"), "learned": F("action__city")}
    return _chosen(rows, scope, places, network="action__practice__network", on="created_at")


def _introductions(user: Any, scope: Scope) -> Any:
    rows = Introduction.objects.visible_to(user).filter(status=Introduction.Status.AGREED)
    places = {"gave": F("giver__city"), "learned": F("seeker__city")}
    return _chosen(rows, scope, places, network="network", on="settled_at")


def _chosen(rows: Any, scope: Scope, places: dict[str, Any], *, network: str, on: str) -> Any:
    rows = rows.annotate(**places, happened_at=F(on)).exclude(gave=F("learned"))
    if scope.network:
        rows = rows.filter(**{network: scope.network})
    if scope.region:
        of_region = City.objects.filter(region=scope.region).values("pk")
        rows = rows.filter(Q(gave__in=of_region) | Q(learned__in=of_region))
    if scope.city:
        rows = rows.filter(Q(gave=scope.city) | Q(learned=scope.city))
    return rows


def _in_period(rows: Any, since: date | None, until: date | None) -> Any:
    if since:
        rows = rows.filter(happened_at__date__gte=since)
    return rows.filter(happened_at__date__lte=until) if until else rows


def picture(found: list[Tie], scope: Scope, until: date | None = None) -> Picture:
    across = sum(tie.number for tie in found if tie.is_across)
    total = sum(tie.number for tie in found)
    in_words = cache(number_format)  # most are small, and there may be many thousands of them
    columns = [_("Who gave"), _("Who learned"), _("Answers"), _("Actions adapted"), _("Introductions"), _("All")]
    rows = [
        [
            words(tie.giver),
            words(tie.learner),
            *(Cell(in_words(n), n) for n in (tie.answers, tie.adaptations, tie.introductions, tie.number)),
        ]
        for tie in found
    ]
    return Picture(
        key="ties",
        title=_title(found),
        says=_says(found, total, across),
        source=source_of(scope, until or today()),
        table=Table(columns, rows),
        chart=_graph(found) if found else None,
    )


def _title(found: list[Tie]) -> str:
    learners = len({tie.learner.pk for tie in found})
    givers = len({tie.giver.pk for tie in found})
    if not found:
        return _("Who learns from whom")
    learned = ngettext("%(n)s city learned", "%(n)s cities learned", learners) % {"n": number_format(learners)}
    gave = ngettext("from %(n)s other", "from %(n)s others", givers) % {"n": number_format(givers)}
    return _("%(learned)s %(gave)s") % {"learned": learned, "gave": gave}


def _says(found: list[Tie], total: int, across: int) -> str:
    if not found:
        return _("Nothing yet that may be shown: no answer, no adapted action and no introduction between two cities.")
    told = {"total": number_format(total), "share": round(100 * across / total)}
    all_of_them = _("%(total)s answers, adapted actions and introductions, %(share)s %% of them between regions.") % told
    return all_of_them if found[0].number == 1 else _("%(all)s Most: %(tie)s.") % {"all": all_of_them, "tie": _thread_says(found[0])}


def _graph(found: list[Tie]) -> TieGraph:
    """Around the circle region by region, so that what leads across it leads to another part of the world."""
    gave, learned = Counter[City](), Counter[City]()
    for tie in found:
        gave[tie.giver] += tie.number
        learned[tie.learner] += tie.number
    degree = gave + learned
    drawn: set[City] = set()
    for tie in sorted(found, key=lambda tie: (-tie.number, -degree[tie.giver] - degree[tie.learner], tie.giver.name)):
        both = {tie.giver, tie.learner}
        if len(drawn | both) <= DRAWN:
            drawn |= both
    around = sorted(drawn, key=lambda city: (city.region, city.name))
    at = {city: number for number, city in enumerate(around)}
    knots = [Knot(city.name, gave[city], _knot_says(city, gave[city], learned[city])) for city in around]
    threads = [
        Thread(at[tie.giver], at[tie.learner], tie.number, tie.is_across, _thread_says(tie))
        for tie in found
        if tie.giver in drawn and tie.learner in drawn
    ]
    return TieGraph(knots, sorted(threads, key=lambda thread: (thread.giver, thread.learner)))


def _knot_says(city: City, gave: int, learned: int) -> str:
    told = {"city": city, "region": city.get_region_display(), "gave": _times(gave), "learned": _times(learned)}
    return _("%(city)s, %(region)s: gave %(gave)s, learned %(learned)s") % told


def _thread_says(tie: Tie) -> str:
    return _("%(learner)s learned from %(giver)s: %(times)s") % {"learner": tie.learner, "giver": tie.giver, "times": _times(tie.number)}


def _times(number: int) -> str:
    return ngettext("%(n)s time", "%(n)s times", number) % {"n": number_format(number)}
