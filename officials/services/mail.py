from datetime import tzinfo
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone, translation

from officials.models import User


def send_mail(
    *,
    to: str,
    language: str,
    time_zone: tzinfo,
    template: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
    connection: BaseEmailBackend | None = None,
) -> None:
    """One e-mail, as text and HTML, in the reader's language and time zone.

    Made from emails/<template>.subject.txt, .txt and .html, which get `context` and public_url. Raises smtplib's errors.
    """
    with translation.override(language), timezone.override(time_zone):
        context = {"public_url": settings.PUBLIC_URL, "sample_data": User.objects.sample().exists(), **context}
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", context).split())
        text = render_to_string(f"emails/{template}.txt", context)
        html = css_inline.inline(render_to_string(f"emails/{template}.html", context))
    message = EmailMultiAlternatives(subject, text, to=[to], headers=headers, connection=connection)
    message.attach_alternative(html, "text/html")
    message.send()
