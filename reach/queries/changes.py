"""What is known otherwise today than when a figure was told: the one beside the other, and each row that differs with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.models import Activity
from activity.verbs import Verb
from cities.models import City
from officials.models import User
from reach.models import Reckoning
from reach.queries import reading
from reach.queries.lists import Listing, Row, records

# More are said by their number.
SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One thing that is counted no longer, or is now, and what happened meanwhile."""

    row: Row
    is_gone: bool
    why: str | Promise
    # When it was known.
    at: datetime | None


@dataclass(frozen=True)
class Changes:
    """The number as it was told, and the same day's as it is known today."""

    then: reading.Value
    now: reading.Value
    rows: list[Change]
    more: int

    @property
    def differ(self) -> bool:
        return bool(self.rows) or self.then.number != self.now.number


def changes(listing: Listing) -> Changes | None:
    """Of a figure that was told on its day; None where nothing was told, or where it is not known what was counted."""
    if listing.snapshot is None or not listing.is_kept:
        return None
    last = Reckoning.objects.order_by("-pk")[0]
    now = reading.as_known_now(figures=[listing.figure], scope=listing.scope, as_of=listing.as_of)[listing.figure.key]
    found = _differing(listing, last.pk)
    shown = list(found[:SHOWN])
    return Changes(listing.value, now, _told(listing, shown), max(0, found.count() - SHOWN) if len(shown) == SHOWN else 0)


def _differing(listing: Listing, last: int) -> Any:
    """Things that were known to count that day then and are not now, or the other way round, or with another amount."""
    key = "city_id" if listing.is_of_cities else "thing_id"
    that_day = records(listing.measure, listing.scope).filter(since__lte=listing.as_of, until__gt=listing.as_of)
    then = Q(known_from__lte=listing.known_at) & (Q(known_until__isnull=True) | Q(known_until__gt=listing.known_at))
    now = Q(known_from__lte=last) & (Q(known_until__isnull=True) | Q(known_until__gt=last))
    return (
        that_day.values(key=F(key))
        .annotate(
            was=_any(then),
            is_now=_any(now),
            amount_then=Coalesce(Max("amount", filter=then), 0.0),
            amount_now=Coalesce(Max("amount", filter=now), 0.0),
            known=Max(Coalesce("known_until", "known_from"), filter=~(then & now)),
        )
        .exclude(was=F("is_now"), amount_then=F("amount_now"))
        .order_by("key")
    )


def _any(condition: Q) -> Max:
    return Max(Case(When(condition, then=Value(1)), default=Value(0)))


def _told(listing: Listing, found: list[dict[str, Any]]) -> list[Change]:
    keys = [row["key"] for row in found]
    rows = listing.rows_of(keys)
    at = dict(Reckoning.objects.filter(pk__in=[row["known"] for row in found]).values_list("pk", "at"))
    merged = _merged_cities(keys) if listing.is_of_cities else _merged_people(keys) if listing.part.of is User else {}
    return [
        Change(
            row=rows[row["key"]],
            is_gone=not row["is_now"],
            why=_why(listing, row, merged=row["key"] in merged),
            at=merged.get(row["key"]) or at.get(row["known"]),
        )
        for row in found
    ]


def _why(listing: Listing, row: dict[str, Any], *, merged: bool) -> str | Promise:
    if row["was"] and row["is_now"]:
        amounts = {"then": f"{row['amount_then']:.10g}", "now": f"{row['amount_now']:.10g}"}
        return _("The record was corrected: it was %(then)s and is %(now)s.") % amounts
    if merged:
        return _("Two entries of one city were merged.") if listing.is_of_cities else _("Two entries of one person were merged.")
    if row["was"]:
        return _("The record was corrected: it does not count on that day any more.")
    return _("The record was corrected, or written down later: it counts on that day now.")


def _merged_people(keys: Iterable[int]) -> dict[int, datetime]:
    """Those that turned out to be somebody else → when that was found."""
    merged = set(User.objects.filter(pk__in=keys, merged_into__isnull=False).values_list("pk", flat=True))
    log = Activity.objects.filter(verb=Verb.PEOPLE_MERGED, details__duplicate__in=list(merged)) if merged else []
    return {line.details["duplicate"]: line.happened_at for line in log}


def _merged_cities(keys: Iterable[int]) -> dict[int, datetime]:
    merged = set(City.objects.filter(pk__in=keys, merged_into__isnull=False).values_list("pk", flat=True))
    log = Activity.objects.filter(verb=Verb.CITIES_MERGED, subject_id__in=merged) if merged else []
    return {line.subject_id: line.happened_at for line in log if line.subject_id}
