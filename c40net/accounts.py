from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone, translation

from access.querysets import prepared
from notices.queries import unread_of_user
from officials.models import User
from officials.querysets import UserQuerySet
from officials.services import send_mail, verify_by_domain


@receiver(email_confirmed)
def look_at_the_domain(email_address: EmailAddress, **_other: Any) -> None:
    """An address of the city's own speaks for who signed up. (The adapter is not told of those confirmed by a code.)"""
    verify_by_domain(user=email_address.user)


@prepared
def readers(pk: int) -> UserQuerySet:
    """With how many notices they have not read, for the head of each page."""
    return User.objects.as_reader().annotate(unread_count=unread_of_user()).filter(pk=pk)


class ReaderBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Who asks for a page, with what every page needs to know of them."""
        user = next(iter(readers(user_id)), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.official, user.staff = getattr(user, "current_post", None), getattr(user, "current_term", None)
        return user


class AccountAdapter(DefaultAccountAdapter):
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


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on lets in who is here already, by an address that both the provider and the person confirmed."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        found = super().authenticate_by_email(sociallogin)
        if found and EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True).exists():
            return found
        return None
