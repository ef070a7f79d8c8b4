from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from digests.models import Note, this_month
from networks.models import Network
from officials.models import User


@transaction.atomic
def write_note(*, network: Network, text: str, by: User) -> Note:
    """The word of this month to the members, on top of the next digest of each. Who had it already keeps what they read."""
    of_now = {"text": text, "author": by, "written_at": timezone.now()}
    note, is_new = Note.objects.select_for_update().get_or_create(network=network, month=this_month(), defaults=of_now)
    if not is_new and note.text == text:
        return note
    if not is_new:
        note.text, note.author, note.changed_at = text, by, timezone.now()
        note.save(update_fields=["text", "author", "changed_at"])
    record(Verb.NOTE_WRITTEN, by=by, subject=note, network=network)
    return note


@transaction.atomic
def take_back_note(*, note: Note, by: User) -> None:
    """Out of all digests that are still to go."""
    record(Verb.NOTE_TAKEN_BACK, by=by, subject=note, network=note.network)
    note.delete()
