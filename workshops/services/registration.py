"""A place at a workshop: asked for, given, declined, given back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from officials.models import Official, User
from workshops.models import Registration, RegistrationAnswer, Workshop
from workshops.queries import members_of
from workshops.querysets import RegistrationQuerySet
from workshops.services.errors import (
    AlreadyRegisteredError,
    HasStartedError,
    NoPlaceError,
    NotAColleagueError,
    NotAMemberError,
    NotAnnouncedError,
    RegistrationClosedError,
)
from workshops.services.waitlist import Places, locked, settle, step

Status = Registration.Status
# Question → answer.
Answers = Mapping[int, str]


@transaction.atomic
def register(*, workshop: Workshop, official: Official, by: User, answers: Answers | None = None) -> Registration:
    """Ask for a place, for oneself or for a colleague of one's city. It is given, waits for approval, or for a place to become free."""
    if by.official is None or by.official.city_id != official.city_id:
        raise NotAColleagueError
    workshop, now = locked(workshop), timezone.now()
    _check_announced(workshop)
    if not workshop.takes_registrations:
        raise RegistrationClosedError
    return _take_in(workshop, official, now=now, by=by, answers=answers, at_once=not workshop.needs_approval)


@transaction.atomic
def add_registration(*, workshop: Workshop, official: Official, by: User) -> Registration:
    """The manager takes a member in, whether registration is open or not; where there is no place, to the end of the line."""
    workshop, now = _locked_before_start(workshop)
    return _take_in(workshop, official, now=now, by=by, answers=None, at_once=True)


@dataclass(frozen=True)
class Approved:
    registered: int
    waitlisted: int


@transaction.atomic
def approve_registrations(*, registrations: RegistrationQuerySet, workshop: Workshop, by: User) -> Approved:
    """Give those who asked their places, the first first; who finds none left waits in line. Those decided meanwhile stay as they are."""
    workshop, now = _locked_before_start(workshop)
    settle(workshop, now=now)
    places, count = Places(workshop), {Status.REGISTERED: 0, Status.WAITLISTED: 0}
    for registration in _of(workshop, registrations).filter(status=Status.REQUESTED).order_by("asked_at", "pk").with_people():
        status = Status.REGISTERED if places.fit(registration.official) else Status.WAITLISTED
        if status == Status.REGISTERED:
            places.take(registration.official)
        step(registration, status, workshop=workshop, now=now, by=by)
        count[status] += 1
    return Approved(count[Status.REGISTERED], count[Status.WAITLISTED])


@transaction.atomic
def decline_registrations(*, registrations: RegistrationQuerySet, workshop: Workshop, reason: str, by: User) -> int:
    """Say no to those who wait, for approval or in line, with a reason that they read. Returns how many."""
    return _end(workshop, registrations, [Status.REQUESTED, Status.WAITLISTED], Status.DECLINED, reason=reason, by=by)


@transaction.atomic
def take_back_registrations(*, registrations: RegistrationQuerySet, workshop: Workshop, reason: str, by: User) -> int:
    """The manager takes places back, given or offered, with a reason. Each goes to the next in line. Returns how many."""
    return _end(workshop, registrations, [Status.OFFERED, Status.REGISTERED], Status.CANCELLED, reason=reason, by=by)


@transaction.atomic
def cancel_registration(*, registration: Registration, by: User) -> None:
    """Give a place back, or an offer, or stop waiting. Doing it twice is doing it once."""
    workshop, now = _locked_before_start(registration.workshop)
    current = workshop.registrations.current().filter(pk=registration.pk).with_people().first()
    if current:
        step(current, Status.CANCELLED, workshop=workshop, now=now, by=by)
    settle(workshop, now=now)


@transaction.atomic
def take_place(*, registration: Registration, by: User) -> None:
    """Take the place that is offered. Close to the start, when no more offers are made, who waits takes what is free."""
    workshop, now = _locked_before_start(registration.workshop)
    current = workshop.registrations.current().filter(pk=registration.pk, official__in=members_of(workshop)).with_people().first()
    if current is None or not _may_take(current, workshop, now=now):
        raise NoPlaceError
    if current.status != Status.REGISTERED:
        step(current, Status.REGISTERED, workshop=workshop, now=now, by=by)


@transaction.atomic
def change_answers(*, registration: Registration, answers: Answers) -> None:
    """Answers are no news: the log keeps none of them."""
    workshop = locked(registration.workshop)
    if not workshop.registrations.current().filter(pk=registration.pk).exists():
        raise NoPlaceError
    _answer(registration, answers)


def _take_in(workshop: Workshop, official: Official, *, now: datetime, by: User, answers: Answers | None, at_once: bool) -> Registration:
    if not members_of(workshop).filter(pk=official.pk).exists():
        raise NotAMemberError
    if workshop.registrations.current().filter(official=official).exists():
        raise AlreadyRegisteredError
    settle(workshop, now=now)
    there = Status.REGISTERED if Places(workshop).fit(official) else Status.WAITLISTED
    registration = Registration(workshop=workshop, official=official, registered_by=by, asked_at=now)
    step(registration, there if at_once else Status.REQUESTED, workshop=workshop, now=now, by=by)
    _answer(registration, answers or {})
    return registration


def _end(workshop: Workshop, registrations: RegistrationQuerySet, of: list[Status], to: Status, *, reason: str, by: User) -> int:
    workshop, now = _locked_before_start(workshop)
    ended = list(_of(workshop, registrations).filter(status__in=of, attended_at__isnull=True).with_people())
    for registration in ended:
        step(registration, to, workshop=workshop, now=now, by=by, reason=reason)
    settle(workshop, now=now)
    return len(ended)


def _of(workshop: Workshop, registrations: RegistrationQuerySet) -> RegistrationQuerySet:
    """Read again, now that nobody else can change them."""
    return workshop.registrations.filter(pk__in=list(registrations.values_list("pk", flat=True)))


def _may_take(registration: Registration, workshop: Workshop, *, now: datetime) -> bool:
    if registration.status == Status.WAITLISTED:
        return not workshop.makes_offers(now) and Places(workshop).fit(registration.official)
    return registration.status in {Status.OFFERED, Status.REGISTERED} and not registration.has_lapsed(now)


def _locked_before_start(workshop: Workshop) -> tuple[Workshop, datetime]:
    workshop, now = locked(workshop), timezone.now()
    _check_announced(workshop)
    if workshop.starts_at <= now:
        raise HasStartedError
    return workshop, now


def _check_announced(workshop: Workshop) -> None:
    if workshop.status != Workshop.Status.ANNOUNCED:
        raise NotAnnouncedError


def _answer(registration: Registration, answers: Answers) -> None:
    """Questions removed meanwhile need none."""
    asked = registration.workshop.questions.filter(pk__in=answers).values_list("pk", flat=True)
    rows = [RegistrationAnswer(registration=registration, question_id=pk, text=answers[pk]) for pk in asked]
    RegistrationAnswer.objects.bulk_create(rows, update_conflicts=True, unique_fields=["registration", "question"], update_fields=["text"])
