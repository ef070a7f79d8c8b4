from django.db import transaction
from django.utils import timezone

from notices.models import Notice
from officials.models import User


@transaction.atomic
def read(*, notice: Notice) -> None:
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


@transaction.atomic
def read_all(*, up_to: int, by: User) -> int:
    """What came after the page was made stays new. Returns how many were read by it."""
    return Notice.objects.visible_to(by).unread().filter(pk__lte=up_to).update(read_at=timezone.now())
