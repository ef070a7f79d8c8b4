from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from officials.models import Official, User, Verification
from officials.services.vouching import verify_official


class PersonExistsError(Exception):
    """Somebody with this address works for another city, or for the secretariat."""


@transaction.atomic
def add_official(*, email: str, full_name: str, city: City, language: str, by: User | None) -> Official:
    """The official with this address, made now if there is none. They own the address, or nobody may call this."""
    user = User.objects.with_email(email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name, language=language, time_zone=city.time_zone)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    EmailAddress.objects.filter(user=user, email__iexact=email, verified=False).update(verified=True)
    if user.official:
        return _invited(user.official, city=city, by=by)
    if user.staff or user.merged_into_id:
        raise PersonExistsError
    if not user.is_active:
        # They left a post, and somebody asks them back.
        user.is_active = True
        user.save(update_fields=["is_active"])
    official = Official.objects.create(user=user, city=city, verified_at=timezone.now(), verified_by=by, verification=Verification.STAFF)
    record(Verb.OFFICIAL_ADDED, by=by, subject=user, official=official)
    return official


def _invited(official: Official, *, city: City, by: User | None) -> Official:
    """Who invites somebody vouches for them. What nobody has vouched for gives way: it may have been said by somebody else."""
    if official.city == city:
        if not official.is_verified:
            verify_official(official=official, how=Verification.STAFF, by=by)
            official.refresh_from_db()
        return official
    if official.is_verified:
        raise PersonExistsError
    official.city = city
    official.save(update_fields=["city"])
    return _invited(official, city=city, by=by)


@transaction.atomic
def register_official(*, user: User, full_name: str, city: City, job_title: str, language: str) -> Official:
    """Somebody signed up and says for which city they work. They are believed once their address or somebody vouches for it."""
    user.full_name, user.language, user.time_zone = full_name, language, city.time_zone
    user.save(update_fields=["full_name", "language", "time_zone"])
    official = Official.objects.create(user=user, city=city, job_title=job_title)
    record(Verb.OFFICIAL_REGISTERED, by=user, subject=user, official=official)
    return official


@transaction.atomic
def change_settings(*, user: User, **said: Any) -> None:
    """What a person says about themself: values for some of the fields of their profile."""
    for field, value in said.items():
        setattr(user, field, value)
    user.save(update_fields=list(said))
    record(Verb.SETTINGS_CHANGED, by=user, subject=user, official=user.official)
