"""Sessions: what the audit log has of them (apps.py connects that to the signals that Django and allauth send), and their end."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from activity.services import record
from activity.verbs import Verb
from officials.models import User


@transaction.atomic
def record_sign_in(*, request: HttpRequest, user: User, **_other: Any) -> None:
    user.came_from = request.META.get("REMOTE_ADDR")
    record(Verb.SIGNED_IN, by=user, official=user.official)


@transaction.atomic
def record_sign_out(*, user: User | None, **_other: Any) -> None:
    """None: nobody was signed in."""
    if user:
        record(Verb.SIGNED_OUT, by=user, official=user.official)


@transaction.atomic
def record_failed_sign_in(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_other: Any) -> None:
    """As whom, if we know them; of others nothing is kept but where from."""
    address = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.with_email(str(address)).first()
    came_from = request.META.get("REMOTE_ADDR") if request else None
    record(Verb.SIGN_IN_FAILED, by=None, subject=user, official=user and user.official, came_from=came_from or None)


def shut_out(user: User) -> None:
    """From this second on: sessions, tokens, and the codes and links that were mailed, which hang on the password that is gone."""
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    user.access_tokens.all().delete()
