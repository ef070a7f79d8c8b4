from datetime import UTC, date, datetime, timedelta
from secrets import token_urlsafe

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Cast, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from officials.models import User
from reports.querysets import OPEN, DeliveryQuerySet, ExportQuerySet, SavedReportQuerySet

# What is made is kept for so long.
KEPT_FOR = timedelta(days=7)
SOON = timedelta(minutes=1)


def _token() -> str:
    return token_urlsafe(24)


class SavedReport(models.Model):
    """A choice that somebody gave a name, to be made again by hand or by the clock."""

    class Schedule(models.TextChoices):
        NEVER = "", _("Only when somebody asks for it")
        MONTHLY = "monthly", _("On the first day of each month")
        QUARTERLY = "quarterly", _("On the first day of each quarter")
        YEARLY = "yearly", _("On the first day of each year")
        WORKING_DAY = "working_day", _("On the first working day of each month")

    name = models.CharField(_("name"), max_length=100)
    # What, of which networks, of when, which columns, as what file: reports.queries.Choice.
    choice = models.JSONField()
    # Their language, their time zone, and what they may see.
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    schedule = models.CharField(_("schedule"), max_length=12, choices=Schedule.choices, default=Schedule.NEVER, blank=True)
    # Null: nothing is due, ever.
    next_at = models.DateTimeField(null=True)
    readers = models.ManyToManyField(User, related_name="+", verbose_name=_("sent to"))

    objects = SavedReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_saved_report_of_a_name", violation_error_message=_("There is one of this name already.")
            ),
            models.CheckConstraint(condition=~Q(schedule="") | Q(next_at__isnull=True), name="without_a_schedule_nothing_is_due"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="saved_reports_due")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved_report", args=[self.pk])


class Export(models.Model):
    """A file that somebody took out: who, what, when, and what came of it. The line stays, the file is kept for a week."""

    class Status(models.TextChoices):
        SENT = "sent", _("Downloaded at once")
        WAITING = "waiting", _("Waits for its turn")
        MAKING = "making", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Problem(models.TextChoices):
        OURS = "ours", _("An error of ours stopped it. It was noted, and we look into it. Trying again does no harm.")
        LOST = (
            "lost",
            _("It was started several times, and its worker was lost each time. Choose less: fewer networks, or a shorter period."),
        )
        TOO_LONG = "too_long", _("Excel holds 1,048,576 rows at most, and these are more. Choose CSV, or fewer networks.")
        NOT_ALLOWED = "not_allowed", _("Who asked for it may not export any more.")
        NOT_THERE = "not_there", _("The network was not there in that year.")
        NOT_DRAWN = "not_drawn", _("Its pictures cannot be drawn just now. Try again in a minute.")

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    saved = models.ForeignKey(SavedReport, models.SET_NULL, null=True, related_name="exports")
    # By the clock: when its schedule asked for it. Null: a person did.
    due_at = models.DateTimeField(null=True)
    choice = models.JSONField()
    # What it is called, and of which networks it tells, by their names then. None: of all.
    file_name = models.CharField(max_length=200)
    networks = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    # Of the work that goes on: rows written, of so many.
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    # The worker that has it, and until when that is so without a sign of life.
    claim = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    # Of what was made.
    rows = models.PositiveBigIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["saved", "due_at"], name="one_export_of_a_saved_report_and_time"),
            models.UniqueConstraint(
                F("asked_by"),
                MD5(Cast("choice", models.TextField())),
                condition=Q(status__in=OPEN, due_at__isnull=True),
                name="one_open_export_of_a_choice",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(size__gt=0, rows__isnull=False, finished_at__isnull=False) & ~Q(sha256="")),
                name="what_is_ready_is_whole",
            ),
            models.CheckConstraint(condition=Q(status="failed") ^ Q(problem=""), name="what_failed_says_why"),
            models.CheckConstraint(
                condition=~Q(status="making") | (Q(leased_until__isnull=False) & ~Q(claim="")), name="what_is_made_is_claimed"
            ),
        ]
        indexes = [
            models.Index(F("asked_at").desc(), F("id").desc(), name="exports_by_time"),
            models.Index(fields=["status"], condition=Q(status__in=OPEN), name="exports_open"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="exports_that_expire"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.pk])

    @property
    def day(self) -> date:
        """On which its period is reckoned: a month is the same, however late a worker comes to it."""
        return (self.due_at or self.asked_at).astimezone(UTC).date()

    @property
    def has_rows(self) -> bool:
        """An annual report has pages."""
        return bool(self.choice["format"] != "pdf")

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def ends_at(self) -> datetime | None:
        """When the work that goes on will be over, as fast as it was until now; none where that is soon."""
        if not (self.done and self.started_at):
            return None
        left = (timezone.now() - self.started_at) * (self.total / self.done - 1)
        return timezone.now() + left if left > SOON else None

    @property
    def is_kept(self) -> bool:
        """Whether its file can still be had."""
        return bool(self.status == self.Status.DONE and self.expires_at and timezone.now() < self.expires_at)


class ExportPart(models.Model):
    """A piece of the file, in the database with all else that c40net knows, small enough to be held in memory."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_part_of_a_number")]

    def __str__(self) -> str:
        return str(self.number)


class Delivery(models.Model):
    """The link by which one person gets the file, and nobody else."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=_token)
    downloaded_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["export", "user"], name="one_delivery_of_an_export_to_a_person")]

    def __str__(self) -> str:
        return str(self.export)

    def get_absolute_url(self) -> str:
        return reverse("export_download", args=[self.token])
