"""On the day: who is there, who came without registering, who was online, and who contributed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from activity.models import Activity
from activity.services import activity, record_all
from activity.verbs import Verb
from officials.models import Official, User
from workshops.models import Registration, Workshop
from workshops.queries import may_walk_in
from workshops.services.errors import CheckInClosedError, NotThereError, TooEarlyError

# Before the start: for who checks in alone, and for the manager at the door.
OPENS_ALONE = timedelta(minutes=60)
OPENS_AT_THE_DOOR = timedelta(hours=12)


@dataclass(frozen=True)
class Press:
    """Somebody pressed "Here" beside a registration, or beside an official who has none. It may come late: the phone was offline."""

    at: datetime
    registration: int | None = None
    official: int | None = None
    # By which the phone knows it again.
    key: str = ""


@transaction.atomic
def check_in(*, workshop: Workshop, presses: Iterable[Press], by: User) -> set[str]:
    """Write down who is there, each as of their press. The same press twice is one.

    Returns the keys of those that could not be taken: whoever is neither registered nor a member any more.
    """
    _check_door(workshop)
    presses = sorted(presses, key=lambda press: press.at)
    arrivals = _Arrivals(workshop, by=by)
    asked = {press.registration for press in presses if press.registration}
    official_of = dict(workshop.registrations.filter(pk__in=asked).values_list("pk", "official"))
    who = {press.key: press.official or official_of.get(press.registration or 0) for press in presses}
    officials = may_walk_in(workshop).filter(pk__in=set(who.values()) - {None}).select_related("city").in_bulk()
    for press in presses:
        if official := officials.get(who[press.key]):
            arrivals.add(official, at=_as_it_can_be(press.at, workshop))
    arrivals.save()
    return {press.key for press in presses if who[press.key] not in officials}


@transaction.atomic
def check_in_alone(*, workshop: Workshop, official: Official, by: User) -> Registration:
    """With the code at the door. Who is not registered walks in as a member; the manager sees that they did."""
    now = timezone.now()
    if workshop.status != Workshop.Status.ANNOUNCED or now > workshop.ends_at:
        raise CheckInClosedError
    if now < workshop.starts_at - OPENS_ALONE:
        raise TooEarlyError
    arrivals = _Arrivals(workshop, by=by)
    arrivals.add(official, at=now)
    arrivals.save()
    return arrivals.there[official.pk]


@transaction.atomic
def undo_check_in(*, registration: Registration, by: User) -> None:
    """They were not there after all. Who had walked in then has no registration left."""
    locked = Registration.objects.attended().select_for_update(of=["self"]).with_people().filter(pk=registration.pk).first()
    if locked is None:
        return
    locked.attended_at, locked.corrected_at = None, timezone.now()
    locked.contributed, locked.contribution = False, ""
    if locked.is_walk_in:
        locked.status, locked.changed_at = Registration.Status.CANCELLED, locked.corrected_at
    locked.save(update_fields=["attended_at", "corrected_at", "contributed", "contribution", "status", "changed_at"])
    record_all([_line(Verb.ATTENDANCE_CORRECTED, locked.workshop, locked.official, by=by)])


@dataclass(frozen=True)
class Online:
    """Somebody of ours was online for so many minutes in all."""

    official: Official
    minutes: int
    joined_at: datetime | None = None


@transaction.atomic
def keep_online(*, workshop: Workshop, seen: Iterable[Online], at_least: int, by: User) -> int:
    """Keep how long people were online; from `at_least` minutes on they attended. Returns how many did.

    The same list again changes nothing; a longer one replaces the minutes.
    """
    _check_door(workshop)
    seen = list(seen)
    arrivals = _Arrivals(workshop, by=by)
    for one in seen:
        if one.minutes >= at_least:
            is_near = one.joined_at and workshop.starts_at - OPENS_ALONE <= one.joined_at <= workshop.ends_at
            at = one.joined_at if one.joined_at and is_near else workshop.starts_at
            arrivals.add(one.official, at=at, said_at=timezone.now())
    for one in seen:
        if registration := arrivals.there.get(one.official.pk):
            registration.minutes_online = one.minutes
            arrivals.changed.add(one.official.pk)
    arrivals.save()
    return sum(one.minutes >= at_least for one in seen)


@transaction.atomic
def mark_contribution(*, registration: Registration, contributed: bool, contribution: str, by: User) -> None:
    """Say that somebody who was there contributed, and what; or that they did not."""
    locked = Registration.objects.attended().select_for_update(of=["self"]).with_people().filter(pk=registration.pk).first()
    if locked is None:
        raise NotThereError
    is_news = contributed and not locked.contributed
    locked.contributed, locked.contribution = contributed, contribution if contributed else ""
    locked.save(update_fields=["contributed", "contribution"])
    if is_news:
        record_all([_line(Verb.CONTRIBUTED, locked.workshop, locked.official, by=by)])


class _Arrivals:
    """People who come, written down at once. While it is open nobody else can let in, or take a place of, this workshop."""

    def __init__(self, workshop: Workshop, *, by: User) -> None:
        self.workshop = Workshop.objects.select_for_update(no_key=True, of=["self"]).select_related("network").get(pk=workshop.pk)
        self.by = by
        self.there = {registration.official_id: registration for registration in self.workshop.registrations.current()}
        self.changed: set[int] = set()
        self.log: list[Activity] = []

    def add(self, official: Official, *, at: datetime, said_at: datetime | None = None) -> None:
        """Who is not registered, or still waits for a place, walks in. What was `said_at` a time before a correction is no news."""
        registration = self.there.get(official.pk) or Registration(
            workshop=self.workshop, official=official, registered_by=self.by, asked_at=at
        )
        if registration.attended_at or (registration.corrected_at and (said_at or at) <= registration.corrected_at):
            return
        if registration.status != Registration.Status.REGISTERED:
            registration.status, registration.is_walk_in, registration.changed_at = Registration.Status.REGISTERED, True, timezone.now()
            self.log.append(_line(Verb.WALKED_IN, self.workshop, official, by=self.by, at=at))
        registration.attended_at = at
        self.log.append(_line(Verb.ATTENDED, self.workshop, official, by=self.by, at=at))
        self.there[official.pk] = registration
        self.changed.add(official.pk)

    def save(self) -> None:
        changed = [self.there[pk] for pk in sorted(self.changed)]
        Registration.objects.bulk_create([registration for registration in changed if not registration.pk])
        fields = ["status", "is_walk_in", "changed_at", "attended_at", "minutes_online"]
        Registration.objects.bulk_update([registration for registration in changed if registration.pk], fields)
        record_all(self.log)


def _check_door(workshop: Workshop) -> None:
    if workshop.status != Workshop.Status.ANNOUNCED:
        raise CheckInClosedError
    if timezone.now() < workshop.starts_at - OPENS_AT_THE_DOOR:
        raise TooEarlyError


def _as_it_can_be(at: datetime, workshop: Workshop) -> datetime:
    """A phone's clock may be wrong by hours: nobody came before the door opened, nor will have come."""
    return min(max(at, workshop.starts_at - OPENS_AT_THE_DOOR), timezone.now())


def _line(verb: Verb, workshop: Workshop, official: Official, *, by: User, at: datetime | None = None) -> Activity:
    return activity(verb, by=by, subject=workshop, network=workshop.network, official=official, at=at)
