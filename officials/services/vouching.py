"""Who is believed to work for a city, and who vouches for them."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from officials.models import Official, User, Verification, is_of_domain, today


class AnsweredMeanwhileError(Exception):
    """Somebody has vouched for this official, or declined to, already."""


@transaction.atomic
def verify_official(*, official: Official, how: str, by: User | None, tell: bool = False) -> None:
    """Believe that an official works for the city, and `tell` them by mail where nothing else does."""
    found = Official.objects.select_for_update().current().unverified().filter(pk=official.pk).first()
    if found is None:
        raise AnsweredMeanwhileError
    _verify(found, how, by, tell=tell)


@transaction.atomic
def decline_official(*, official: Official, reason: str, by: User) -> None:
    """Do not vouch: the post ends, and the person reads why."""
    declined = (
        Official.objects.current()
        .unverified()
        .filter(pk=official.pk)
        .update(ended_on=today(), declined_reason=reason, answer_due_at=timezone.now())
    )
    if not declined:
        raise AnsweredMeanwhileError
    record(Verb.OFFICIAL_DECLINED, by=by, subject=official, official=official)


@transaction.atomic
def verify_by_domain(*, user: User, is_waiting: bool = False) -> bool:
    """Believe somebody who has confirmed an address of the city's own. Says whether that is so now; who is waiting gets a mail."""
    official = Official.objects.select_for_update(of=["self"]).current().unverified().filter(user=user).select_related("city").first()
    if official is None:
        return False
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    if not any(is_of_domain(email, official.city.email_domains) for email in addresses):
        return False
    _verify(official, Verification.DOMAIN, None, tell=is_waiting)
    return True


@transaction.atomic
def change_email_domains(*, city: City, domains: Collection[str], by: User) -> int:
    """Say which e-mail domains are the city's own. Those who wait with such an address are believed at once; returns how many."""
    city.email_domains = sorted(domains)
    city.save(update_fields=["email_domains"])
    record(Verb.EMAIL_DOMAINS_CHANGED, by=by, subject=city, city=city, domains=city.email_domains)
    waiting = User.objects.filter(posts__in=city.officials.waiting())
    return sum(verify_by_domain(user=user, is_waiting=True) for user in waiting)


@transaction.atomic
def name_city_lead(*, official: Official, by: User) -> None:
    """The official may vouch for others of the city from now on."""
    if Official.objects.current().verified().filter(pk=official.pk, is_lead=False).update(is_lead=True):
        record(Verb.CITY_LEAD_NAMED, by=by, subject=official, official=official)


@transaction.atomic
def end_city_lead(*, official: Official, by: User | None) -> None:
    if Official.objects.filter(pk=official.pk, is_lead=True).update(is_lead=False):
        record(Verb.CITY_LEAD_ENDED, by=by, subject=official, official=official)


def _verify(official: Official, how: str, by: User | None, *, tell: bool) -> None:
    official.verified_at, official.verified_by, official.verification = timezone.now(), by, how
    official.answer_due_at = timezone.now() if tell else None
    official.save(update_fields=["verified_at", "verified_by", "verification", "answer_due_at"])
    record(Verb.OFFICIAL_VERIFIED, by=by, subject=official, official=official, how=how)
