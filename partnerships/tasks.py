"""Mail that agreements owe. Each is a notice until it is sent, so that none is lost or sent twice."""

from celery import shared_task
from django.utils import timezone

from notices.models import Notice
from officials.services import mail_once
from partnerships import emails


@shared_task(ignore_result=True)
def mail_notices(notice_ids: list[int]) -> None:
    """Each in a task of its own: one that the mail server refuses keeps no other waiting."""
    for notice_id in notice_ids:
        mail_notice.delay(notice_id)


@shared_task(ignore_result=True)
def mail_notice(notice_id: int) -> None:
    owed = Notice.objects.unmailed().filter(pk=notice_id).select_related("user")
    mail_once(owed, emails.send_notice, mailed_at=timezone.now())
