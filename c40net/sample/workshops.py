"""The workshops of the sample world: planned, full, called off, held, and what came of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.after import follow_up
from c40net.sample.clock import Clock
from c40net.sample.people import LEAD, OFFICIAL, is_account
from c40net.sample.places import BUSY, Stewards
from c40net.sample.topics import GUESTS, REASONS, SESSIONS, THEMES, Theme
from cities.models import City
from networks.models import CityMembership, Network, Seat
from officials.models import Official, User
from workshops.models import CityHours, Registration, Series, Speaker, Workshop, WorkshopSession
from workshops.queries import outside, shape_of

IN_PERSON, ONLINE, BOTH = Workshop.Setting.IN_PERSON, Workshop.Setting.ONLINE, Workshop.Setting.BOTH
MEETING, WEBINAR, TOUR = Workshop.Kind.WORKSHOP, Workshop.Kind.WEBINAR, Workshop.Kind.STUDY_TOUR
# Hour on the host's clock, length in hours, and how much longer than in a webinar its sessions take.
SHAPES = {WEBINAR: (14, 1.5, 1), MEETING: (9, 7, 4), TOUR: (9, 32, 4)}


@dataclass(frozen=True)
class Slot:
    """A workshop that the networks have whose number is one of these, of every four; the busy network has all."""

    days: float
    kind: Workshop.Kind
    setting: Workshop.Setting
    topic: int
    story: str
    numbers: frozenset[int] = frozenset(range(4))
    is_of_circle: bool = False


SLOTS = (
    Slot(-330, MEETING, IN_PERSON, 3, "held"),
    Slot(-160, WEBINAR, ONLINE, 0, "held", is_of_circle=True),
    Slot(-80, WEBINAR, ONLINE, 1, "held", is_of_circle=True),
    Slot(-36, WEBINAR, ONLINE, 4, "nothing came", frozenset({0})),
    Slot(-3, TOUR, IN_PERSON, 4, "lately", frozenset({1, 3})),
    Slot(0, MEETING, BOTH, 5, "now", frozenset()),
    Slot(9, WEBINAR, ONLINE, 2, "open", is_of_circle=True),
    Slot(19, WEBINAR, ONLINE, 1, "called off", frozenset({2})),
    Slot(26, MEETING, BOTH, 3, "full"),
    Slot(33, WEBINAR, ONLINE, 4, "two sittings", frozenset({1})),
    Slot(47, TOUR, IN_PERSON, 0, "approval", frozenset({0, 2})),
    Slot(64, MEETING, IN_PERSON, 2, "draft"),
)


@dataclass
class Convening:
    """What is made, to be written at once; the log is told once the workshops have their numbers."""

    clock: Clock
    stewards: Stewards
    seats: dict[Network, list[Seat]]
    cities: dict[Network, list[City]]
    workshops: list[Workshop] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    sessions: list[WorkshopSession] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    also_for: list[tuple[Workshop, Network]] = field(default_factory=list)
    told: list[tuple[Verb, Workshop, dict[str, Any]]] = field(default_factory=list)

    def tell(self, verb: Verb, workshop: Workshop, at: datetime, **of: Any) -> None:
        self.told.append((verb, workshop, {"by": None, "at": min(at, self.clock.now), **of}))

    def manager(self, network: Network, at: datetime) -> User | None:
        return self.stewards.at(network, at)

    def members(self, network: Network, at: datetime) -> list[Official]:
        """Those who sat in the network then, in an order drawn by chance; the accounts first."""
        there = [s.official for s in self.seats[network] if s.started_at and s.started_at < at and not (s.ended_at and s.ended_at < at)]
        self.clock.rng.shuffle(there)
        return sorted(there, key=lambda official: not is_account(official))


def convene(clock: Clock, networks: list[Network], seats: list[Seat], stewards: Stewards) -> list[Activity]:
    """Returns what the log has of it."""
    of_network: dict[Network, list[Seat]] = defaultdict(list)
    for seat in seats:
        of_network[seat.network].append(seat)
    cities: dict[Network, list[City]] = defaultdict(list)
    for membership in CityMembership.objects.current().filter(network__in=networks).select_related("city", "network").order_by("pk"):
        cities[membership.network].append(membership.city)
    made = Convening(clock, stewards, of_network, cities)
    for number, network in enumerate(networks):
        theme = THEMES.get(network.slug)
        if theme and cities[network]:
            _plan(made, network, networks[number - 1], theme, number)
    _save(made)
    return [
        *(activity(verb, subject=workshop, network=workshop.network, **of) for verb, workshop, of in made.told),
        *follow_up(clock, made.workshops, made.registrations),
    ]


def _plan(made: Convening, network: Network, neighbour: Network, theme: Theme, number: int) -> None:
    series = Series(network=network, name=theme.circle)
    made.series.append(series)
    for slot in SLOTS:
        if network.slug != BUSY and number % 4 not in slot.numbers:
            continue
        workshop = _workshop(made, network, theme, slot)
        workshop.series = series if slot.is_of_circle else None
        _lay_out_agenda(made, workshop, slot)
        if slot.story == "open" and (number % 4 == 1 or network.slug == BUSY):
            made.also_for.append((workshop, neighbour))
        if slot.story == "two sittings":
            _second_sitting(made, workshop, slot)
        _fill(made, workshop, slot.story)


def _workshop(made: Convening, network: Network, theme: Theme, slot: Slot) -> Workshop:
    clock = made.clock
    host = _host(made, network, slot)
    zone = host.time_zone
    starts_at, ends_at = when(clock.now, zone, slot)
    planned = min(starts_at - timedelta(days=60), clock.days_ago(3))
    title, text = theme.topics[min(slot.topic, len(theme.topics) - 1)]
    by = made.manager(network, planned)
    named = {MEETING: f"Workshop in {host}: {title}", TOUR: f"Visit to {host}: {title}", WEBINAR: title}
    is_online = slot.setting != IN_PERSON
    workshop = Workshop(
        network=network, kind=slot.kind, setting=slot.setting, title=named[slot.kind][:150], text=text, host_city=host, time_zone=zone,
        venue="" if slot.kind == WEBINAR else f"City Hall of {host}", address="" if slot.kind == WEBINAR else "1 Market Square",
        join_link=f"https://meet.example/{network.slug}-{len(made.workshops)}" if is_online else "", starts_at=starts_at, ends_at=ends_at,
        status=Workshop.Status.DRAFT if slot.story == "draft" else Workshop.Status.ANNOUNCED, created_by=by, created_at=planned,
        changed_at=planned, needs_approval=slot.story == "approval", held_recorded_at=ends_at if ends_at < clock.now else None,
    )  # fmt: skip
    made.workshops.append(workshop)
    made.tell(Verb.WORKSHOP_PLANNED, workshop, planned, by=by)
    if workshop.status == Workshop.Status.ANNOUNCED:
        made.tell(Verb.WORKSHOP_ANNOUNCED, workshop, _announced(workshop), by=by)
    if workshop.held_recorded_at:
        made.tell(Verb.WORKSHOP_HELD, workshop, ends_at, city=host)
    return workshop


def _host(made: Convening, network: Network, slot: Slot) -> City:
    """The busy network's workshop of today is in the accounts' own city."""
    if slot.story == "now":
        return next((city for city in made.cities[network] if city.slug == "jakarta"), made.cities[network][0])
    return made.clock.rng.choice(made.cities[network])


def when(now: datetime, zone: tzinfo, slot: Slot) -> tuple[datetime, datetime]:
    """From Tuesday to Thursday; the one of today begins in half an hour, so that its door is open."""
    hour, hours, _slow = SHAPES[slot.kind]
    if slot.story == "now":
        starts_at = now.replace(second=0, microsecond=0) + timedelta(minutes=30)
    else:
        local = (now + timedelta(days=slot.days)).astimezone(zone).replace(hour=hour, minute=0, second=0, microsecond=0)
        while local.weekday() not in {1, 2, 3}:
            local += timedelta(days=1 if slot.days > 0 else -1)
        starts_at = local.astimezone(UTC)
    return starts_at, starts_at + timedelta(hours=hours)


def _announced(workshop: Workshop) -> datetime:
    return workshop.created_at + timedelta(days=2)


def _lay_out_agenda(made: Convening, workshop: Workshop, slot: Slot) -> None:
    begins, slow = workshop.starts_at, SHAPES[slot.kind][2]
    for title, length in SESSIONS:
        made.sessions.append(WorkshopSession(workshop=workshop, starts_at=begins, length=length * slow, title=title))
        begins += timedelta(minutes=length * slow)
    tells = made.sessions[-3]
    for official in made.members(workshop.network, min(workshop.starts_at, made.clock.now))[-2:]:
        made.speakers.append(Speaker(session=tells, official=official))
    name, organisation = made.clock.rng.choice(GUESTS)
    made.speakers.append(Speaker(session=tells, name=name, organisation=organisation))


def _second_sitting(made: Convening, first: Workshop, slot: Slot) -> None:
    """The same content half a day later, for those to whom the first one is night."""
    sitting = Workshop(
        network=first.network, sitting_of=first, kind=first.kind, setting=first.setting, title=first.title, text=first.text,
        host_city=first.host_city, time_zone=first.time_zone, join_link=f"{first.join_link}-b",
        starts_at=first.starts_at + timedelta(hours=9), ends_at=first.ends_at + timedelta(hours=9), status=first.status,
        created_by=first.created_by, created_at=first.created_at, changed_at=first.changed_at,
    )  # fmt: skip
    made.workshops.append(sitting)
    made.tell(Verb.WORKSHOP_PLANNED, sitting, sitting.created_at, by=sitting.created_by)
    made.tell(Verb.WORKSHOP_ANNOUNCED, sitting, _announced(sitting), by=sitting.created_by)
    _lay_out_agenda(made, sitting, slot)
    _fill(made, sitting, "open")


def _fill(made: Convening, workshop: Workshop, story: str) -> None:
    """With who registers, waits, comes."""
    clock, known = made.clock, Registration.Status
    members = made.members(workshop.network, min(workshop.starts_at - timedelta(days=20), clock.now))
    if story == "draft":
        return
    if story == "full":
        _fill_up(made, workshop, members)
    elif story == "approval":
        workshop.capacity = 15
        _register(made, workshop, members[1:2] + members[2:6], known.REQUESTED)
        _register(made, workshop, members[6:9], known.REGISTERED)
    else:
        some = members[: max(4, min(34, int(len(members) * clock.rng.uniform(0.35, 0.6))))]
        _register(made, workshop, some, known.REGISTERED)
        if workshop.ends_at < clock.now:
            _register(made, workshop, members[len(some) : len(some) + 2], known.CANCELLED)
            _come(made, workshop, members[len(some) + 2 : len(some) + 4])
    if story == "called off":
        workshop.status, workshop.cancelled_reason = Workshop.Status.CANCELLED, REASONS[0]
        made.tell(Verb.WORKSHOP_CANCELLED, workshop, clock.days_ago(0.7), by=workshop.created_by)


def _fill_up(made: Convening, workshop: Workshop, members: list[Official]) -> None:
    """To the last place, which is offered for two days; the others wait in line. The official's account has the offer, the lead waits."""
    known = Registration.Status
    first = {LEAD: 1, OFFICIAL: 0}
    accounts = sorted((o for o in members if o.user.email in first), key=lambda official: first[official.user.email])
    line = accounts + [official for official in members if official not in accounts]
    offered, waiting, placed = line[:1], line[1:5], line[5:25]
    workshop.capacity = len(placed) + len(offered)
    _register(made, workshop, placed, known.REGISTERED)
    for status, people in ((known.OFFERED, offered), (known.WAITLISTED, waiting)):
        _register(made, workshop, people, status)
    for registration in made.registrations:
        if registration.workshop is workshop and registration.status == known.OFFERED:
            registration.offer_ends_at = made.clock.now + timedelta(hours=41)


