from datetime import tzinfo
from typing import Any

import css_inline
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from officials.models import Official, User, Verification


class PersonExistsError(Exception):
    """Somebody with this address works for another city, or for the secretariat."""


@transaction.atomic
def add_official(*, email: str, full_name: str, city: City, language: str, by: User | None) -> Official:
    """The official with this address, made now if there is none. They own the address, or nobody may call this."""
    user = User.objects.with_email(email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name, language=language, time_zone=city.time_zone)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if user.official:
        if user.official.city != city:
            raise PersonExistsError
        return user.official
    if user.staff or not user.is_active:
        raise PersonExistsError
    official = Official.objects.create(user=user, city=city, verified_at=timezone.now(), verified_by=by, verification=Verification.STAFF)
    record(Verb.OFFICIAL_ADDED, by=by, subject=user, official=official)
    return official


@transaction.atomic
def change_settings(*, user: User, full_name: str, language: str, time_zone: tzinfo) -> None:
    """What a person says about themself."""
    user.full_name = full_name
    user.language = language
    user.time_zone = time_zone
    user.save(update_fields=["full_name", "language", "time_zone"])
    record(Verb.SETTINGS_CHANGED, by=user, subject=user, official=user.official)


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
