"""Small worlds, described in plain Python: what they hold, and who may read what of it by product.md, told without any queryset.

Every text in them carries a marker, so that a page shows at once what it tells: zqn0zq is the name of network 0.

    n h p  network: name, address, purpose u e j w  person: name, address, job title, what they say about themself
    t k b v f  workshops: see worlds_of_workshops.py
    g y o  agreements: see worlds_of_agreements.py        c l d  stories: see worlds_of_stories.py
    i a  invitation: name, address         s r m    seat of person x network: offers and seeks, reason, question
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from activity.services import activity, record_all
from activity.verbs import Verb
from networks.models import CityMembership, Invitation, Network, Seat, SeatMessage, Stewardship
from officials.models import Official, Staff, User
from partnerships.models import Agreement
from stories.models import Story
from tests.conftest import AUTHENTICATOR_SECRET, make_city, make_network
from tests.worlds_of_agreements import Pooled, build_agreements, may_read_of_agreements, poolings
from tests.worlds_of_stories import Told, build_stories, may_read_of_stories, tellings
from tests.worlds_of_workshops import Convening, build_workshops, convenings, may_read_of_workshops
from workshops.models import CalendarFeed, Workshop

MARKER = re.compile(r"zq([a-z]\d+(?:x\d+)?)zq")
CITIES = ["Oslo", "Jakarta"]


def mark(kind: str, *numbers: int) -> str:
    return f"zq{kind}{'x'.join(map(str, numbers))}zq"


def told_in(text: str) -> set[str]:
    return set(MARKER.findall(text))


@dataclass(frozen=True)
class Net:
    number: int
    listed: bool
    was_listed: bool  # when it began
    ended: bool
    by_invitation: bool
    parent: int | None


@dataclass(frozen=True)
class Person:
    number: int
    kind: str  # official, staff, administrator
    standing: str  # verified, unverified, former, closed
    city: int
    lead: bool
    shows_email: bool
    seats: tuple[str, ...]  # in each network: "", requested, active, declined, left
    runs: tuple[str, ...]  # each network: "", now, before

    @property
    def is_here(self) -> bool:
        return self.standing in {"verified", "unverified"}

    @property
    def is_believed(self) -> bool:
        """An official for whom somebody vouched."""
        return self.kind == "official" and self.standing == "verified"

    @property
    def is_staff(self) -> bool:
        return self.kind != "official" and self.is_here


@dataclass(frozen=True)
class Invite:
    number: int
    network: int
    to: int | None  # a person, or somebody new
    state: str  # open, expired, revoked, accepted, declined


@dataclass(frozen=True)
class World:
    nets: tuple[Net, ...]
    people: tuple[Person, ...]
    invites: tuple[Invite, ...]
    convened: tuple[Convening, ...]
    pooled: tuple[Pooled, ...]
    told: tuple[Told, ...]


@st.composite
def worlds(draw):
    nets = []
    for number in range(draw(st.integers(2, 3))):
        tops = [net.number for net in nets if net.parent is None]
        parent = draw(st.sampled_from([None, *tops])) if number else None
        nets.append(Net(number, *(draw(st.booleans()) for _ in range(4)), parent))
    people = []
    for number in range(draw(st.integers(3, 5))):
        kind = "administrator" if number == 0 else draw(st.sampled_from(["official", "official", "official", "staff"]))
        standing = draw(st.sampled_from(["verified", "verified", "unverified", "former", "closed"])) if number else "verified"
        if kind == "staff" and standing == "unverified":
            standing = "verified"
        seats = _seats(draw, nets, standing) if kind == "official" else ("",) * len(nets)
        runs = tuple(draw(st.sampled_from(["", "now", "before"])) if kind == "staff" else "" for _ in nets)
        flags = (draw(st.booleans()), draw(st.booleans()))
        people.append(Person(number, kind, standing, draw(st.integers(0, 1)), *flags, seats, runs))
    invites = [
        Invite(
            number,
            draw(st.sampled_from(nets)).number,
            draw(st.sampled_from([None, *(person.number for person in people if person.kind == "official")])),
            draw(st.sampled_from(["open", "open", "expired", "revoked", "accepted", "declined"])),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    # One open invitation for each address and network.
    once = {(invite.network, invite.to if invite.to is not None else -1 - invite.number): invite for invite in invites}
    inside = (convenings(draw, nets, people), poolings(draw, nets, len(CITIES)), tellings(draw, nets, len(CITIES)))
    return World(tuple(nets), tuple(people), tuple(once.values()), *inside)


def _seats(draw, nets, standing):
    """An active seat is for those who are believed, and in a working group for those with a seat in its network."""
    seats = []
    for net in nets:
        status = draw(st.sampled_from(["", "requested", "active", "active", "declined", "left"]))
        parent = seats[net.parent] if net.parent is not None else "active"
        seats.append("left" if status == "active" and (standing != "verified" or parent != "active") else status)
    return tuple(seats)


# Who may read what


def may_read(world: World, reader: Person | None) -> set[str]:
    """The markers that this person may meet somewhere in c40net."""
    may = {name for net in visible(world, reader) for name in (f"n{net.number}", f"h{net.number}", f"p{net.number}")}
    # Whoever sees a working group reads what it is a group of.
    may |= {f"{kind}{net.parent}" for net in visible(world, reader) for kind in "nh" if net.parent is not None}
    may |= may_read_of_stories(world.told, reader, {net.number for net in visible(world, reader)}, run_by(world, reader))
    if reader is None or reader.standing == "closed":
        return may
    if reader.is_staff:
        may |= _of_staff(world, reader)
    if reader.is_believed:
        may |= _of_officials(world, reader)
    own = {f"{kind}{reader.number}" for kind in "uewj"}
    seats = {f"{kind}{reader.number}x{net.number}" for kind in "srm" for net in world.nets}
    may |= may_read_of_agreements(world.pooled, world.people, reader, shared_with(world, reader), run_by(world, reader))
    may |= may_read_of_workshops(world.convened, reader.number, shared_with(world, reader), run_by(world, reader))
    # Person 0 decides, asks and invites.
    return may | own | seats | {"u0"}


def visible(world: World, reader: Person | None) -> list[Net]:
    """The networks that the person may know of."""
    shared = shared_with(world, reader)
    seen = [net for net in world.nets if net.number in shared or (net.listed and (net.parent is None or net.parent in shared))]
    if reader is None or reader.standing == "closed":
        return seen
    invited = {invite.network for invite in world.invites if invite.to == reader.number and invite.state == "open"}
    asked = {net.number for net in world.nets if reader.is_here and reader.seats[net.number] in {"requested", "declined"}}
    return [net for net in world.nets if net in seen or net.number in invited | asked]


def shared_with(world: World, reader: Person | None) -> set[int]:
    """Those whose members and feed the person may read."""
    if reader is None or not (reader.is_staff or reader.is_believed):
        return set()
    return {net.number for net in world.nets if reader.is_staff or reader.seats[net.number] == "active"}


def run_by(world: World, reader: Person | None) -> set[int]:
    if reader is None or not reader.is_staff:
        return set()
    if reader.kind == "administrator":
        return {net.number for net in world.nets}
    runs = {number for number, when in enumerate(reader.runs) if when == "now"}
    return runs | {net.number for net in world.nets if net.parent in runs}


def seen_people(world: World, reader: Person | None) -> set[int]:
    """Those whom the person finds in the directory."""
    if reader is None or reader.standing == "closed":
        return set()
    if reader.is_staff:
        return {person.number for person in world.people if person.standing != "closed"}
    if not reader.is_believed:
        return {reader.number}
    shared = shared_with(world, reader)
    peers = {
        person.number
        for person in world.people
        if person.is_believed and (person.city == reader.city or any(person.seats[number] == "active" for number in shared))
    }
    return peers | {reader.number}


def _of_staff(world: World, reader: Person) -> set[str]:
    """Everybody and every network; requests and invitations only of those that they run."""
    may = {f"{kind}{person.number}" for person in world.people for kind in "ujw"}
    may |= {f"e{person.number}" for person in world.people if (person.kind == "official" and person.is_here) or person.shows_email}
    may |= {f"s{person.number}x{net.number}" for person in world.people for net in world.nets if person.seats[net.number] == "active"}
    runs = run_by(world, reader)
    may |= {f"{kind}{person.number}x{number}" for kind in "srm" for person in world.people for number in runs}
    may |= {f"{kind}{invite.number}" for invite in world.invites if invite.network in runs for kind in "ia"}
    if reader.kind == "administrator":
        may |= {f"e{person.number}" for person in world.people}
    return may


def _of_officials(world: World, reader: Person) -> set[str]:
    shared = shared_with(world, reader)
    may = {f"{kind}{number}" for number in seen_people(world, reader) for kind in "ujw"}
    may |= {f"e{number}" for number in seen_people(world, reader) if world.people[number].shows_email}
    for person in world.people:
        # The feed keeps who came and left, and who ran the network.
        was_there = {number for number in shared if person.seats[number] in {"active", "left"} or person.runs[number]}
        may |= {f"u{person.number}" for _ in was_there}
        may |= {f"s{person.number}x{number}" for number in shared if person.seats[number] == "active"}
        waits = person.kind == "official" and person.standing == "unverified" and person.city == reader.city
        if reader.lead and waits:
            may |= {f"{kind}{person.number}" for kind in "uej"}
    # Who is to be asked for an invitation.
    for net in visible(world, reader):
        if net.by_invitation:
            may |= {f"u{person.number}" for person in world.people if net.number in run_by(world, person) and person.kind == "staff"}
    return may


def of_invitation(world: World, invite: Invite) -> set[str]:
    """Whoever holds the link of an invitation reads it."""
    return {f"n{invite.network}", f"h{invite.network}", f"p{invite.network}", f"i{invite.number}", f"a{invite.number}", "u0"}


# The same in the database


@dataclass
class Built:
    world: World
    networks: list[Network]
    users: list[User]
    invitations: list[Invitation]
    workshops: list[Workshop]
    feeds: list[CalendarFeed]
    agreements: list[Agreement]
    stories: list[Story]


def build(world: World) -> Built:
    with transaction.atomic():
        cities = [make_city(name, joined_on="2010-01-01") for name in CITIES]
        networks = _networks(world)
        users = [_user(person) for person in world.people]
        lines = _places(world, networks, users, cities)
        lines += _group_lines(world, networks, users[0])
        workshops, feeds, further_lines = build_workshops(world, networks, users, cities, mark)
        agreements, lines_of_agreements = build_agreements(world, networks, users, cities, mark)
        stories, lines_of_stories = build_stories(world, networks, users, cities, mark)
        record_all(lines + further_lines + lines_of_agreements + lines_of_stories)
        return Built(world, networks, users, _invitations(world, networks, users, cities), workshops, feeds, agreements, stories)


def _networks(world):
    networks = []
    for net in world.nets:
        fields = {
            "purpose": mark("p", net.number),
            "is_listed": net.listed,
            "parent": networks[net.parent] if net.parent is not None else None,
        }
        network = make_network(mark("n", net.number))
        admission = "invitation" if net.by_invitation else "approval"
        ended_on = timezone.now().date() if net.ended else None
        Network.objects.filter(pk=network.pk).update(slug=mark("h", net.number), admission=admission, ended_on=ended_on, **fields)
        network.refresh_from_db()
        networks.append(network)
    return networks


def _user(person):
    words = mark("w", person.number)
    user = User.objects.create_user(
        f"{mark('e', person.number)}@c40net.test", full_name=mark("u", person.number), about=words, offers=words, seeks=words,
        expertise=[words], speaks=["en"], shows_email=person.shows_email, is_active=person.standing != "closed",
    )  # fmt: skip
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _places(world, networks, users, cities):
    """Everybody's place in a city or at the secretariat, their seats and stewardships; returns what the log says of it."""
    now, lines, boss = timezone.now(), [], users[0]
    for person, user in zip(world.people, users, strict=True):
        ended_on = None if person.is_here else now.date()
        if person.kind != "official":
            staff = Staff.objects.create(user=user, is_administrator=person.kind == "administrator", ended_on=ended_on)
            TOTP.activate(user, AUTHENTICATOR_SECRET)
            for number, when in enumerate(person.runs):
                if when:
                    stewardship = Stewardship.objects.create(
                        network=networks[number], staff=staff, ended_on=None if when == "now" else now.date()
                    )
                    lines.append(activity(Verb.STEWARDSHIP_STARTED, by=boss, subject=stewardship, network=networks[number]))
            continue
        verified_at = None if person.standing == "unverified" else now
        official = Official.objects.create(
            user=user, city=cities[person.city], job_title=mark("j", person.number), is_lead=person.lead,
            verified_at=verified_at, ended_on=ended_on, declined_reason="",
        )  # fmt: skip
        for number, status in enumerate(person.seats):
            if status:
                lines += _seat(person, official, networks[number], number, status, boss)
    return lines


