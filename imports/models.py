from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from imports.querysets import WORKING, ImportQuerySet, ImportRowQuerySet
from officials.models import User

UNDO_WITHIN = timedelta(days=1)
# What a roster and a list of cities may say, each in a column of its own.
FIELDS: dict[str, dict[str, Any]] = {
    "roster": {
        "full_name": _("Name"),
        "email": _("E-mail address"),
        "city": _("City"),
        "country": _("Country"),
        "job_title": _("Job title"),
        "networks": _("Networks"),
        "language": _("Language"),
    },
    "cities": {
        "name": _("Name"),
        "country": _("Country"),
        "region": _("Region"),
        "category": _("Membership category"),
        "joined": _("Joined on"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "population": _("Population"),
        "time_zone": _("Time zone"),
        "languages": _("Working languages"),
        "email_domains": _("E-mail domains"),
    },
    "actions": {
        "city": _("City"),
        "title": _("Title"),
        "practice": _("Practice"),
        "stage": _("Stage"),
        "stage_on": _("Since"),
        "text": _("Text"),
        "department": _("Department"),
        "emissions": _("Emissions avoided a year"),
        "budget": _("Budget"),
        "currency": _("Currency"),
    },
}
REQUIRED = {"roster": ["full_name", "email", "city"], "cities": ["name"], "actions": ["title"]}


class Import(models.Model):
    """A file that somebody uploaded, from its columns to the day on which it can be undone. Its rows are kept, the file is not."""

    class Kind(models.TextChoices):
        ROSTER = "roster", _("Officials and their networks")
        CITIES = "cities", _("Cities")
        ACTIONS = "actions", _("Actions of cities")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Waits for its columns")
        MATCHING = "matching", _("Being compared")
        READY = "ready", _("Ready to import")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Stopped by an error")

    kind = models.CharField(_("what is in it"), max_length=10, choices=Kind.choices, default=Kind.ROSTER)
    file_name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    # Who asked for the work that goes on, or was done last. What may be imported is decided by who uploaded the file.
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UPLOADED)
    headers = models.JSONField(default=list)
    # field → the number of its column
    columns = models.JSONField(default=dict)
    is_vouched = models.BooleanField(_("I vouch for these people: they work for the cities named"), default=False)
    # Of the work that goes on: rows done, of so many.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], condition=models.Q(status__in=WORKING), name="imports_at_work")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import_columns" if self.status == self.Status.UPLOADED else "import", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.status in WORKING

    @property
    def may_be_undone(self) -> bool:
        imported = self.status in {self.Status.DONE, self.Status.FAILED} and self.committed_at
        return bool(imported and timezone.now() <= imported + UNDO_WITHIN)


class ImportRow(models.Model):
    """One row of the file: what it says, what was corrected and answered, what it would do, and what it did."""

    class Status(models.TextChoices):
        UNREAD = "unread", _("Not compared yet")
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        SAME = "same", _("Same")
        CONFLICT = "conflict", _("Question")
        ERROR = "error", _("Error")
        LEFT_OUT = "left_out", _("Left out")

    class Outcome(models.TextChoices):
        NONE = "", _("Not imported")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept: somebody changed it since")

    part_of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    raw = models.JSONField()
    # The same cells under the same heads have the same one, in whatever file.
    fingerprint = models.CharField(max_length=32)
    fixes = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    # Rows with the same key may be about the same person.
    email_key = models.CharField(max_length=254, default="")
    name_key = models.CharField(max_length=150, default="")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNREAD)
    problems = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    # What it made and what was there before, to undo it.
    did = models.JSONField(default=dict)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part_of", "number"], name="one_row_per_number")]
        indexes = [
            models.Index(fields=["part_of", "email_key"], name="import_rows_by_email"),
            models.Index(fields=["part_of", "name_key"], name="import_rows_by_name"),
            models.Index(fields=["fingerprint"], name="import_rows_by_fingerprint"),
            models.Index(fields=["part_of", "status", "number"], name="import_rows_by_status"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def cells(self) -> dict[str, str]:
        """What the row says now, by field."""
        read = {field: self.raw[column] for field, column in self.part_of.columns.items() if column < len(self.raw)}
        return dict.fromkeys(FIELDS[self.part_of.kind], "") | read | self.fixes
