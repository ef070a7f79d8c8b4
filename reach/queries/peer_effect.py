"""The peer effect: what it means, what it can and cannot show, and what was found. How it is estimated is in hazard.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Round
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from actions.models import ClimateAction
from activity.queries import Harmless
from networks.models import Network
from reach.models import PeerAdoption, PeerEffect, Refusal
from reach.queries.exposure import LEAST
from reach.queries.figures import ALL, Figure, Kind, Part, Source, median, number

# Whoever changes how it is estimated gives it the next number.
VERSION = 2
# The effect is told for so many more ties in a hundred.
PER_TIES = 10
ON_A_PAGE = 20
EARLIER = 12
# The picture: factors from one over this to this at least, on a logarithmic scale.
LEAST_WIDTH, MOST_WIDTH = 1.25, 8.0

# From one computation of all networks together to the next; a refusal says nothing.
ESTIMATES = Source("""
SELECT id AS source_id, id AS thing_id, NULL::bigint AS network_id, NULL::bigint AS city_id, as_of AS since, until, effect
FROM (
    SELECT id, effect, as_of, lead(as_of) OVER (ORDER BY as_of, id) AS until
    FROM reach_peereffect WHERE network_id IS NULL AND computed_at IS NOT NULL
) computed
WHERE effect < 'Infinity'
""")
PART = Part(
    "peer-effects",
    name=gettext_lazy("Estimates of the peer effect"),
    counted=ngettext_lazy("%(number)s estimate", "%(number)s estimates", "number"),
    of=PeerEffect,
    unseen=gettext_lazy("an estimate"),
    source=ESTIMATES,
    amount="effect",
)
FIGURE = Figure(
    key="peer-effect",
    reason="peer-pressure",
    kind=Kind.ESTIMATE,
    name=gettext_lazy("Peer effect"),
    unit=gettext_lazy("times as likely to adopt, for ten more ties in a hundred to cities that visibly have"),
    definition=gettext_lazy(
        "How many times as likely a city is to adopt a practice in a quarter of a year when ten more in a hundred of its ties lead to a "
        "city that has visibly adopted it."
    ),
    counts=gettext_lazy(
        "Cities in the network of a practice that have not adopted it, quarter by quarter. A tie is a network that two cities share beside "
        "that of the practice, where everybody sees everybody. An adoption is the first day on which an action on the practice is adopted "
        "or further; it is visible from when its city publishes it for its networks until it is closed or withdrawn."
    ),
    does_not_count=gettext_lazy(
        "Drafts; what a city keeps to itself or has withdrawn; adoptions before the city was in the network, or without another city to "
        "compare with in the same quarter."
    ),
    formula=gettext_lazy(
        "A hazard in discrete time (conditional Poisson regression): within each practice and quarter, cities that adopt against those "
        "that do not, each held to its own pace, to how much of its region had adopted, and to a taste for the practice that goes with the "
        "networks it is in. The p-value is from 999 shuffles of what cities saw, among those of the same quarter, region, size and prior "
        "progress."
    ),
    source=gettext_lazy("Memberships, steps of actions, and the log of who could read them when; the statistics are from statsmodels"),
    version=VERSION,
    # There is one at a time; where there is none, nothing is said.
    value=number(median(PART.key)),
    limits=gettext_lazy(
        "Likeness, self-selection and reporting may look like influence: an effect here is a reason to look closer, and none is no proof "
        "that peers do not matter."
    ),
    unsaid=gettext_lazy("not enough to say"),
    scopes=frozenset({ALL}),
)

# What each stands beside: how many there are, and how many there must be.
NAMES = {
    "cities": gettext_lazy("Cities compared"),
    "practices": gettext_lazy("Practices compared"),
    "adoptions": gettext_lazy("Adoptions compared"),
    "after_peers": gettext_lazy("Of these, after a peer's that could be seen"),
    "at_risk": gettext_lazy("Rows at risk: a city, a practice and a quarter in which it could have adopted"),
}
TOLD_APART = gettext_lazy(
    "Where ten more in a hundred of a city's ties lead to a city that has visibly adopted a practice, it is %(effect)s times as likely to "
    "adopt it in that quarter (95 %% interval %(interval)s). Chance alone does as much with a probability of %(p)s."
)
NOT_TOLD_APART = gettext_lazy(
    "Where ten more in a hundred of a city's ties lead to a city that has visibly adopted a practice, it is %(effect)s times as likely to "
    "adopt it in that quarter, but it may as well be %(interval)s times (95 %% interval): chance alone does as much with a probability of "
    "%(p)s."
)
LIMITS = [
    (
        gettext_lazy("Likeness"),
        gettext_lazy(
            "Cities that share networks are alike, and may come to the same practice without having looked at each other (homophily). Each "
            "city's own pace is held constant, so that cities that adopt everything early and meet often do not pass for influence; so is "
            "what its region had adopted, and a taste for each practice along the line on which cities differ most in their networks. A "
            "taste along other lines is not, nor one that changes: in invented worlds in which each network has tastes of its own and "
            "nobody looks at anybody, an effect is seen more often than chance has it. What peers had adopted and nobody could see is the "
            "check: if it goes with adoptions as much, look for likeness."
        ),
    ),
    (
        gettext_lazy("Self-selection"),
        gettext_lazy(
            "Cities choose their networks. One that joins more of them to learn of what it means to do anyway looks as if it was "
            "influenced."
        ),
    ),
    (
        gettext_lazy("Reporting"),
        gettext_lazy(
            "c40net knows what cities write down, and since when it could be read; not what was said in a corridor, and not whether "
            "somebody read it. A city that is asked about its peers may report sooner, not act sooner."
        ),
    ),
    (
        gettext_lazy("Size"),
        gettext_lazy(
            "At the size of C40 only a strong effect can be told apart from chance. Where none is, the interval says how large one could "
            "still be."
        ),
    ),
]


@dataclass(frozen=True)
class Need:
    """How many there are of what an estimate is made of, and how many it takes."""

    name: str
    number: int
    least: int | None

    @property
    def is_short(self) -> bool:
        return self.least is not None and self.number < self.least


@dataclass(frozen=True)
class Bar:
    """A line of the picture: an effect with its interval, and where they are, from 0 to 200."""

    name: str
    effect: float
    low: float
    high: float
    width: float

    def __str__(self) -> str:
        return factor(self.effect)

    @property
    def interval(self) -> str:
        return _("%(low)s to %(high)s") % {"low": factor(self.low), "high": factor(self.high)}

    @property
    def middle(self) -> int:
        return self._at(self.effect) - 2

    @property
    def start(self) -> int:
        return self._at(self.low)

    @property
    def end(self) -> int:
        return self._at(self.high)

    @property
    def length(self) -> int:
        return max(self.end - self.start, 1)

    def _at(self, value: float) -> int:
        return round(100 + 100 * max(-1.0, min(1.0, log(value) / log(self.width))))


def factor(value: float) -> str:
    return str(number_format(round(value, 2), decimal_pos=2))


@dataclass(frozen=True)
class Result:
    """One computation, in words and as a picture."""

    found: PeerEffect

    @property
    def verdict(self) -> str:
        if self.found.refusals:
            return _("Not enough to say")
        if not self.found.is_told_apart:
            return _("Not to be told apart from chance")
        if (self.found.effect or 1) > 1:
            return _("Cities adopt sooner what their peers visibly have")
        return _("Cities adopt later what their peers visibly have")

    @property
    def sentence(self) -> str:
        """Of an estimate."""
        bar = self.bars[0]
        words = {"effect": bar, "interval": bar.interval, "p": number_format(round(self.found.p_value or 0, 3), decimal_pos=3)}
        return str(TOLD_APART if self.found.is_told_apart else NOT_TOLD_APART) % words

    @property
    def refusals(self) -> list[str]:
        return [str(Refusal(refusal).label) for refusal in self.found.refusals]

    @property
    def needs(self) -> list[Need]:
        return [Need(str(name), getattr(self.found, key), LEAST.get(key)) for key, name in NAMES.items()]

    @property
    def bars(self) -> list[Bar]:
        one = self.found
        told = [(_("What its peers had visibly adopted"), one.effect, one.low, one.high)]
        if one.unseen_effect is not None:
            told.append((_("What they had adopted and nobody could see"), one.unseen_effect, one.unseen_low, one.unseen_high))
        edge = max([LEAST_WIDTH, *(end for _name, _effect, low, high in told if low and high for end in (high, 1 / low))])
        width = min(1.05 * edge, MOST_WIDTH)
        return [Bar(name, effect or 1, low or 1, high or 1, width) for name, effect, low, high in told]


def latest(*, network: Network | None) -> Result | None:
    found = PeerEffect.objects.of(network).computed().newest_first().select_related("network").first()
    return Result(found) if found else None


def waiting(*, network: Network | None) -> PeerEffect | None:
    return PeerEffect.objects.of(network).waiting().first()


def earlier(*, network: Network | None) -> list[Result]:
    """Each computation before the latest stands as it was."""
    found = PeerEffect.objects.of(network).computed().newest_first().select_related("network")
    return [Result(one) for one in found[1 : EARLIER + 1]]


def of_networks(*, user: Any) -> list[Result]:
    """The latest of each network that this person may see."""
    computed = PeerEffect.objects.visible_to(user).computed().filter(network__isnull=False)
    latest = computed.order_by("network_id", "-as_of", "-pk").distinct("network_id").values("pk")
    return [Result(one) for one in PeerEffect.objects.filter(pk__in=latest).select_related("network").order_by("network__name")]


def adoptions(*, found: PeerEffect, user: Any, page: str | None) -> Page:
    """Those behind it that this person may see, each with the peers' that they may see too. Four queries."""
    rows = PeerAdoption.objects.filter(peer_effect=found).visible_to(user)
    shown = Paginator(rows.newest_first().select_related("action__city", "action__practice__network"), ON_A_PAGE).get_page(page)
    peers = _actions({pk for row in shown for pk in row.seen}, user)
    for row in shown:
        row.peers = [peers[pk] for pk in row.seen if pk in peers]
        row.others = len(row.seen) - len(row.peers)
    return shown


