"""Mail that is owed: written down in the transaction that owes it, handed to a worker once that is committed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from access.services import tasks_of
from notices.models import How, Notice
from notices.queries import address_of, kind_of, stop_path, topic_of, wish_of
from officials.models import User
from officials.services import mail_to

if TYPE_CHECKING:
    from notices import tasks
else:
    tasks = tasks_of("notices")

AT_ONCE = 100
MOST_SWEPT = 10_000


@transaction.atomic
def owe(kind: str, *, to: Iterable[User], subject: models.Model, network: Any = None, key: str = "", **details: Any) -> list[Notice]:
    """Owe each of these people word of this kind about `subject`: on the page, and by mail as they wish.

    With a `key`, those who had one of it are owed no second.
    Its app declares the kind in TOPICS of its emails.py; KeyError for what no app declares.
    """
    people = list(to)
    wishes = {user.pk: How.AT_ONCE for user in people} if kind_of(kind).must else wish_of(people, topic_of(kind), network)
    about = {"subject_type": ContentType.objects.get_for_model(subject), "subject_id": subject.pk, "network": network}
    owed = [Notice(user=user, kind=kind, key=key, details=details, how=wishes[user.pk], **about) for user in people]
    owed = Notice.objects.bulk_create(owed, batch_size=1000, ignore_conflicts=bool(key))
    if key:
        # Which of them are new the database does not say.
        of_key = Notice.objects.filter(mailed_at=None, kind=kind, key=key, subject_id=subject.pk, subject_type=about["subject_type"])
        owed = list(of_key.filter(user__in=people))
    for pks in _in_parts([notice.pk for notice in owed if notice.how == How.AT_ONCE]):
        tasks.mail_notices.delay_on_commit(pks)
    return owed


def tell_by_mail(notice: Notice, template: str, context: dict[str, Any], **options: Any) -> None:
    """The mail of a notice: emails/<template>, in its reader's language and zone, with the same Message-ID however often it is tried."""
    message_id = f"<notice.{notice.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    if not kind_of(notice.kind).must:
        stop_url = settings.PUBLIC_URL + stop_path(notice)
        context = {"stop_url": stop_url, "topic": topic_of(notice.kind), **context}
        # RFC 8058: the mail program's own button, in one click.
        headers |= {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail_to(notice.user, template, {"notice": notice, **context}, headers=headers, marked=_marked(notice), **options)


def _marked(notice: Notice) -> tuple[str, str] | None:
    """Whoever opens the page by the link in the mail has read of it: c40net.middleware.told_by_mail."""
    address = address_of(notice)
    return (settings.PUBLIC_URL + address.partition("#")[0], f"told={notice.pk}") if address else None


def mail_unsent(*, older_than: datetime) -> None:
    """Hand over what should have gone by then. Sent ones are never sent again, so handing over twice does no harm."""
    for pks in _in_parts(list(Notice.objects.owed_before(older_than, now=timezone.now()).values_list("pk", flat=True)[:MOST_SWEPT])):
        tasks.mail_notices.delay(pks)


def _in_parts(pks: list[int]) -> Iterator[list[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))
