"""Two entries of one person, or of one city, become one. The past stays: what was dated keeps its dates, and the log is not touched."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Case, Count, F, ManyToOneRel, QuerySet, Value, When, Window
from django.utils import timezone

from activity.models import Activity
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from officials.models import Official, Staff, User, today
from officials.queries import MergeOfPeople, merge_of_cities, merge_of_people
from officials.services.roles import keep_one_administrator
from officials.services.sessions import shut_out

# What moves in its own way, what nobody changes (the log), and how the duplicate signed in.
STAYS = {"activity", "officials", "account", "mfa", "socialaccount", "usersessions"}


class MergeError(Exception):
    """A rule of merging stands against this."""


class SameEntryError(MergeError):
    """Nothing is merged into itself."""


class EntryGoneError(MergeError):
    """One of the two was merged, erased or closed meanwhile."""


class WorksTwiceError(MergeError):
    """One entry works for a city and the other for the secretariat, and nobody works for both."""


@transaction.atomic
def find_namesakes() -> None:
    """Note down whose name somebody else of their city has: among a million that takes some seconds."""
    among = Window(Count("pk"), partition_by=[F("folded"), F("city")])
    doubled = Official.objects.current().annotate(folded=F("user__full_name__folded"), n=among).filter(n__gt=1)
    found = set(doubled.values_list("pk", flat=True))
    known = set(Official.objects.filter(has_namesake=True).values_list("pk", flat=True))
    Official.objects.filter(pk__in=known - found).update(has_namesake=False)
    Official.objects.filter(pk__in=found - known).update(has_namesake=True)


@transaction.atomic
def merge_people(*, survivor: User, duplicate: User, by: User) -> None:
    """All that was the duplicate's becomes the survivor's, and nobody signs in as the duplicate any more."""
    if survivor.pk == duplicate.pk:
        raise SameEntryError
    people = User.objects.filter(erased_at__isnull=True, merged_into__isnull=True)
    locked = {user.pk: user for user in people.filter(pk__in=[survivor.pk, duplicate.pk]).order_by("pk").select_for_update()}
    if len(locked) != 2 or not locked[survivor.pk].is_active:  # noqa: PLR2004
        raise EntryGoneError
    plan = merge_of_people(locked[survivor.pk], locked[duplicate.pk])
    if plan.works_twice:
        raise WorksTwiceError
    _move_seats(plan)
    _move_posts(plan)
    _move_staff_terms(plan)
    _move_addresses(plan)
    _move_all_else(plan)
    _close(plan)
    record(Verb.PEOPLE_MERGED, by=by, subject=plan.survivor, official=plan.survivor.official, duplicate=plan.duplicate.pk)


def _move_seats(plan: MergeOfPeople) -> None:
    seats = Official.objects.seat_model().objects
    end = Case(When(status="active", then=Value(timezone.now())), default=None)
    seats.filter(pk__in=[seat.pk for seat in plan.ends]).update(status="left", ended_at=end)
    if plan.survivor.official and plan.duplicate.official:
        seats.filter(pk__in=[seat.pk for seat in plan.moves]).update(official=plan.survivor.official)


def _move_posts(plan: MergeOfPeople) -> None:
    own, post = plan.survivor.official, plan.duplicate.official
    if own and post:
        post.ended_on = today()
        post.save(update_fields=["ended_on"])
        if own.city == post.city:
            own.is_lead = own.is_lead or post.is_lead
            own.job_title = own.job_title or post.job_title
            if post.is_verified and not own.is_verified:
                own.verified_at, own.verified_by, own.verification = post.verified_at, post.verified_by, post.verification
            own.save(update_fields=["is_lead", "job_title", "verified_at", "verified_by", "verification"])
    plan.duplicate.posts.update(user=plan.survivor)


def _move_staff_terms(plan: MergeOfPeople) -> None:
    own, term = plan.survivor.staff, plan.duplicate.staff
    if own and term:
        if term.is_administrator and not own.is_administrator:
            keep_one_administrator(term)
        runs = set(own.stewardships.current().values_list("network", flat=True))
        for stewardship in plan.stewardships:
            if stewardship.network_id not in runs:
                own.stewardships.create(network_id=stewardship.network_id)
        term.stewardships.current().update(ended_on=today())
        Staff.objects.filter(pk=term.pk).update(ended_on=today())
    plan.duplicate.staff_terms.update(user=plan.survivor)


def _move_addresses(plan: MergeOfPeople) -> None:
    """Mail to any of them finds the survivor. What was not confirmed goes, lest it was somebody else's."""
    addresses = EmailAddress.objects.filter(user=plan.duplicate)
    addresses.filter(verified=False).delete()
    EmailAddress.objects.filter(user=plan.survivor, verified=False, email__in=plan.addresses).delete()
    addresses.update(user=plan.survivor, primary=False)
    invitations = Official.objects.network_model()._meta.get_field("invitations").related_model.objects.waiting()
    invited = invitations.filter(email__iexact=plan.survivor.email).values("network")
    invitations.filter(email__iexact=plan.duplicate.email).exclude(network__in=list(invited.values_list("network", flat=True))).update(
        email=plan.survivor.email
    )


