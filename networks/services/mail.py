"""Mail that did not go when it should have."""

from datetime import datetime

from networks import tasks
from networks.models import Invitation, Seat


def send_unsent(*, older_than: datetime) -> None:
    """Queue the mail that should have gone by then. Sent ones are never sent again, so queueing twice does no harm."""
    for pk in Invitation.objects.waiting().filter(mailed_at__isnull=True, created_at__lt=older_than).values_list("pk", flat=True)[:1000]:
        tasks.mail_invitation.delay(pk)
    for pk in Seat.objects.answer_unsent().filter(decided_at__lt=older_than).values_list("pk", flat=True)[:1000]:
        tasks.mail_answer.delay(pk)
