"""Workshops as they come to be: planned, changed, announced, cancelled, held."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from activity.services import activity, record, record_all
from activity.verbs import Verb
from cities.models import City
from networks.models import Network, Seat
from notices.services import owe
from officials.models import User
from workshops.models import Series, Speaker, Workshop, WorkshopSession
from workshops.services.errors import HasStartedError, NotADraftError, NotAnnouncedError, OutsideWorkshopError, TooFewPlacesError
from workshops.services.ledger import write_hours
from workshops.services.waitlist import settle

WHEN = ("starts_at", "ends_at")
WHERE = ("setting", "host_city", "venue", "address")


@transaction.atomic
def plan_workshop(
    *,
    network: Network,
    by: User,
    also_for: Iterable[Network] = (),
    for_cities: Iterable[City] = (),
    series: str = "",
    like: Workshop | None = None,
    **fields: Any,
) -> Workshop:
    """A draft that only those who run the network see. `like` another one it takes over the agenda, on the clock of its own host."""
    workshop = Workshop.objects.create(network=network, series=_series(network, series), created_by=by, **fields)
    workshop.also_for.set(also_for)
    workshop.for_cities.set(for_cities)
    if like:
        _copy_agenda(like, workshop)
    record(Verb.WORKSHOP_PLANNED, by=by, subject=workshop, network=network)
    return workshop


@transaction.atomic
def edit_workshop(
    *, workshop: Workshop, by: User, also_for: Iterable[Network], series: str, for_cities: Iterable[City] | None = None, **fields: Any
) -> list[str]:
    """Change it. Of another hour, place or link of an announced one everybody who comes is told. Returns what changed of these."""
    before = _locked(workshop)
    if before.status == Workshop.Status.CANCELLED:
        raise NotAnnouncedError
    after = _locked(workshop)
    for name, value in fields.items():
        setattr(after, name, value)
    _check_places(after)
    moved_by = after.starts_at - before.starts_at
    _check_agenda(after, moved_by)
    after.series = _series(after.network, series)
    after.changed_at = timezone.now()
    changed = _what_changed(before, after)
    if changed or before.title != after.title:
        after.sequence += 1
    after.save()
    added = [network for network in also_for if network not in after.also_for.all()]
    after.also_for.set(also_for)
    if for_cities is not None:
        after.for_cities.set(for_cities)
    if moved_by:
        after.sessions.update(starts_at=F("starts_at") + moved_by)
    if before.state in {"announced", "running"}:
        write_hours(workshop=after)
        _invite(after, added)
        if changed:
            _tell_of_change(before, after, changed, by=by)
        # There may be more places now, or less time for offers.
        settle(after, now=timezone.now())
    return changed


@transaction.atomic
def announce_workshop(*, workshop: Workshop, by: User) -> int:
    """Invite every member of its networks, once. Returns how many are mailed."""
    workshop = _locked(workshop)
    if workshop.status != Workshop.Status.DRAFT:
        raise NotADraftError
    if workshop.starts_at <= timezone.now():
        raise HasStartedError
    workshop.status, workshop.changed_at = Workshop.Status.ANNOUNCED, timezone.now()
    workshop.save(update_fields=["status", "changed_at"])
    write_hours(workshop=workshop)
    _record_in_each_network(Verb.WORKSHOP_ANNOUNCED, workshop, by=by)
    return _invite(workshop, [workshop.network, *workshop.also_for.all()])


@transaction.atomic
def cancel_workshop(*, workshop: Workshop, reason: str, by: User) -> int:
    """Call it off, and tell everybody who would have come or waits for a place, with the reason. Returns how many are mailed."""
    workshop = _locked(workshop)
    if workshop.status != Workshop.Status.ANNOUNCED:
        raise NotAnnouncedError
    if workshop.ends_at <= timezone.now():
        raise HasStartedError
    workshop.status, workshop.cancelled_reason, workshop.changed_at = Workshop.Status.CANCELLED, reason, timezone.now()
    workshop.sequence += 1
    workshop.save(update_fields=["status", "cancelled_reason", "changed_at", "sequence"])
    write_hours(workshop=workshop)
    _record_in_each_network(Verb.WORKSHOP_CANCELLED, workshop, by=by)
    people = _people_of(workshop.registrations.current())
    return len(owe("workshops.called_off", to=people, subject=workshop, network=workshop.network, key="called_off"))


@transaction.atomic
def discard_draft(*, workshop: Workshop, by: User) -> None:
    """Nobody but those who run the network knew of it."""
    workshop = _locked(workshop)
    if workshop.status != Workshop.Status.DRAFT:
        raise NotADraftError
    record(Verb.WORKSHOP_DISCARDED, by=by, subject=workshop, network=workshop.network)
    workshop.further_sittings.update(sitting_of=None)
    workshop.delete()


@transaction.atomic
def record_held(*, now: datetime) -> int:
    """Write down, once for each, that the workshops which are over were held. Returns how many."""
    over = Workshop.objects.held(now).filter(held_recorded_at=None)
    workshops = list(over.select_for_update(of=["self"], skip_locked=True).select_related("network", "host_city"))
    record_all(
        activity(Verb.WORKSHOP_HELD, by=None, subject=workshop, network=workshop.network, city=workshop.host_city, at=workshop.ends_at)
        for workshop in workshops
    )
    Workshop.objects.filter(pk__in=[workshop.pk for workshop in workshops]).update(held_recorded_at=now)
    return len(workshops)


def _locked(workshop: Workshop) -> Workshop:
    return Workshop.objects.select_for_update(of=["self"]).select_related("network", "host_city").get(pk=workshop.pk)


def _series(network: Network, name: str) -> Series | None:
    return Series.objects.get_or_create(network=network, name=name)[0] if name else None


def _check_places(workshop: Workshop) -> None:
    """Nobody loses a place because there are fewer of them."""
    if workshop.capacity is not None and (taken := workshop.registrations.holding().count()) > workshop.capacity:
        raise TooFewPlacesError(taken)


def _check_agenda(workshop: Workshop, moved_by: timedelta) -> None:
    if any(session.ends_at + moved_by > workshop.ends_at for session in workshop.sessions.all()):
        raise OutsideWorkshopError


def _what_changed(before: Workshop, after: Workshop) -> list[str]:
    """when, where, link: what somebody who comes has to know."""
    of = {"when": WHEN, "where": WHERE, "link": ("join_link",)}
    return [what for what, names in of.items() if any(getattr(before, name) != getattr(after, name) for name in names)]


def _tell_of_change(before: Workshop, after: Workshop, changed: list[str], *, by: User) -> None:
    """A new link alone concerns those who have a place only; it is never in the notice."""
    _record_in_each_network(Verb.WORKSHOP_CHANGED, after, by=by, changed=changed)
    registrations = after.registrations.registered() if changed == ["link"] else after.registrations.current()
    owe(
        "workshops.changed", to=_people_of(registrations), subject=after, network=after.network,
        changed=changed, before=_as_told(before), after=_as_told(after),
    )  # fmt: skip


def _as_told(workshop: Workshop) -> dict[str, Any]:
    """When and where, as it has to be told when everything may have changed again."""
    return {
        "starts_at": workshop.starts_at.isoformat(),
        "ends_at": workshop.ends_at.isoformat(),
        "time_zone": str(workshop.time_zone),
        "setting": workshop.setting,
        "host_city": workshop.host_city_id,
        "venue": workshop.venue,
        "address": workshop.address,
    }


def _invite(workshop: Workshop, networks: list[Network]) -> int:
    """Mail every member of these networks who has had no invitation yet."""
    seats = Seat.objects.active().filter(network__in=networks)
    members = User.objects.filter(pk__in=seats.values("official__user"), is_active=True)
    return len(owe("workshops.announced", to=members, subject=workshop, network=workshop.network, key="announced"))


def _people_of(registrations: Any) -> Any:
    return User.objects.filter(pk__in=registrations.values("official__user"), is_active=True)


def _record_in_each_network(verb: Verb, workshop: Workshop, *, by: User, **details: Any) -> None:
    networks = [workshop.network, *workshop.also_for.all()]
    record_all(activity(verb, by=by, subject=workshop, network=network, city=workshop.host_city, **details) for network in networks)


def _copy_agenda(of: Workshop, to: Workshop) -> None:
    """At the same distance from the start; who speaks, without what there was to read."""
    for session in of.sessions.prefetch_related("speakers"):
        starts_at = to.starts_at + (session.starts_at - of.starts_at)
        if starts_at + timedelta(minutes=session.length) > to.ends_at:
            continue
        copy = WorkshopSession.objects.create(
            workshop=to, starts_at=starts_at, length=session.length, title=session.title, text=session.text
        )
        Speaker.objects.bulk_create(
            Speaker(session=copy, official=speaker.official, name=speaker.name, organisation=speaker.organisation)
            for speaker in session.speakers.all()
        )
