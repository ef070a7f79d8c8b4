"""Sends what is due. A digest is claimed by the lock on its row, in a transaction that ends when the mail server has taken
the mail: a killed worker loses the lock at once, and all that can be sent twice is the one in its hands.
"""

import logging
import smtplib
from datetime import timedelta

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from digests.emails import send_digest
from digests.models import Digest, wants_digest

BATCH = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
FOR_GOOD = 500  # SMTP's answers from here on
logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def deliver_due_digests() -> None:
    """One batch over one connection. Any number of these may run at once."""
    try:
        with get_connection() as mail_server:
            for _ in range(BATCH):
                if not _deliver_next(mail_server):
                    return
    except OSError as trouble:
        logger.warning("The mail server does not answer, digests wait for the clock to try again: %s", trouble)


def _deliver_next(mail_server: BaseEmailBackend) -> bool:
    """False when nothing is due that nobody else has in hand."""
    digest = None
    try:
        with transaction.atomic():
            digest = _claim_next()
            if digest is None:
                return False
            _deliver(digest, mail_server)
    except Exception as trouble:
        if digest is None:
            raise
        # Whatever is wrong with this one, the others go out.
        _put_off(digest, trouble)
        mail_server.close()
        mail_server.open()
    return True


def _claim_next() -> Digest | None:
    with connection.cursor() as cursor:
        # Ends the claim of a worker that hangs, or whose machine is gone.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '2min'")
    due = Digest.objects.due(timezone.now()).select_related("user__digest_subscription")
    return due.select_for_update(of=["self"], skip_locked=True).first()


def _deliver(digest: Digest, mail_server: BaseEmailBackend) -> None:
    if wants_digest(digest.user):
        digest.activity_count = send_digest(digest, connection=mail_server)
    if digest.activity_count:
        digest.status, digest.sent_at = Digest.Status.SENT, timezone.now()
    else:
        digest.status = Digest.Status.EMPTY
    digest.save(update_fields=["status", "sent_at", "activity_count"])


def _put_off(digest: Digest, trouble: Exception) -> None:
    """To be tried again later, ever less often, until next week's digest takes over; never, if the address is refused for good."""
    refused = _is_final(trouble)
    logger.warning("Digest %s was not delivered%s: %r", digest.pk, ", for good" if refused else "", trouble)
    Digest.objects.filter(pk=digest.pk, status=Digest.Status.DUE).update(
        status=Digest.Status.FAILED if refused else Digest.Status.DUE,
        attempts=F("attempts") + 1,
        next_attempt_at=timezone.now() + min(FIRST_WAIT * 2**digest.attempts, LONGEST_WAIT),
    )


def _is_final(trouble: Exception) -> bool:
    """A 5xx answer to the recipient or to the mail. To the sender it is our own fault, and will be mended."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _ in trouble.recipients.values())
    return isinstance(trouble, smtplib.SMTPDataError) and trouble.smtp_code >= FOR_GOOD