def _move_all_else(plan: MergeOfPeople) -> None:
    """What they asked, replied, follow, decided: whatever of the apps above points to the person."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model._meta.app_label not in STAYS:
            field = relation.field.name
            _point_to(plan.survivor, relation.related_model._base_manager.filter(**{field: plan.duplicate}), field)


def _close(plan: MergeOfPeople) -> None:
    """The survivor says what the duplicate said where they said nothing. The duplicate has no address and no access any more."""
    survivor, duplicate = plan.survivor, plan.duplicate
    for field in ("about", "offers", "seeks"):
        setattr(survivor, field, getattr(survivor, field) or getattr(duplicate, field))
    for field in ("expertise", "speaks"):
        setattr(survivor, field, list(dict.fromkeys([*getattr(survivor, field), *getattr(duplicate, field)])))
    survivor.save(update_fields=["about", "offers", "seeks", "expertise", "speaks"])
    duplicate.merged_into, duplicate.email = survivor, f"{duplicate.pk}@merged.invalid"
    duplicate.save(update_fields=["merged_into", "email"])
    shut_out(duplicate)
    for person in (survivor, duplicate):
        person.__dict__.pop("official", None)
        person.__dict__.pop("staff", None)


@transaction.atomic
def merge_cities(*, survivor: City, duplicate: City, by: User) -> None:
    """All that belongs to the duplicate becomes the survivor's, but for the past that the log tells; it stays as an empty mark."""
    if survivor.pk == duplicate.pk:
        raise SameEntryError
    cities = City.objects.filter(merged_into__isnull=True, pk__in=[survivor.pk, duplicate.pk])
    locked = {city.pk: city for city in cities.order_by("pk").select_for_update()}
    if len(locked) != 2:  # noqa: PLR2004
        raise EntryGoneError
    survivor, duplicate = locked[survivor.pk], locked[duplicate.pk]
    plan = merge_of_cities(survivor, duplicate)
    for city in (survivor, duplicate):
        city.network_memberships.filter(pk__in=[membership.pk for membership in plan.ends]).update(ended_on=today())
    for relation in City._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model is not Activity:
            field = relation.field.name
            _point_to(survivor, relation.related_model._base_manager.filter(**{field: duplicate}), field)
    survivor.email_domains = sorted({*survivor.email_domains, *duplicate.email_domains})
    survivor.save(update_fields=["email_domains"])
    duplicate.merged_into, duplicate.email_domains = survivor, []
    duplicate.save(update_fields=["merged_into", "email_domains"])
    record(Verb.CITIES_MERGED, by=by, subject=duplicate, city=survivor)


def _point_to(survivor: City | User, rows: QuerySet[Any], field: str) -> None:
    """What the survivor has already, where there may be one only, stays with the duplicate."""
    try:
        with transaction.atomic():
            rows.update(**{field: survivor})
    except IntegrityError:
        pks = list(rows.values_list("pk", flat=True))
        for pk in pks if len(pks) > 1 else []:
            _point_to(survivor, rows.filter(pk=pk), field)
