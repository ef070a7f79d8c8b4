from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.core.cache import cache
from django.db import connections, models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Trunc
from django.utils import timezone

# So that two workers never reckon at once: what one of them knows, the next builds on.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('reach'))"
# Of the database, for this transaction: days are UTC's, what it sorts and hashes fits, and it compiles nothing.
SETTINGS = "SET LOCAL TIME ZONE 'UTC'; SET LOCAL work_mem = '128MB'; SET LOCAL jit = off"
# Where all is read, it reads with all its workers; what a day looks up is done before they have begun.
ALL_WORKERS = "SET LOCAL parallel_setup_cost = 0; SET LOCAL min_parallel_table_scan_size = '1MB'"
# After all of it was read for the first time the database would know nothing of it, and look for each thing in all there are.
ANALYZE = "ANALYZE reach_counted"
# Nothing points to them: a story cites a day that is over, and those are not counted again.
FORGET = "DELETE FROM reach_snapshotscope WHERE snapshot_id = ANY(%s)"
# Days after which all is read anew, also what counts no more, lest the log missed something.
ANEW_AFTER = 7
# In the cache: how many parts are done, and of how many.
PROGRESS = "reach:progress"


@dataclass(frozen=True)
class ReadTogether:
    """The SQL of parts that are read in one scan: what their fingerprints are, and what brings them up to date."""

    parts: list[str]
    fingerprints: str
    anew: str
    of_the_day: str
    # Whether the log says which of its records have changed.
    is_told: bool


@dataclass(frozen=True)
class Statements:
    """The SQL of the definitions: see reach.queries."""

    definitions: str
    log: list[str]
    log_open_since: str
    sources: list[ReadTogether]
    known_fingerprints: list[str]
    tallies_anew: list[str]
    tallies_of_the_day: tuple[str, dict[str, Any]]
    # Of each figure, among the numbers that the next two give.
    places: list[dict[str, Any]]
    figures: tuple[str, dict[str, Any]]
    figures_of_the_day: tuple[str, dict[str, Any]]


class CountedQuerySet(models.QuerySet[Any]):
    def on(self, day: date, *, known_at: int) -> Self:
        """What counts on that day, as it was known at that reckoning."""
        known = Q(known_until__isnull=True) | Q(known_until__gt=known_at)
        return self.filter(known, since__lte=day, until__gt=day, known_from__lte=known_at)