def _actions(pks: set[int], user: Any) -> dict[int, ClimateAction]:
    seen: QuerySet[ClimateAction] = ClimateAction.objects.visible_to(user)
    return seen.filter(pk__in=pks).select_related("city").in_bulk()


def exported(*, found: PeerEffect, user: Any) -> Any:
    """The same rows for a file, with what the columns need."""
    is_seen = Func(F("pk"), OuterRef("seen"), template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=models.BooleanField())
    seen = ClimateAction.objects.visible_to(user).filter(is_seen)
    names = seen.order_by().annotate(all=Value(1)).values("all").annotate(names=StringAgg("city__name", Value("; "), order_by="city__name"))
    rows = PeerAdoption.objects.filter(peer_effect=found).visible_to(user)
    return rows.annotate(peers_seen=Subquery(names.values("names"))).order_by("adopted_on", "action__city__name", "pk")


def columns() -> dict[str, Any]:
    """By their headings, in the reader's language, for rows that were `exported`."""
    return {
        _("City"): Harmless("action__city__name"),
        _("Practice"): Harmless("action__practice__name"),
        _("Network"): Harmless("action__practice__network__name"),
        _("Action"): Harmless("action__title"),
        _("Adopted on"): F("adopted_on"),
        _("Ties to cities that had visibly adopted, of a hundred"): Round("share", 1),
        _("Peers that it could see"): Func(F("seen"), function="cardinality", output_field=models.IntegerField()),
        _("Of these, those that you may see"): Harmless("peers_seen"),
        _("Told of its peers on"): F("told_on"),
        _("Adapted from a peer"): F("is_adapted"),
        _("Address"): Concat(Value("/actions/"), "action_id", Value("/"), output_field=models.TextField()),
    }


def kinds_of_exposure(*, found: PeerEffect, user: Any) -> Sequence[tuple[str, int]]:
    """How the adoptions behind it that this person may see came about. Each may be in several."""
    rows = PeerAdoption.objects.filter(peer_effect=found).visible_to(user)
    counted = rows.aggregate(
        saw=models.Count("pk", filter=~models.Q(seen=[])),
        told=models.Count("pk", filter=models.Q(told_on__isnull=False)),
        adapted=models.Count("pk", filter=models.Q(is_adapted=True)),
        all=models.Count("pk"),
    )
    return [
        (_("Adoptions with a day, by a city in the network of the practice"), counted["all"]),
        (_("when it could see that a peer had adopted"), counted["saw"]),
        (_("after it was told how many peers plan it"), counted["told"]),
        (_("adapted from a peer's action"), counted["adapted"]),
    ]
