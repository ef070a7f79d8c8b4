"""Mail that does not arrive, of notices and digests alike."""

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from notices.models import Pause
from officials.models import User

LONGEST_ANSWER = 300


@transaction.atomic
def pause_mail(*, address: str, why: Pause.Why, answer: str = "") -> None:
    """Whoever signs in with that address; nobody, if nobody does. What is known of an address that is paused already stays."""
    user = User.objects.select_for_update().filter(email__iexact=address, is_active=True).first()
    if user is None or Pause.objects.holding().filter(user=user).exists():
        return
    of_now = {"address": user.email.lower(), "why": why, "answer": answer.replace("\0", "")[:LONGEST_ANSWER], "since": timezone.now()}
    Pause.objects.update_or_create(user=user, defaults=of_now)
    record(Verb.MAIL_PAUSED, by=None, subject=user, official=user.official, why=why)


@transaction.atomic
def send_again(*, user: User, by: User) -> None:
    """From now on. What waited goes as well: notices of the last three days, and a digest of the whole time."""
    if Pause.objects.filter(user=user).delete()[0]:
        record(Verb.MAIL_RESUMED, by=by, subject=user, official=user.official)
