"""Places of people who go, or turn out to be somebody else. Networks and officials lie below workshops, so the clock sees to it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from activity.services import record
from networks.models import Seat
from notices.services import owe
from officials.models import Official, User
from workshops.models import CalendarFeed, Registration, Workshop
from workshops.queries import members_of
from workshops.querysets import RegistrationQuerySet
from workshops.services.waitlist import STEPS, locked, settle, step

AT_ONCE = 500


def settle_places(*, now: datetime) -> int:
    """A coming place of somebody who has no seat any more passes to their present post or to who took over, else it is free again.

    Returns how many there were.
    """
    stranded = _stranded(now).order_by("workshop", "pk").values_list("pk", "workshop")[:AT_ONCE]
    return sum(_settle(registration, workshop, now=now) for registration, workshop in list(stranded))


@transaction.atomic
def join_doubles() -> int:
    """Who was at a workshop under two entries of theirs was there once. Returns how many that were."""
    survivors = User.objects.filter(merged_into__isnull=False).values("merged_into")
    registered = Registration.objects.registered().filter(official__user__in=survivors)
    doubled = registered.order_by().values("workshop", "official__user").annotate(n=Count("pk")).filter(n__gt=1)
    for row in doubled[:AT_ONCE]:
        of_person = Registration.objects.registered().filter(workshop=row["workshop"], official__user=row["official__user"])
        _join(list(of_person.order_by(F("attended_at").asc(nulls_last=True), "pk").select_for_update()))
    return len(doubled)


def end_feeds_of_gone() -> None:
    """They lead nowhere as it is."""
    CalendarFeed.objects.filter(user__is_active=False).delete()


def _stranded(now: datetime) -> RegistrationQuerySet:
    seats = Seat.objects.active().filter(official=OuterRef("official"), network=OuterRef("workshop__network"))
    further = Workshop.also_for.through.objects.filter(
        workshop=OuterRef("workshop"), network__seats__status=Seat.Status.ACTIVE, network__seats__official=OuterRef("official")
    )
    coming = Registration.objects.current().filter(workshop__status=Workshop.Status.ANNOUNCED, workshop__starts_at__gt=now)
    return coming.filter(~Exists(seats) & ~Exists(further), is_walk_in=False, attended_at=None)


@transaction.atomic
def _settle(registration_pk: int, workshop_pk: int, *, now: datetime) -> bool:
    workshop = locked(Workshop(pk=workshop_pk))
    registration = _stranded(now).filter(pk=registration_pk).with_people().first()
    if registration is None:
        return False
    of_person = workshop.registrations.current().filter(official__user=registration.official.user_id)
    if of_person.exclude(pk=registration.pk).exists():
        # Their other entry comes already: to them nothing has changed.
        of_person.filter(pk=registration.pk).update(status=Registration.Status.CANCELLED, changed_at=now)
        settle(workshop, now=now)
        return True
    heir = _heir(registration, workshop)
    if heir and heir.user_id == registration.official.user_id:
        registration.official = heir
        registration.save(update_fields=["official"])
        return True
    place = registration.status
    offer_ends_at = registration.offer_ends_at
    step(registration, Registration.Status.CANCELLED, workshop=workshop, now=now)
    if heir:
        _pass_on(registration, heir, place, offer_ends_at)
    settle(workshop, now=now)
    return True


def _heir(registration: Registration, workshop: Workshop) -> Official | None:
    """The person's present post, or who took over from the one that ended; with a seat, and no place yet."""
    left = registration.official
    members = members_of(workshop).exclude(registrations__in=workshop.registrations.current())
    return members.filter(user=left.user_id).first() or members.filter(pk=left.successor_id).first()


def _pass_on(registration: Registration, heir: Official, place: str, offer_ends_at: datetime | None) -> None:
    """Where it stood: a place, an offer for as long as it held, or that place in the line."""
    workshop = registration.workshop
    passed = Registration.objects.create(
        workshop=workshop, official=heir, status=place, asked_at=registration.asked_at, offer_ends_at=offer_ends_at
    )
    registration.answers.update(registration=passed)
    record(STEPS[Registration.Status(place)][0], by=None, subject=workshop, network=workshop.network, official=heir)
    owe("workshops.passed_on", to=[heir.user], subject=workshop, network=workshop.network, key=f"from {registration.pk}")


def _join(rows: list[Registration]) -> None:
    """The first keeps what all of them say."""
    kept, *others = rows
    kept.minutes_online = max((row.minutes_online for row in rows if row.minutes_online is not None), default=None)
    kept.contributed = any(row.contributed for row in rows)
    kept.contribution = next((row.contribution for row in rows if row.contribution), "")
    kept.gave_feedback = any(row.gave_feedback for row in rows)
    for row in others:
        row.status, row.attended_at, row.contributed, row.changed_at = Registration.Status.CANCELLED, None, False, timezone.now()
    said = ["minutes_online", "contributed", "contribution", "gave_feedback"]
    Registration.objects.bulk_update(rows, [*said, "status", "attended_at", "changed_at"])
