"""Mail that did not go when it should have."""

from datetime import datetime
from typing import TYPE_CHECKING

from access.services import tasks_of
from networks.models import Invitation
from officials.models import Official

if TYPE_CHECKING:
    from networks import tasks
else:
    tasks = tasks_of("networks")

AT_ONCE = 1000


def send_unsent(*, older_than: datetime) -> None:
    """Queue the mail that should have gone by then. Sent ones are never sent again, so queueing twice does no harm."""
    unsent = [
        (tasks.mail_invitation, Invitation.objects.waiting().filter(mailed_at__isnull=True, created_at__lt=older_than)),
        (tasks.mail_standing, Official.objects.answer_unmailed()),
        (tasks.mail_handover, Official.objects.handover_unmailed()),
    ]
    for task, rows in unsent:
        for pk in rows.values_list("pk", flat=True)[:AT_ONCE]:
            task.delay(pk)