def _register(made: Convening, workshop: Workshop, officials: Iterable[Official], status: Registration.Status) -> None:
    known, rng = Registration.Status, made.clock.rng
    verbs = {
        known.REGISTERED: [Verb.REGISTRATION_REQUESTED, Verb.REGISTERED] if workshop.needs_approval else [Verb.REGISTERED],
        known.REQUESTED: [Verb.REGISTRATION_REQUESTED],
        known.WAITLISTED: [Verb.REGISTRATION_WAITLISTED],
        known.OFFERED: [Verb.REGISTRATION_WAITLISTED, Verb.REGISTRATION_OFFERED],
        known.CANCELLED: [Verb.REGISTERED, Verb.REGISTRATION_CANCELLED],
    }
    opens, closes = _announced(workshop), min(workshop.starts_at - timedelta(hours=12), made.clock.now)
    for official in officials:
        asked = opens + rng.random() * max(closes - opens, timedelta(0))
        made.registrations.append(
            Registration(
                workshop=workshop, official=official, status=status, registered_by=official.user, asked_at=asked, changed_at=asked,
                offer_ends_at=made.clock.now if status == known.OFFERED else None,
            )
        )  # fmt: skip
        for verb in verbs[status]:
            made.tell(verb, workshop, asked, by=None if verb == Verb.REGISTRATION_OFFERED else official.user, official=official)


