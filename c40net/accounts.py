from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone, translation

from officials.models import User
from officials.services import send_mail


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People come in by invitation, never by signing up themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the same frame as all our mail, in the language and time zone of who gets it: templates/emails/account/."""
        name = template_prefix.removeprefix("account/email/")
        user = context.get("user") or User.objects.with_email(email).first()
        send_mail(
            to=email,
            language=user.language if user else translation.get_language(),
            time_zone=user.time_zone if user else timezone.get_current_timezone(),
            template=f"account/{name}",
            context={"email": email, **context},
        )
