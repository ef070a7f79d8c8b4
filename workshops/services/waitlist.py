"""Who stands in line for a place, and how a free place finds the first who fits."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from activity.services import record
from activity.verbs import Verb
from notices.models import Notice
from notices.services import owe
from officials.models import Official, User
from workshops.models import Registration, Workshop
from workshops.queries import members_of

REMINDED_BEFORE = timedelta(hours=24)
Status = Registration.Status
# What becomes of a registration, what the log says of it, and which mail is owed.
STEPS = {
    Status.REQUESTED: (Verb.REGISTRATION_REQUESTED, "workshops.requested"),
    Status.WAITLISTED: (Verb.REGISTRATION_WAITLISTED, "workshops.waitlisted"),
    Status.OFFERED: (Verb.REGISTRATION_OFFERED, "workshops.offered"),
    Status.EXPIRED: (Verb.REGISTRATION_EXPIRED, "workshops.offer_expired"),
    Status.REGISTERED: (Verb.REGISTERED, "workshops.registered"),
    Status.DECLINED: (Verb.REGISTRATION_DECLINED, "workshops.declined"),
    Status.CANCELLED: (Verb.REGISTRATION_CANCELLED, "workshops.registration_cancelled"),
}
REMINDER = "workshops.reminder"


def locked(workshop: Workshop) -> Workshop:
    """The workshop, while nobody else takes or gives up a place of it."""
    return Workshop.objects.select_for_update(no_key=True, of=["self"]).select_related("network").get(pk=workshop.pk)


class Places:
    """What is taken of a locked workshop: by who is registered, and by who has an offer."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        held = workshop.registrations.holding().order_by().values_list("official__city").annotate(n=Count("pk"))
        self.by_city = Counter(dict(held))

    @property
    def are_all_taken(self) -> bool:
        return self.workshop.capacity is not None and self.by_city.total() >= self.workshop.capacity

    def fit(self, official: Official) -> bool:
        of_each = self.workshop.places_per_city
        return not self.are_all_taken and (of_each is None or self.by_city[official.city_id] < of_each)

    def take(self, official: Official) -> None:
        self.by_city[official.city_id] += 1


def settle(workshop: Workshop, *, now: datetime) -> None:
    """Offers that nobody took in time lapse; each free place is offered to the first in line who fits. The workshop is locked.

    Doing it twice changes nothing. No offer outlasts the start; when it is too late for a fair one, none is made.
    """
    if workshop.status != Workshop.Status.ANNOUNCED:
        return
    workshop.registrations.filter(status=Status.OFFERED, offer_ends_at__gt=workshop.starts_at).update(offer_ends_at=workshop.starts_at)
    for registration in workshop.registrations.lapsed(now).with_people():
        step(registration, Status.EXPIRED, workshop=workshop, now=now)
    if not workshop.makes_offers(now):
        return
    places = Places(workshop)
    if places.are_all_taken:
        return
    for registration in workshop.registrations.waitlisted().filter(official__in=members_of(workshop)).with_people():
        if places.fit(registration.official):
            places.take(registration.official)
            registration.offer_ends_at = min(now + timedelta(hours=workshop.offer_hours), workshop.starts_at)
            step(registration, Status.OFFERED, workshop=workshop, now=now)
        if places.are_all_taken:
            break


def step(
    registration: Registration, status: Registration.Status, *, workshop: Workshop, now: datetime, by: User | None = None, reason: str = ""
) -> None:
    """It becomes that; the log says so, and the person is mailed. The workshop is locked."""
    registration.status, registration.changed_at, registration.reason = status, now, reason
    if status != Status.OFFERED:
        registration.offer_ends_at = None
    registration.save()
    verb, kind = STEPS[status]
    record(verb, by=by, subject=workshop, network=workshop.network, official=registration.official)
    person = registration.official.user
    if person.is_active:
        owe(kind, to=[person], subject=workshop, network=workshop.network, registration=registration.pk, alone=by == person)


def move_waitlists_on(*, now: datetime) -> None:
    """What the clock does for each workshop where somebody waits or has an offer."""
    waits = Registration.objects.filter(workshop=OuterRef("pk"), status__in=[Status.WAITLISTED, Status.OFFERED])
    near = Workshop.objects.announced().filter(starts_at__gt=now - timedelta(days=1))
    for workshop in near.filter(Exists(waits)).order_by("pk"):
        with transaction.atomic():
            settle(locked(workshop), now=now)


@transaction.atomic
def remind_registered(*, now: datetime) -> int:
    """A day before, once for each hour that it was to begin; not to those who have registered since. Returns how many are mailed."""
    count = 0
    for workshop in Workshop.objects.announced().filter(starts_at__gt=now, starts_at__lte=now + REMINDED_BEFORE).select_related("network"):
        key = f"{workshop.starts_at:%Y-%m-%dT%H:%M}"
        reminded = Notice.objects.filter(kind=REMINDER, subject_id=workshop.pk, key=key).values("user")
        before = workshop.registrations.registered().filter(changed_at__lt=workshop.starts_at - REMINDED_BEFORE)
        people = User.objects.filter(pk__in=before.values("official__user"), is_active=True).exclude(pk__in=reminded)
        count += len(owe(REMINDER, to=people, subject=workshop, network=workshop.network, key=key))
    return count
