"""Mail that is owed, of every app. Each is a notice until it is sent, so that none is lost or sent twice."""

from celery import shared_task
from django.utils import timezone

from notices.models import Notice
from notices.queries import kind_of
from officials.services import mail_once


@shared_task(ignore_result=True)
def mail_notices(notice_ids: list[int]) -> None:
    """Each in a task of its own: one that the mail server refuses keeps no other waiting."""
    for notice_id in notice_ids:
        mail_notice.delay(notice_id)


@shared_task(ignore_result=True)
def mail_notice(notice_id: int) -> None:
    owed = Notice.objects.unmailed().filter(pk=notice_id).select_related("user", "network")
    mail_once(owed, _send, mailed_at=timezone.now())


def _send(notice: Notice) -> None:
    kind_of(notice.kind).send(notice)
