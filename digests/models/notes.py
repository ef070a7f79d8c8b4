from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digests.querysets import NoteQuerySet
from networks.models import Network
from officials.models import User


def this_month() -> date:
    return timezone.now().date().replace(day=1)


class Note(models.Model):
    """A word from who runs a network to its members, one a month.

    It stands on top of the first digest of each of them whose time holds `written_at`, above what happened in the network.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="digest_notes")
    month = models.DateField(default=this_month)  # its first day
    text = models.TextField(_("note"), max_length=1000)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="digest_notes")
    written_at = models.DateTimeField(default=timezone.now)
    # Null: as it was first.
    changed_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "month"], name="one_note_per_network_and_month")]
        indexes = [models.Index(fields=["written_at"], name="notes_by_time")]

    def __str__(self) -> str:
        return f"{self.network}, {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return self.network.get_absolute_url()
