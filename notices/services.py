"""Mail that is owed: written down in the transaction that owes it, handed to a worker once that is committed."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from notices import tasks
from notices.models import Notice
from notices.queries import kind_of
from officials.models import User
from officials.services import mail_to

AT_ONCE = 100
MOST_SWEPT = 10_000


@transaction.atomic
def owe(kind: str, *, to: Iterable[User], subject: models.Model, network: Any = None, key: str = "", **details: Any) -> list[Notice]:
    """Owe each of these people a mail of this kind about `subject`. With a `key`, those who had one of it are owed no second.

    Its app declares the kind in TOPICS of its emails.py; KeyError for what no app declares.
    """
    kind_of(kind)
    about = {"subject_type": ContentType.objects.get_for_model(subject), "subject_id": subject.pk, "network": network}
    owed = [Notice(user=user, kind=kind, key=key, details=details, **about) for user in to]
    owed = Notice.objects.bulk_create(owed, batch_size=1000, ignore_conflicts=bool(key))
    if key:
        # Which of them are new the database does not say.
        of_key = Notice.objects.unmailed().filter(kind=kind, key=key, subject_id=subject.pk, subject_type=about["subject_type"])
        owed = list(of_key.filter(user__in=[notice.user_id for notice in owed]))
    transaction.on_commit(partial(_hand_over, [notice.pk for notice in owed]))
    return owed


def tell_by_mail(notice: Notice, template: str, context: dict[str, Any], **options: Any) -> None:
    """The mail of a notice: emails/<template>, in its reader's language and zone, with the same Message-ID however often it is tried."""
    message_id = f"<notice.{notice.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    mail_to(notice.user, template, {"notice": notice, **context}, headers=headers, **options)


def mail_unsent(*, older_than: datetime) -> None:
    """Hand over what should have gone by then. Sent ones are never sent again, so handing over twice does no harm."""
    _hand_over(list(Notice.objects.owed_before(older_than).values_list("pk", flat=True)[:MOST_SWEPT]))


def _hand_over(pks: list[int]) -> None:
    for start in range(0, len(pks), AT_ONCE):
        tasks.mail_notices.delay(pks[start : start + AT_ONCE])