def _come(made: Convening, workshop: Workshop, walk_ins: list[Official]) -> None:
    """Four of five who are registered, and some who are not."""
    rng, is_online = made.clock.rng, workshop.setting == ONLINE
    for official in walk_ins:
        made.registrations.append(
            Registration(
                workshop=workshop, official=official, status=Registration.Status.REGISTERED, is_walk_in=True,
                registered_by=workshop.created_by, asked_at=workshop.starts_at, changed_at=workshop.starts_at,
            )
        )  # fmt: skip
        made.tell(Verb.WALKED_IN, workshop, workshop.starts_at, by=workshop.created_by, official=official)
    for registration in made.registrations:
        is_here = registration.workshop is workshop and registration.status == Registration.Status.REGISTERED
        if is_here and (registration.is_walk_in or rng.random() < 0.8):  # noqa: PLR2004
            registration.attended_at = workshop.starts_at + timedelta(minutes=rng.randint(-15, 8))
            registration.minutes_online = rng.randint(40, 90) if is_online else None
            made.tell(Verb.ATTENDED, workshop, registration.attended_at, by=workshop.created_by, official=registration.official)


def _save(made: Convening) -> None:
    Series.objects.bulk_create(made.series)
    firsts = [workshop for workshop in made.workshops if not workshop.sitting_of]
    Workshop.objects.bulk_create(firsts)
    Workshop.objects.bulk_create([workshop for workshop in made.workshops if workshop.sitting_of])
    through = Workshop.also_for.through
    through.objects.bulk_create(through(workshop=workshop, network=network) for workshop, network in made.also_for)
    WorkshopSession.objects.bulk_create(made.sessions)
    Speaker.objects.bulk_create(made.speakers)
    Registration.objects.bulk_create(made.registrations, batch_size=2000)
    CityHours.objects.bulk_create(_hours(made), batch_size=5000)


def _hours(made: Convening) -> list[CityHours]:
    """The ledger: of two sittings a city is charged for the one that is better for it."""
    best: dict[tuple[int, City], CityHours] = {}
    for workshop in made.workshops:
        cities = made.cities[workshop.network]
        if workshop.status == Workshop.Status.ANNOUNCED:
            minutes = outside(shape_of(workshop), [workshop.starts_at], cities)[0].tolist()
            for city, of_city in zip(cities, minutes, strict=True):
                key = (workshop.sitting_of_id or workshop.pk, city)
                if key not in best or of_city < best[key].minutes_outside:
                    best[key] = CityHours(workshop=workshop, city=city, minutes_outside=of_city)
    return list(best.values())
