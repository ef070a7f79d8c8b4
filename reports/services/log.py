from django.db import transaction

from activity.services import activity, record, record_all
from activity.verbs import Verb
from officials.models import User


@transaction.atomic
def record_export(*, file_name: str, networks: list[str], rows: int, by: User) -> None:
    """Write down who takes out what, before they get it. Without networks: of all."""
    line = activity(Verb.REPORT_EXPORTED, by=by, networks=networks, rows=rows)
    line.subject_label = file_name
    record_all([line])


@transaction.atomic
def record_download(*, by: User) -> None:
    """Of what we have on themself."""
    record(Verb.DATA_DOWNLOADED, by=by, subject=by, official=by.official)
