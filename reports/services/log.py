from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from officials.models import User
from reports.models import Export
from reports.queries import Choice, network_names


@transaction.atomic
def begin_sending(*, choice: Choice, rows: int, by: User) -> Export:
    """Write down who takes out what, before they get it. Without networks: of all."""
    export = Export(asked_by=by, choice=choice.as_json(), status=Export.Status.SENT, rows=rows)
    export.file_name, export.networks = choice.file_name(export.day), network_names(choice, by)
    export.save()
    record(Verb.REPORT_EXPORTED, by=by, subject=export, networks=export.networks, rows=rows)
    return export


def note_sent(*, export: Export, size: int, sha256: str) -> None:
    """All of it is out. One that broke off before its end has no checksum."""
    Export.objects.filter(pk=export.pk).update(size=size, sha256=sha256, finished_at=timezone.now())


@transaction.atomic
def record_download(*, by: User) -> None:
    """Of what we have on themself."""
    record(Verb.DATA_DOWNLOADED, by=by, subject=by, official=by.official)
