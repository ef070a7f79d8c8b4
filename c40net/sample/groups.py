"""Working groups with their members, and invitations."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.text import slugify

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.names import Names, mailbox
from c40net.sample.people import is_account
from c40net.sample.places import Place, Stewards
from c40net.sample.seats import lines
from c40net.sample.texts import ADMISSION, UNLISTED, WORKING_GROUPS
from cities.models import City
from networks.models import CityMembership, Invitation, Network, Seat, Stewardship
from officials.models import Staff

MEMBERS_OF_A_GROUP = 9


def begin_working_groups(clock: Clock, networks: list[Network], seats: list[Seat], stewards: Stewards, log: list[Activity]) -> None:
    by_slug = {network.slug: network for network in networks}
    for slug, name, purpose, days in WORKING_GROUPS:
        if slug in by_slug:
            parent, founder = by_slug[slug], stewards.founder_of_groups(by_slug[slug])
            began = clock.moment(clock.days_ago(days + 1), clock.days_ago(days), founder.user.time_zone)
            group = Network.objects.create(
                name=name, slug=slugify(name), area=parent.area, parent=parent, purpose=purpose, started_on=began.date(),
                admission=ADMISSION.get(name, Network.Admission.APPROVAL), is_listed=name not in UNLISTED,
            )  # fmt: skip
            told_in = parent if group.is_listed else group
            log.append(activity(Verb.WORKING_GROUP_CREATED, by=founder.user, subject=group, network=told_in, at=began))
            log += _run(group, founder, began)
            log += _fill(clock, group, founder, began, [seat for seat in seats if seat.network == parent])


def _run(group: Network, founder: Staff, began: datetime) -> Iterator[Activity]:
    stewardship = Stewardship.objects.create(network=group, staff=founder, started_on=began.date())
    yield activity(Verb.STEWARDSHIP_STARTED, by=founder.user, subject=stewardship, network=group, at=began)


def _fill(clock: Clock, group: Network, founder: Staff, began: datetime, parent_seats: list[Seat]) -> Iterator[Activity]:
    """With members of its network, and their cities."""
    fit = [seat for seat in parent_seats if seat.status == Seat.Status.ACTIVE and seat.started_at and seat.started_at < began]
    seats: list[Seat] = []
    cities: dict[City, datetime] = {}
    for of_parent in clock.rng.sample(fit, min(MEMBERS_OF_A_GROUP, len(fit))):
        zone = of_parent.official.city.time_zone
        asked = clock.moment(began, began + timedelta(days=4), zone)
        decided = clock.moment(asked, asked + timedelta(days=2), zone)
        seats.append(_group_seat(group, of_parent, founder, asked, decided))
        cities[of_parent.official.city] = min(decided, cities.get(of_parent.official.city, decided))
    Seat.objects.bulk_create(seats)
    CityMembership.objects.bulk_create(CityMembership(network=group, city=city, started_on=day.date()) for city, day in cities.items())
    yield from (activity(Verb.CITY_JOINED, by=founder.user, subject=c, network=group, city=c, at=at) for c, at in cities.items())
    yield from lines(seats)


def _group_seat(group: Network, of_parent: Seat, founder: Staff, asked: datetime, decided: datetime) -> Seat:
    return Seat(
        network=group, official=of_parent.official, offers=of_parent.offers, seeks=of_parent.seeks, status=Seat.Status.ACTIVE,
        requested_at=asked, decided_at=decided, decided_by=founder.user, started_at=decided,
    )  # fmt: skip


def invite(clock: Clock, names: Names, places: list[Place], seats: list[Seat], stewards: Stewards) -> list[Activity]:
    """Some members came by invitation; other invitations wait, were taken back, or have expired. Returns what the log has of it."""
    invitations = [_accepted(clock, seat) for seat in seats if _came_by_invitation(clock, seat)]
    networks = dict.fromkeys(place.network for place in places)
    for number, network in enumerate(networks):
        there = [place for place in places if place.network == network and not place.end]
        ages = [clock.rng.uniform(1, 12), clock.rng.uniform(1, 25), 50.0 + number][: 3 if number % 3 == 0 else 2]
        for age, place in zip(ages, clock.rng.sample(there, min(len(ages), len(there))), strict=False):
            invitations.append(_open(clock, names, place, clock.days_ago(age), stewards))
        if number % 4 == 1:
            invitations[-1].revoked_at = clock.moment(invitations[-1].created_at, clock.days_ago(0.1), place.city.time_zone)
        if number % 4 == 3:  # noqa: PLR2004
            invitations[-1].declined_at = invitations[-1].created_at + timedelta(hours=3)
    Invitation.objects.bulk_create(invitations)
    return [line for invitation in invitations for line in _invitation_lines(invitation)]


def _came_by_invitation(clock: Clock, seat: Seat) -> bool:
    return bool(seat.started_at and seat.decided_by and not is_account(seat.official) and clock.rng.random() < 0.06)  # noqa: PLR2004


def _accepted(clock: Clock, seat: Seat) -> Invitation:
    """Who was invited sat down at once."""
    assert seat.started_at
    assert seat.decided_by
    seat.requested_at = seat.started_at
    user = seat.official.user
    sent = clock.moment(seat.started_at - timedelta(days=9), seat.started_at, seat.decided_by.time_zone)
    return Invitation(
        network=seat.network, email=user.email, full_name=user.full_name, city=seat.official.city, invited_by=seat.decided_by,
        created_at=sent, mailed_at=sent, expires_at=sent + timedelta(days=30), accepted_at=seat.started_at,
    )  # fmt: skip


def _open(clock: Clock, names: Names, place: Place, after: datetime, stewards: Stewards) -> Invitation:
    name = names.take(str(place.city.country))
    inviter = stewards.at(place.network, after)
    sent = clock.moment(after, min(after + timedelta(days=2), clock.days_ago(0.2)), inviter.time_zone if inviter else place.city.time_zone)
    return Invitation(
        network=place.network, email=f"{mailbox(name)}@{place.city.slug}.example", full_name=name, city=place.city, invited_by=inviter,
        created_at=sent, mailed_at=sent, expires_at=sent + timedelta(days=30),
    )  # fmt: skip


def _invitation_lines(invitation: Invitation) -> Iterator[Activity]:
    inviter = invitation.invited_by
    moments = (
        (Verb.INVITATION_SENT, inviter, invitation.created_at),
        (Verb.INVITATION_DECLINED, None, invitation.declined_at),
        (Verb.INVITATION_REVOKED, inviter, invitation.revoked_at),
    )
    for verb, by, at in moments:
        if at:
            yield activity(verb, by=by, subject=invitation, network=invitation.network, city=invitation.city, at=at)