def _seat(person, official, network, number, status, boss):
    then = timezone.now() - timedelta(days=1)
    words = mark("s", person.number, number)
    dates = {"requested": {}, "declined": {"decided_at": then}, "active": {"decided_at": then, "started_at": then}}
    dates["left"] = {**dates["active"], "ended_at": then}
    seat = Seat.objects.create(
        network=network, official=official, status=status, offers=words, seeks=words, reason=mark("r", person.number, number),
        requested_at=then, decided_by=None if status == "requested" else boss, **dates[status],
    )  # fmt: skip
    SeatMessage.objects.create(seat=seat, author=boss, text=mark("m", person.number, number))
    verbs = {"requested": [], "declined": [Verb.SEAT_DECLINED], "active": [Verb.SEAT_STARTED], "left": [Verb.SEAT_STARTED, Verb.SEAT_LEFT]}
    lines = [Verb.SEAT_REQUESTED, Verb.SEAT_QUESTION_ASKED, *verbs[status]]
    if status == "active":
        _, is_new = CityMembership.objects.get_or_create(network=network, city=official.city)
        lines += [Verb.CITY_JOINED] if is_new else []
    return [activity(verb, by=official.user, subject=official, network=network, official=official) for verb in lines]


def _group_lines(world, networks, boss):
    """As create_network and edit_network write them."""
    lines = [activity(Verb.NETWORK_EDITED, by=boss, subject=network, network=network) for network in networks]
    for net, network in zip(world.nets, networks, strict=True):
        if net.parent is None:
            lines.append(activity(Verb.NETWORK_CREATED, by=boss, subject=network, network=network))
        else:
            told_to = networks[net.parent] if net.was_listed else network
            lines.append(activity(Verb.WORKING_GROUP_CREATED, by=boss, subject=network, network=told_to))
    return lines


def _invitations(world, networks, users, cities):
    now = timezone.now()
    states = {
        "open": {}, "expired": {"expires_at": now - timedelta(days=1)}, "revoked": {"revoked_at": now},
        "accepted": {"accepted_at": now}, "declined": {"declined_at": now},
    }  # fmt: skip
    return [
        Invitation.objects.create(
            network=networks[invite.network], email=users[invite.to].email if invite.to is not None else f"{mark('a', invite.number)}@c40net.test",
            full_name=mark("i", invite.number), city=cities[0], invited_by=users[0], **states[invite.state],
        )
        for invite in world.invites
    ]  # fmt: skip
