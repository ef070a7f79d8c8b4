from datetime import date

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from reach.querysets import CountedQuerySet

# Until when something counts of which no end is known.
FOREVER = date.max


class Reckoning(models.Model):
    """Once through the records. Its number says what was known by then: what was counted stays told as it was."""

    at = models.DateTimeField(default=timezone.now)
    # The last line of the activity log that it knew, and the first transaction that it did not know the end of; 0: all lines up to that one
    # were there.
    log_read_to = models.BigIntegerField(default=0)
    log_open_since = models.BigIntegerField(default=0)
    # By which definitions, as a checksum, and when the whole record was last read anew. The tallies are of the day `tallied_on`.
    definitions = models.CharField(max_length=64, blank=True)
    read_anew_on = models.DateField(null=True)
    tallied_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class Tally(models.Model):
    """How many different things, and cities where a figure asks, a part has in a scope on the last day: what the next day adds to."""

    part = models.CharField(max_length=40)
    # 0 and no region: all together.
    network_id = models.BigIntegerField()
    region = models.CharField(max_length=40)
    things = models.BigIntegerField()
    cities = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["part", "network_id", "region"], name="one_tally_per_part_and_scope")]

    def __str__(self) -> str:
        return f"{self.part} {self.network_id} {self.region}"


class Fingerprint(models.Model):
    """The sum of the hashes of what is known of a part and counts until a day: where the record has the same, it says the same."""

    part = models.CharField(max_length=40)
    until = models.DateField()
    value = models.DecimalField(max_digits=40, decimal_places=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "until"], name="one_fingerprint_per_part_and_end")]

    def __str__(self) -> str:
        return f"{self.part} {self.until} {self.value}"


class Counted(models.Model):
    """One thing that counts, from a day to a day, as it was known from one reckoning to another. Never changed but for `known_until`.

    A figure of any day is counted from these rows, and its list is made of them, so that the two cannot disagree. What is corrected
    later ends here and begins anew, with the next reckoning: the figures of before keep theirs. Ids of cities and networks are plain
    numbers, so that no merge rewrites them.
    """

    part = models.CharField(max_length=40)
    # The record that makes it count: a seat, a registration.
    source_id = models.BigIntegerField()
    # What is counted once, however many records it has.
    thing_id = models.BigIntegerField()
    # 0: of none, or of one that nobody may learn.
    network_id = models.BigIntegerField()
    city_id = models.BigIntegerField()
    # Of the city, as it was then.
    region = models.CharField(max_length=40)
    amount = models.FloatField()
    since = models.DateField()
    until = models.DateField()
    known_from = models.BigIntegerField()
    # Null: still.
    known_until = models.BigIntegerField(null=True)

    objects = CountedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "counted"
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="counted_ends_after_it_starts")]
        indexes = [
            models.Index(fields=["part", "thing_id"], name="counted_by_thing"),
            # Officials by far outlast what else counts: how many of their seats are of somebody who has another is read from here alone.
            models.Index(
                fields=["thing_id", "network_id"],
                include=("city_id", "region", "since", "until"),
                condition=Q(part="officials", known_until__isnull=True),
                name="counted_officials",
            ),
            models.Index(fields=["part", "source_id"], condition=Q(known_until__isnull=True), name="counted_by_record"),
            models.Index(fields=["part", "network_id"], name="counted_by_network"),
            models.Index(fields=["city_id", "part", "until"], name="counted_by_city"),
            # Whether another of the same city counts in a network: asked a thousand times a day, where by city alone each would be opened.
            models.Index(
                fields=["part", "network_id", "city_id", "until"],
                condition=Q(known_until__isnull=True) & ~Q(city_id=0),
                name="counted_cities",
            ),
            # What begins or ends on a day, and what a reckoning found.
            models.Index(fields=["since"], condition=Q(known_until__isnull=True), name="counted_by_beginning"),
            models.Index(fields=["part", "until"], condition=Q(known_until__isnull=True), name="counted_by_end"),
            BrinIndex(fields=["known_from"], name="counted_by_reckoning"),
            models.Index(fields=["known_until"], condition=Q(known_until__isnull=False), name="counted_until_reckoning"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.thing_id}"