class SnapshotQuerySet(models.QuerySet[Any]):
    def due(self) -> Self:
        """Those to compute: never yet, or asked for again on their own day. What a past day was found to be stays."""
        today = timezone.now().date()
        return self.filter(Q(computed_at__isnull=True) | Q(as_of=today, computed_at__lt=F("requested_at")))

    def computed(self) -> Self:
        return self.filter(computed_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-as_of")

    def last_of_each(self, period: str) -> Self:
        """The newest of each week or month."""
        last_days = self.order_by().values(period=Trunc("as_of", period)).annotate(last=Max("as_of")).values("last")
        return self.filter(as_of__in=last_days)

    def compute(self, statements: Statements, *, anew: bool = False) -> int:
        """Count those of these that are due, and say how many. The locks are the claim: what another worker counts is left to it.

        All of it is one transaction, so that a killed worker leaves nothing half done. By the clock today's figures are brought up to the
        day. All that counts is read anew where somebody asks and for past days; once a week, and for other definitions, the whole record.
        """
        with transaction.atomic(using=self.db), connections[self.db].cursor() as cursor:
            found = list(self.due().select_for_update(skip_locked=True).values_list("pk", "as_of", "requested_by"))
            claimed = {pk: day for pk, day, _asker in found}
            if claimed:
                cursor.execute(ONE_AT_A_TIME)
                asked = any(asker for _pk, _day, asker in found)
                _Reckoning(cursor, self.model, statements, claimed, anew=anew or asked).run()
        return len(claimed)


class _Reckoning:
    """Once through the records: what counts, the tallies of today, the figures."""

    def __init__(self, cursor: Any, model: Any, statements: Statements, claimed: dict[int, date], *, anew: bool) -> None:
        self.cursor, self.snapshots, self.statements, self.claimed = cursor, model, statements, claimed
        self.reckonings = model._meta.get_field("reckoning").related_model.objects
        self.last = self.reckonings.order_by("-pk").first()
        self.today = timezone.now().date()
        self.knows = self.last is not None and self.last.definitions == statements.definitions
        self.is_whole = not self.knows or (self.today - (self.last.read_anew_on or date.min)).days >= ANEW_AFTER
        self.anew = anew or self.is_whole or not self._is_next()

    def _is_next(self) -> bool:
        """Whether only the day is to be added to the last tallies."""
        tallied_on = self.last.tallied_on
        return tallied_on is not None and tallied_on <= self.today and set(self.claimed.values()) == {self.today}

    def run(self) -> None:
        now, past = timezone.now(), [pk for pk, day in self.claimed.items() if day != self.today]
        self.cursor.execute(SETTINGS)
        self.cursor.execute("SELECT coalesce(max(id), 0) FROM activity_activity")
        (log_read_to,) = self.cursor.fetchone()
        self.cursor.execute(self.statements.log_open_since)
        (log_open_since,) = self.cursor.fetchone()
        this = self.reckonings.create(
            at=now, log_read_to=log_read_to, log_open_since=log_open_since, definitions=self.statements.definitions,
            read_anew_on=self.today if self.is_whole else self.last.read_anew_on, tallied_on=self.last and self.last.tallied_on,
        )  # fmt: skip
        if self.knows:
            self._read_the_day(this)
        else:
            self._all_of(self.statements.known_fingerprints)
        if self.anew:
            self._read_anew(this)
        if not self.knows:
            self.cursor.execute(ANALYZE)
        self._keep(this, now, past)
        cache.delete(PROGRESS)

    def _all_of(self, statements: list[str], params: dict[str, Any] | None = None) -> None:
        for statement in statements:
            self.cursor.execute(statement, params)

    def _read_the_day(self, this: Any) -> None:
        """What the log says has changed. It is soon done, so that nobody is told how far it is."""
        self._all_of(self.statements.log, {"log_read_to": self.last.log_read_to, "log_open_since": self.last.log_open_since})
        self.cursor.execute("SELECT DISTINCT source FROM touched")
        touched = {number for (number,) in self.cursor.fetchall()}
        for number, source in enumerate(self.statements.sources):
            if number in touched or not source.is_told:
                self.cursor.execute(source.of_the_day, {"parts": source.parts, "reckoning": this.pk, "source": number})

    def _read_anew(self, this: Any) -> None:
        """All that counts on these days or later, from the record; once a week all that ever did, as a correction may be of long ago.

        Where a part's fingerprint is as it was known, nothing of it has changed; else its rows are compared.
        """
        self.cursor.execute(ALL_WORKERS)
        since = {"day": date.min if self.is_whole else min(self.claimed.values())}
        self.cursor.execute("SELECT part, sum(value) FROM reach_fingerprint WHERE until > %(day)s GROUP BY part", since)
        known = dict(self.cursor.fetchall())
        for source in self._each_source():
            self.cursor.execute(source.fingerprints, since)
            found = zip(source.parts, self.cursor.fetchone(), strict=True)
            changed = [part for part, value in found if (value or 0) != known.get(part, 0)]
            if changed:
                self.cursor.execute(source.anew, {"parts": changed, "reckoning": this.pk})

    def _each_source(self) -> Iterator[ReadTogether]:
        done, many = 0, sum(len(source.parts) for source in self.statements.sources)
        for source in self.statements.sources:
            cache.set(PROGRESS, (done, many), timeout=600)
            yield source
            done += len(source.parts)

    def _keep(self, this: Any, now: Any, past: list[int]) -> None:
        figure_sets = self.snapshots._meta.get_field("figure_set").related_model.objects
        figure_set, _ = figure_sets.get_or_create(figures=self.statements.places)
        self.snapshots.objects.filter(pk__in=self.claimed).update(computed_at=now, reckoning=this, figure_set=figure_set)
        self.cursor.execute(FORGET, [list(self.claimed)])
        if self.anew:
            self._all_of(self.statements.tallies_anew, {"as_of": self.today})
        else:
            statement, params = self.statements.tallies_of_the_day
            self.cursor.execute(statement, {**params, "as_of": self.today, "last": self.last.pk, "last_day": self.last.tallied_on})
        this.tallied_on = self.today
        this.save(update_fields=["tallied_on"])
        for (statement, params), snapshots in (
            (self.statements.figures, past),
            (self.statements.figures_of_the_day, [pk for pk in self.claimed if pk not in past]),
        ):
            if snapshots:
                self.cursor.execute(statement, {**params, "snapshots": snapshots})


class SnapshotFigureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The figures of all networks together, of each region, and of each network that this person may see."""
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(Q(network__isnull=True) | Q(network__in=networks.ids_visible_to(user)))

    def of(self, network: Any) -> Self:
        """A network's own figures; without one, those of all networks together."""
        return self.filter(network=network, region="")


class PulseRoundQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What a network asks its members, and what they said, is for those with whom it is shared."""
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(network__in=networks.ids_shared_with(user))

    def open(self, day: date) -> Self:
        """That members may still answer on that day."""
        return self.filter(closed_at__isnull=True, last_day__gte=day)

    def to_close(self, day: date) -> Self:
        return self.filter(closed_at__isnull=True, last_day__lt=day)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def waiting_for(self, user: Any, day: date) -> Self:
        """That this person may still answer, and has not; nor did another entry that turned out to be theirs."""
        networks = self.model._meta.get_field("network").related_model.objects
        answered = self.model._meta.get_field("answered").related_model.objects.filter(official__user=user)
        mine = self.open(day).filter(network__in=networks.joined_by(user).open().values("pk"))
        return mine.exclude(pk__in=answered.values("round"))


# A worker that computes for so long is no more.
PEER_EFFECT_LEASE = timedelta(hours=1)


class PeerEffectQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Of all networks together, and of each that this person may see."""
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(Q(network__isnull=True) | Q(network__in=networks.ids_visible_to(user)))

    def of(self, network: Any) -> Self:
        return self.filter(network=network) if network else self.filter(network__isnull=True)

    def computed(self) -> Self:
        return self.filter(computed_at__isnull=False)

    def waiting(self) -> Self:
        return self.filter(computed_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """That wait, and that no worker is at."""
        return self.waiting().filter(Q(started_at__isnull=True) | Q(started_at__lt=now - PEER_EFFECT_LEASE))

    def newest_first(self) -> Self:
        return self.order_by("-as_of", "-pk")


class PeerAdoptionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """With the action."""
        return self.filter(action__in=self.model._meta.get_field("action").related_model.objects.visible_to(user).values("pk"))

    def newest_first(self) -> Self:
        return self.order_by("-adopted_on", "action__city__name", "pk")
