from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from digests.models import Digest
from digests.queries import DigestContents, unsubscribe_path, what_happened
from notices.services import told_in_digest
from officials.services import send_mail


def send_digest(
    digest: Digest, *, connection: BaseEmailBackend, contents: DigestContents | None = None, sample_data: bool | None = None
) -> int:
    """Returns how many things it told; where there are none nothing is sent. Who sends many brings the contents along.

    The notices in it are mailed with it, in one transaction.
    """
    user = digest.user
    contents = contents or what_happened(user=user, since=digest.since, until=digest.until)
    told_in_digest(pks=contents.owed, at=timezone.now())
    if not contents.activity_count:
        return 0
    unsubscribe_url = settings.PUBLIC_URL + unsubscribe_path(user)
    send_mail(
        to=user.email,
        language=user.language,
        time_zone=user.time_zone,
        template="digest",
        context={
            "reader": user,
            "contents": contents,
            "networks": [(news, settings.PUBLIC_URL + unsubscribe_path(user, news.network)) for news in contents.networks],
            "unsubscribe_url": unsubscribe_url,
            "sample_data": sample_data,
        },
        headers={
            "Message-ID": digest.message_id,
            "Auto-Submitted": "auto-generated",
            # RFC 8058: the mail program's own button, in one click.
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        connection=connection,
    )
    return contents.activity_count
