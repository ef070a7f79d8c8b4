"""Sends what is due.

A worker claims a batch by a lease: what becomes of the worker, after that others take what is left. It makes all contents of the batch at
once. Then each goes in a transaction of its own, which holds the row while the mail server takes the mail: what is written down as sent
is sent once, and all that a killed worker can send twice is the one in its hands, under the same Message-ID.
"""

import logging
import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from digests.emails import send_digest
from digests.models import Digest, wants_digest
from digests.queries import DigestContents, what_happened_to_each
from officials.models import User

BATCH = 100
# No digest is sent that was made longer ago: who may read what may have changed.
LEASE = timedelta(seconds=15)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
FOR_GOOD = 500  # SMTP's answers from here on
# No fault of a digest: all wait for the clock.
DATABASE_IS_AWAY = (OperationalError, InterfaceError)
logger = logging.getLogger(__name__)
# None: its reader wants none any more.
Made = tuple[Digest, DigestContents | None]


@shared_task(ignore_result=True)
def deliver_due_digests() -> None:
    """As many as a batch, over one connection. Any number of these may run at once."""
    try:
        with get_connection() as mail_server:
            left = BATCH
            while left > 0 and (claimed := _claim(left, lease := timezone.now() + LEASE)):
                left -= _deliver_all(claimed, mail_server, lease)
    except OSError as trouble:
        logger.warning("The mail server does not answer, digests wait for the clock to try again: %s", trouble)


def _deliver_all(claimed: list[Digest], mail_server: BaseEmailBackend, lease: datetime) -> int:
    """Returns how many it came to before the lease ran out, which begins anew when all are made."""
    sample_data = User.objects.sample().exists()
    made = list(_made(claimed))
    lease = _renew(claimed, lease)
    for number, (digest, contents) in enumerate(made, start=1):
        _deliver(digest, contents, mail_server, lease=lease, sample_data=sample_data)
        if timezone.now() >= lease:
            return number
    return len(claimed)


@transaction.atomic
def _claim(size: int, lease: datetime) -> list[Digest]:
    due = Digest.objects.due(timezone.now()).select_related("user__digest_subscription")
    digests = list(due.select_for_update(of=["self"], skip_locked=True)[:size])
    if digests:
        Digest.objects.filter(pk__in=[digest.pk for digest in digests]).update(next_attempt_at=lease)
    return digests


def _renew(claimed: list[Digest], lease: datetime) -> datetime:
    """Where it took long to make them, others may have taken some: those keep theirs."""
    renewed = timezone.now() + LEASE
    Digest.objects.filter(pk__in=[digest.pk for digest in claimed], next_attempt_at=lease).update(next_attempt_at=renewed)
    return renewed


def _made(digests: list[Digest]) -> Iterator[Made]:
    """Each with its contents. One that cannot be made holds nobody up."""
    wanted = [digest for digest in digests if wants_digest(digest.user)]
    yield from ((digest, None) for digest in digests if not wants_digest(digest.user))
    try:
        with transaction.atomic():
            contents = what_happened_to_each((digest.user, digest.since, digest.until) for digest in wanted)
    except DATABASE_IS_AWAY:
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever is wrong with one of them
        if len(wanted) == 1:
            _put_off(wanted[0], trouble)
            return
        for digest in wanted:
            yield from _made([digest])
    else:
        yield from zip(wanted, contents, strict=True)


def _deliver(digest: Digest, contents: DigestContents | None, mail_server: BaseEmailBackend, *, lease: datetime, sample_data: bool) -> None:
    count = contents.activity_count if contents else 0
    try:
        with transaction.atomic():
            if not _write_down(digest, count, lease):
                return  # Others have taken it.
            if contents:
                send_digest(digest, connection=mail_server, contents=contents, sample_data=sample_data)
    except DATABASE_IS_AWAY:
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever is wrong with this one, the others go out
        _put_off(digest, trouble)
        mail_server.close()
        mail_server.open()


def _write_down(digest: Digest, count: int, lease: datetime) -> bool:
    """That it is sent, which holds once the transaction ends. False where the claim holds no longer."""
    with connection.cursor() as cursor:
        # Lets go of it where this worker hangs, or its machine is gone.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '2min'")
    claimed = Digest.objects.filter(pk=digest.pk, status=Digest.Status.DUE, next_attempt_at=lease)
    if count:
        return bool(claimed.update(status=Digest.Status.SENT, sent_at=timezone.now(), activity_count=count))
    return bool(claimed.update(status=Digest.Status.EMPTY))


def _put_off(digest: Digest, trouble: Exception) -> None:
    """To be tried again later, ever less often, until the next digest takes over; never, if the address is refused for good."""
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
