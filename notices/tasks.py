"""Mail that is owed, of every app. Each is a notice until it is sent, so that none is lost or sent twice."""

from celery import shared_task
from django.utils import timezone

from notices.models import Notice, QuietHours
from notices.queries import kind_of
from officials.services import mail_once


@shared_task(ignore_result=True)
def mail_notices(notice_ids: list[int]) -> None:
    """Each in a task of its own: one that the mail server refuses keeps no other waiting."""
    for notice_id in notice_ids:
        mail_notice.delay(notice_id)


@shared_task(ignore_result=True)
def mail_notice(notice_id: int) -> None:
    """Once, and not in its reader's quiet hours: then it waits, and the clock sends it when these end."""
    owed = Notice.objects.unmailed().filter(pk=notice_id).select_related("user", "network")
    if not _waits(notice_id):
        mail_once(owed, _send, mailed_at=timezone.now())


def _waits(notice_id: int) -> bool:
    now = timezone.now()
    notice = Notice.objects.unmailed().filter(pk=notice_id).select_related("user__quiet_hours").first()
    hours: QuietHours | None = getattr(notice.user, "quiet_hours", None) if notice and not kind_of(notice.kind).must else None
    end = hours.end_of(now) if hours else None
    if end:
        Notice.objects.unmailed().filter(pk=notice_id).update(due_at=end)
    return end is not None


def _send(notice: Notice) -> None:
    kind_of(notice.kind).send(notice)
