"""Writes down who takes out what was counted."""

from django.db import transaction

from activity.services import activity, record_all
from activity.verbs import Verb
from networks.models import Network
from officials.models import User


@transaction.atomic
def record_counted_export(*, file_name: str, network: Network | None, rows: int, by: User) -> None:
    """Before they get it. Of visitors, to whom it names nobody, nothing is written down."""
    line = activity(Verb.COUNTED_EXPORTED, by=by, network=network, rows=rows)
    line.subject_label = file_name
    record_all([line])
