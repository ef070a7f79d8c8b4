"""The mailbox to which undelivered mail comes back."""

import imaplib
import logging
from email import message_from_bytes
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from notices.models import Pause
from notices.queries import Returned, came_back
from notices.services.pauses import pause_mail

MOST_AT_ONCE = 500
SECONDS = 10
PORT, PORT_SSL = 143, 993
logger = logging.getLogger(__name__)


def read_returned_mail() -> None:
    """What tells of mail that came back is read and thrown away; all else stays there, as read. Reading twice does no harm."""
    if not settings.RETURN_MAILBOX:
        return
    try:
        with _mailbox(urlsplit(settings.RETURN_MAILBOX)) as mailbox:
            for number in (mailbox.uid("SEARCH", "UNSEEN")[1][0] or b"").split()[:MOST_AT_ONCE]:
                _take(mailbox, number.decode())
            mailbox.expunge()
    except (OSError, imaplib.IMAP4.error) as trouble:
        logger.warning("The mailbox of returned mail does not answer, the clock tries again: %s", trouble)


def _mailbox(address: SplitResult) -> imaplib.IMAP4:
    """Logs out at the end."""
    host = str(address.hostname)
    if address.scheme == "imaps":
        mailbox: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, address.port or PORT_SSL, timeout=SECONDS)
    else:
        mailbox = imaplib.IMAP4(host, address.port or PORT, timeout=SECONDS)
    mailbox.login(unquote(address.username or ""), unquote(address.password or ""))
    mailbox.select("INBOX")
    return mailbox


def _take(mailbox: imaplib.IMAP4, number: str) -> None:
    parts = mailbox.uid("FETCH", number, "(BODY.PEEK[])")[1]
    found = [returned for part in parts if isinstance(part, tuple) for returned in _read(part[1])]
    for returned in found:
        pause_mail(address=returned.address, why=Pause.Why.CAME_BACK, answer=returned.answer)
    mailbox.uid("STORE", number, "+FLAGS", r"(\Deleted)" if found else r"(\Seen)")


def _read(content: bytes) -> list[Returned]:
    try:
        return came_back(message_from_bytes(content))
    except Exception as trouble:  # noqa: BLE001 - whatever somebody sends there, the rest is read
        logger.warning("A message among returned mail cannot be read: %r", trouble)
        return []
