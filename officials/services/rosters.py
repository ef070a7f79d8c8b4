"""Many officials at once, from a roster: added, corrected, and taken back. Nobody gets a mail for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import QuerySet

from activity.querysets import copy_in
from activity.services import activity, record_all
from activity.verbs import Verb
from cities.models import City
from officials.models import Official, User, Verification, today


@dataclass(frozen=True)
class Listed:
    """Somebody whom a roster names: known already as a user, or not."""

    email: str
    full_name: str
    city: City
    job_title: str
    language: str
    user: User | None = None


@transaction.atomic
def add_officials(*, people: Sequence[Listed], vouched: bool, at: datetime, by: User) -> list[Official]:
    """Give each their place in their city, in the order given. Unless `vouched`, somebody has yet to vouch for them.

    Their addresses are not taken for theirs before they sign in with a code sent there.
    """
    new = {
        person.email: User(
            email=person.email, full_name=person.full_name, language=person.language, time_zone=person.city.time_zone,
            password=UNUSABLE_PASSWORD_PREFIX + token_urlsafe(),
        )
        for person in people if person.user is None
    }  # fmt: skip
    copy_in(list(new.values()))
    copy_in([EmailAddress(user=u, email=u.email, primary=True) for u in new.values()])
    how = {"verified_at": at, "verified_by": by, "verification": Verification.STAFF} if vouched else {}
    posts = [Official(user=person.user or new[person.email], city=person.city, job_title=person.job_title, **how) for person in people]
    copy_in(posts)
    record_all(activity(Verb.OFFICIAL_ADDED, by=by, subject=post.user, official=post, at=at) for post in posts)
    return posts


@transaction.atomic
def correct_officials(*, changes: Mapping[int, Mapping[str, str]], at: datetime, by: User) -> None:
    """Set names and job titles: {official: {"full_name" or "job_title": text}}."""
    posts = list(Official.objects.select_for_update(of=["self"]).select_related("user", "city").filter(pk__in=changes))
    for post in posts:
        post.user.full_name = changes[post.pk].get("full_name", post.user.full_name)
        post.job_title = changes[post.pk].get("job_title", post.job_title)
    Official.objects.bulk_update(posts, ["job_title"], batch_size=500)
    User.objects.bulk_update([post.user for post in posts], ["full_name"], batch_size=500)
    lines: list[Any] = [activity(Verb.OFFICIAL_CORRECTED, by=by, subject=post.user, official=post, at=at) for post in posts]
    record_all(lines)


@transaction.atomic
def withdraw_officials(*, officials: QuerySet[Official], with_accounts: QuerySet[User], at: datetime, by: User) -> None:
    """Take back those who were added by mistake. Their rows stay, because the log names them; name and address go.

    `with_accounts`: those of the people who were not there before.
    """
    posts = list(officials.select_related("user", "city"))
    officials.update(ended_on=today(), job_title="")
    users = list(with_accounts)
    EmailAddress.objects.filter(user__in=users).delete()
    for user in users:
        user.email, user.full_name, user.is_active, user.erased_at = f"withdrawn-{user.pk}@c40net.invalid", "", False, at
    User.objects.bulk_update(users, ["email", "full_name", "is_active", "erased_at"], batch_size=500)
    record_all(activity(Verb.OFFICIAL_WITHDRAWN, by=by, subject=post.user, official=post, at=at) for post in posts)
