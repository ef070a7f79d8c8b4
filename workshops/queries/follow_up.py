"""What came of a workshop, and who may read which part of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q

from workshops.models import Feedback, FollowUp, Material, Registration, Workshop

# Fewer answers would say who said what.
ENOUGH_ANSWERS = 5
BEST, WORST = 5, 1


@dataclass(frozen=True)
class Share:
    usefulness: int
    count: int


@dataclass(frozen=True)
class FeedbackResults:
    """`shares` and the words are empty until there are five answers."""

    answers: int
    usefulness: float | None = None
    will_use: int = 0
    shares: tuple[Share, ...] = ()
    best: tuple[str, ...] = ()
    better: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return max(0, ENOUGH_ANSWERS - self.answers)


def feedback_results(workshop: Workshop) -> FeedbackResults:
    rows = Feedback.objects.filter(workshop=workshop)
    counted = rows.aggregate(n=Count("pk"), mean=Avg("usefulness"), will_use=Count("pk", filter=Q(will_use=True)))
    if counted["n"] < ENOUGH_ANSWERS:
        return FeedbackResults(counted["n"])
    by_answer = dict(rows.order_by().values_list("usefulness").annotate(n=Count("pk")))
    shares = tuple(Share(answer, by_answer.get(answer, 0)) for answer in range(BEST, WORST - 1, -1))
    # Their keys are drawn at random, so that this order tells nothing. Nor does it join the two comments of one person.
    return FeedbackResults(
        counted["n"], counted["mean"], counted["will_use"], shares, _words(rows, "best", "pk"), _words(rows, "better", "-pk")
    )


def _words(rows: Any, field: str, order: str) -> tuple[str, ...]:
    return tuple(rows.exclude(**{field: ""}).order_by(order).values_list(field, flat=True))


@dataclass(frozen=True)
class WhatCame:
    """Of a workshop: what there is to read, what cities do next, and what this reader can do about it."""

    workshop: Workshop
    registered: int
    attended: int
    contributed: int
    materials: list[Material]
    follow_ups: list[FollowUp]
    mine: Registration | None
    may_manage: bool

    @property
    def was_there(self) -> bool:
        return self.mine is not None and self.mine.attended_at is not None

    @property
    def is_over(self) -> bool:
        return self.workshop.state == "held"

    @property
    def reads_results(self) -> bool:
        return self.may_manage or self.was_there


def what_came_of(workshop: Workshop, user: Any, *, may_manage: bool) -> WhatCame:
    """Four queries."""
    counts = workshop.registrations.registered().aggregate(
        registered=Count("pk"),
        attended=Count("pk", filter=Q(attended_at__isnull=False)),
        contributed=Count("pk", filter=Q(contributed=True)),
    )
    official = user.official
    return WhatCame(
        workshop,
        **counts,
        materials=list(workshop.materials.visible_to(user).filter(session=None).with_files()),
        follow_ups=list(workshop.follow_ups.select_related("official__user", "official__city")),
        mine=workshop.registrations.registered().filter(official=official).first() if official else None,
        may_manage=may_manage,
    )
