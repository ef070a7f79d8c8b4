import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from officials.models import User
from officials.queries import return_address

logger = logging.getLogger(__name__)
# File name, content, content type.
Attachment = tuple[str, bytes | str, str]
# Content, content type: the same in another form, as an invitation for a calendar is.
Alternative = tuple[str, str]


def send_mail(
    *,
    to: str,
    language: str,
    time_zone: tzinfo,
    template: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
    alternatives: Sequence[Alternative] = (),
    connection: BaseEmailBackend | None = None,
    marked: tuple[str, str] | None = None,
) -> None:
    """One e-mail, as text and HTML, in the reader's language and time zone.

    Made from emails/<template>.subject.txt, .txt and .html, which get `context` and public_url. Raises smtplib's errors.
    With a stop_url in it both end with the link that stops such mail. Links to the address that is `marked` say so in their query.
    """
    with translation.override(language), timezone.override(time_zone):
        context = {"public_url": settings.PUBLIC_URL, **context}
        # Who sends many knows it already.
        context.setdefault("sample_data", None)
        if context["sample_data"] is None:
            context["sample_data"] = User.objects.sample().exists()
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", context).split())
        text: str = render_to_string(f"emails/{template}.txt", context)
        if "stop_url" in context:
            text += render_to_string("emails/_stop.txt", context)
        html: str = render_to_string(f"emails/{template}.html", context)
        if marked:
            text, html = _marked(text, *marked), _marked(html, *marked)
        html = css_inline.inline(html)
    sender = return_address(to)
    if sender:
        # The envelope has another sender than the letter: to that one it comes back.
        headers = {"From": settings.DEFAULT_FROM_EMAIL, **(headers or {})}
    message = EmailMultiAlternatives(
        subject, text, sender or None, [to], headers=headers, attachments=list(attachments), connection=connection
    )
    for content, content_type in [(html, "text/html"), *alternatives]:
        message.attach_alternative(content, content_type)
    message.send()


def _marked(body: str, address: str, query: str) -> str:
    """Links to that page, or to a place in it, with this query."""
    return re.sub(rf"{re.escape(address)}(?=#|[\s\"'<]|$)", f"{address}?{query}", body)


def mail_to(user: User, template: str, context: dict[str, Any], **options: Any) -> None:
    """Like send_mail, in this person's language and zone; the templates get them as `reader`."""
    context = {"reader": user, **context}
    send_mail(to=user.email, language=user.language, time_zone=user.time_zone, template=template, context=context, **options)


def mail_once(owed: QuerySet[Any], send: Callable[[Any], None], **sent: datetime | None) -> None:
    """Send the mail for the one row that is still owed one, and write down that it is `sent`.

    The lock on the row is the claim: it holds while the mail is handed over, and goes with the worker.
    """
    with transaction.atomic():
        row = owed.select_for_update(of=["self"], skip_locked=True).first()
        if row is None:
            return
        send(row)
        for field, value in sent.items():
            setattr(row, field, value)
        row.save(update_fields=sent)
