"""Places at a workshop, for who wants one and for who gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.queries import Harmless, Label, copied, harmless
from cities.models import City
from officials.models import Official, User
from officials.querysets import OfficialQuerySet
from workshops.models import Registration, RegistrationAnswer, Workshop
from workshops.querysets import CURRENT, HOLDING

MOST_SHOWN = 24
MOST_TO_ANSWER = 3
Status = Registration.Status


def members_of(workshop: Workshop) -> OfficialQuerySet:
    """Those whom it is for: verified officials with a seat in one of its networks."""
    return Official.objects.current().verified().in_networks(networks_of(workshop))


def networks_of(workshop: Workshop) -> list[int]:
    """Their ids: of a query for them the database would take half of all there are."""
    return [workshop.network_id, *workshop.also_for.values_list("pk", flat=True)]


def may_be_registered_by(user: User, workshop: Workshop) -> OfficialQuerySet:
    """Oneself and the colleagues of one's city, who have no place yet and do not wait for one."""
    if user.official is None:
        return Official.objects.none()
    there = workshop.registrations.current().values("official")
    return members_of(workshop).filter(city=user.official.city_id).exclude(pk__in=there)


def number_in_line(registration: Registration) -> int | None:
    """1: the next to be offered a place, if one that becomes free fits."""
    if registration.status != Status.WAITLISTED:
        return None
    first = Q(asked_at__lt=registration.asked_at) | Q(asked_at=registration.asked_at, pk__lte=registration.pk)
    return Registration.objects.waitlisted().filter(first, workshop=registration.workshop_id).count()


@dataclass(frozen=True)
class Standing:
    """A reader's place at a workshop, and the way to one."""

    # registered, requested, waitlisted, offered: theirs. Else, of the workshop: draft, cancelled, held, running, not_open, closed, full,
    # city_full, open; not_member: of the reader.
    state: str
    # Theirs, the current one or the last.
    mine: Registration | None
    number: int | None
    # None: as many as come.
    places_left: int | None
    waitlist_length: int
    # Somebody of their city, or themself, may be registered.
    may_register: bool
    # Nobody is offered a place any more; who waits may take one that is free.
    may_take: bool


def standing(user: User, workshop: Workshop) -> Standing:
    """Six queries at most."""
    now, official = timezone.now(), user.official
    mine = workshop.registrations.filter(official__user=user).with_people().order_by("-pk").first()
    held = workshop.registrations.holding().aggregate(
        all=Count("pk"), of_city=Count("pk", filter=Q(official__city=official.city_id if official else None))
    )
    waiting = workshop.registrations.waitlisted().count()
    left = None if workshop.capacity is None else max(workshop.capacity - held["all"], 0)
    is_member = official is not None and members_of(workshop).filter(pk=official.pk).exists()
    city_is_full = workshop.places_per_city is not None and held["of_city"] >= workshop.places_per_city
    return Standing(
        state=_state(workshop, mine, now, is_member=is_member, is_full=left == 0, city_is_full=city_is_full),
        mine=mine,
        number=number_in_line(mine) if mine else None,
        places_left=left,
        waitlist_length=waiting,
        may_register=is_member and workshop.takes_registrations and may_be_registered_by(user, workshop).exists(),
        may_take=left != 0 and not city_is_full and now < workshop.starts_at and not workshop.makes_offers(now),
    )


def _state(workshop: Workshop, mine: Registration | None, now: datetime, *, is_member: bool, is_full: bool, city_is_full: bool) -> str:
    opens_at = workshop.registration_opens_at
    return next(
        state
        for state, holds in [
            (workshop.state, workshop.state in {"draft", "cancelled", "held"}),
            ("registered", mine and mine.status == Status.REGISTERED),
            ("running", workshop.state == "running"),
            (mine.status if mine else "", mine and mine.status in CURRENT and not mine.has_lapsed(now)),
            ("not_member", not is_member),
            ("not_open", opens_at and now < opens_at),
            ("closed", not workshop.takes_registrations),
            ("full", is_full),
            ("city_full", city_is_full),
            ("open", True),
        ]
        if holds
    )


@dataclass(frozen=True)
class CityThatComes:
    city: City
    registrations: list[Registration]


def who_comes(workshop: Workshop, user: User, *, most: int | None = None) -> list[CityThatComes]:
    """Those registered, under their cities, for who sees the workshop; is_shown: whether the reader may open a person's page."""
    rows: list[Any] = list(workshop.registrations.registered().visible_to(user).with_people().by_city()[:most])
    shown = set(User.objects.visible_to(user).filter(pk__in=[row.official.user_id for row in rows]).values_list("pk", flat=True))
    for row in rows:
        row.is_shown = row.official.user_id in shown
    return [CityThatComes(city, list(group)) for city, group in groupby(rows, key=lambda row: row.official.city)]


def cities_coming(workshop: Workshop) -> int:
    return workshop.registrations.registered().order_by().values("official__city").distinct().count()


def places_by_city(workshop: Workshop) -> Any:
    """How many places each city holds, and how many of it wait in line; the fullest first."""
    rows = workshop.registrations.current().order_by().values("official__city__name")
    return rows.annotate(
        held=Count("pk", filter=Q(status__in=HOLDING)), waitlisted=Count("pk", filter=Q(status=Status.WAITLISTED))
    ).order_by("-held", "official__city__name")


def to_approve(user: User) -> list[Workshop]:
    """Coming workshops that this person manages and where somebody waits for approval: to_answer holds the first of them."""
    rows = Workshop.objects.run_by(user).upcoming().filter(starts_at__gt=timezone.now()).with_place().soonest_first()
    waiting = Registration.objects.requested().with_people().with_answers()[:MOST_TO_ANSWER]
    asked = rows.filter(pk__in=Registration.objects.requested().order_by().values("workshop"))
    return list(asked.with_waiting_count().prefetch_related(Prefetch("registrations", waiting, "to_answer")))


def registrations_csv(workshop: Workshop) -> Iterator[bytes]:
    """Everybody who asked for a place, with what they answered; straight from the database."""
    columns: dict[str, Any] = {
        _("Official"): Harmless("official__user__full_name"),
        _("E-mail address"): Harmless("official__user__email"),
        _("City"): Harmless("official__city__name"),
        _("Job title"): Harmless("official__job_title"),
        _("Registration"): Label("status", Status.choices),
        _("Asked at (UTC)"): F("asked_at"),
        _("Reason"): Harmless("reason"),
    }
    questions = list(workshop.questions.all())
    headings = [*columns, *(harmless(question.text) for question in questions)]
    answers = [RegistrationAnswer.objects.filter(registration=OuterRef("pk"), question=question) for question in questions]
    given = [Coalesce(Subquery(answer.values(harmless=Harmless("text"))), Value(""), output_field=TextField()) for answer in answers]
    return copied(headings, workshop.registrations.in_order().values_list(*columns.values(), *given))
