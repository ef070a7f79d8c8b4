"""People who go: out of a post, or altogether."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from officials.models import Official, User, today
from officials.services.sessions import shut_out


def end_post(*, official: Official, by: User | None, successor: Official | None = None, note: str = "") -> None:
    """As of today. Without a post the person may not sign in; who invites them again lets them in again."""
    official.ended_on, official.successor, official.handover_note = today(), successor, note
    official.save(update_fields=["ended_on", "successor", "handover_note"])
    record(Verb.OFFICIAL_LEFT, by=by, subject=official, official=official)
    if successor:
        record(Verb.HANDED_OVER, by=by, subject=successor, official=official)
    if official.user.staff is None:
        shut_out(official.user)


def erase(*, user: User, by: User | None) -> None:
    """Take off the row all that says who it was, and off those that turned out to be the same person.

    The rows stay, and with them what the person did: as a former official.
    """
    record(Verb.ACCOUNT_CLOSED, by=by, subject=user)
    _erase(user)


def _erase(user: User) -> None:
    for duplicate in User.objects.filter(merged_into=user):
        _erase(duplicate)
    shut_out(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    for of_notices in ("notices", "notice_wishes"):
        getattr(user, of_notices).all().delete()
    for of_mail in ("quiet_hours", "mail_pause"):
        if hasattr(user, of_mail):
            getattr(user, of_mail).delete()
    user.posts.update(job_title="", declined_reason="", handover_note="")
    user.email, user.full_name = f"erased-{user.pk}@invalid", ""
    user.about = user.offers = user.seeks = ""
    user.expertise, user.speaks = [], []
    user.shows_email = user.hears_of_peers = False
    user.erased_at, user.last_login, user.warned_at = timezone.now(), None, None
    user.save()
