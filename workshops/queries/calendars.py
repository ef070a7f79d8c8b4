"""Workshops as calendar programs read them: one event, a person's feed, an invitation by mail.

They travel on: nobody is in them but c40net and, in the mail to them, the reader.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from access.permissions import Permission, Role
from access.services import can
from networks.models import Network
from officials.models import User
from workshops.models import CalendarFeed, Registration, Workshop
from workshops.querysets import CURRENT

if TYPE_CHECKING:
    import icalendar as ics
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    ics = SimpleLazyObject(partial(import_module, "icalendar"))

# A feed that forgot what is over would take it out of people's calendars.
PAST = timedelta(days=365)
CANCELLED_STAYS = timedelta(days=30)
ALARM_BEFORE = timedelta(minutes=15)
REFRESH = timedelta(hours=1)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NEW_LINES = re.compile(r"\r\n?|[\u2028\u2029]")


@dataclass(frozen=True)
class Entry:
    """A workshop in the calendar of one reader."""

    workshop: Workshop
    registration: Any  # the reader's, with its sequence, or None
    may_join: bool  # gets the link

    @property
    def is_off(self) -> bool:
        ended = self.registration is not None and self.registration.status not in CURRENT
        return ended or self.workshop.status == Workshop.Status.CANCELLED

    @property
    def has_place(self) -> bool:
        return self.registration is not None and self.registration.status == Registration.Status.REGISTERED

    @property
    def join_link(self) -> str:
        return self.workshop.join_link if self.may_join and self.workshop.is_online and not self.is_off else ""

    @property
    def status(self) -> str:
        if self.is_off:
            return "CANCELLED"
        waits = self.registration is not None and not self.has_place
        return "TENTATIVE" if waits or self.workshop.status == Workshop.Status.DRAFT else "CONFIRMED"

    @property
    def sequence(self) -> int:
        """Rises with each change of the workshop, and each time that the reader gives a place up or gets one again."""
        return self.workshop.sequence + (self.registration.sequence if self.registration else 0)

    @property
    def changed_at(self) -> datetime:
        return max(self.workshop.changed_at, self.registration.changed_at) if self.registration else self.workshop.changed_at


def of_workshop(workshop: Workshop, *, reader: User) -> str:
    """To save and open in a calendar program. `workshop` comes from Workshop.objects.visible_to(reader).with_place()."""
    registration = workshop.registrations.filter(official__user=reader).current().with_sequence().first()
    registered = registration is not None and registration.status == Registration.Status.REGISTERED
    may_join = registered or can(reader, Permission.WORKSHOP_PLAN, workshop)
    return _written(_calendar([Entry(workshop, registration, may_join)], method="PUBLISH"))


def by_mail(reader: User, workshop: Workshop) -> list[tuple[str, str]]:
    """For mail about the reader's place, as send_mail takes `alternatives`: mail programs put the workshop on their calendar,
    follow a change, or take it off again. Nothing for who waits.
    """
    mine = workshop.registrations.filter(official__user=reader).with_sequence().order_by("-pk")
    latest = mine.current().first() or mine.first()
    entry = Entry(workshop, latest, may_join=True)
    if latest is None or not (entry.has_place or latest.status == Registration.Status.CANCELLED):
        return []
    method = "CANCEL" if entry.is_off else "REQUEST"
    with translation.override(reader.language):
        calendar = _calendar([entry], method=method)
    attendee = ics.vCalAddress(f"mailto:{reader.email}")
    attendee.params.update({"CN": ics.vText(_clean(reader.full_name)), "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    calendar.events[0].add("attendee", attendee)
    return [(_written(calendar), f"text/calendar; method={method}")]


@dataclass(frozen=True)
class Feed:
    text: str
    changed_at: datetime | None


def reader_of_feed(token: str) -> User | None:
    """Nobody, where the address was never made, was renewed since, or its person may see no workshop any more."""
    feeds = CalendarFeed.objects.filter(user__is_active=True, user__erased_at__isnull=True, user__merged_into__isnull=True)
    feed = feeds.select_related("user").filter(token=token).first()
    return feed.user if feed and feed.user.roles & {Role.OFFICIAL, Role.STAFF} else None


def feed(reader: User, *, whole_networks: bool) -> Feed:
    """What the reader is registered for, or waits for; or all that is announced in their networks, whether they come or not."""
    now = timezone.now()
    own = Registration.objects.filter(official__user=reader).current()
    seen = Workshop.objects.visible_to(reader).announced().filter(ends_at__gt=now - PAST)
    seen |= Workshop.objects.visible_to(reader).filter(status=Workshop.Status.CANCELLED, changed_at__gt=now - CANCELLED_STAYS)
    if whole_networks:
        seen = seen.filter(Q(pk__in=own.values("workshop")) | _in(_networks_of(reader)))
    else:
        seen = seen.filter(pk__in=own.values("workshop"))
    registrations = Prefetch("registrations", own.with_sequence(), "own_registrations")
    rows = seen.with_place().soonest_first().prefetch_related(registrations, "sessions")
    runs = set(Network.objects.run_by(reader).values_list("pk", flat=True))
    entries = [_entry(workshop, runs) for workshop in rows]
    with translation.override(reader.language):
        calendar = _calendar(entries, method="PUBLISH")
        name = _("Workshops of my networks") if whole_networks else _("My workshops")
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", ics.vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", ics.vDuration(REFRESH))
        return Feed(_written(calendar), max((entry.changed_at for entry in entries), default=None))


def _entry(workshop: Any, runs: set[int]) -> Entry:
    registration = next(iter(workshop.own_registrations), None)
    registered = registration is not None and registration.status == Registration.Status.REGISTERED
    return Entry(workshop, registration, registered or workshop.network_id in runs)


def _networks_of(reader: User) -> Any:
    """An administrator may run every network; in their calendar are those of which they are steward."""
    if reader.staff:
        return Network.objects.filter(stewardships__in=reader.staff.stewardships.current())
    return Network.objects.joined_by(reader)


def _in(networks: Any) -> Q:
    further = Workshop.also_for.through.objects.filter(network__in=networks.values("pk")).values("workshop")
    return Q(network__in=networks.values("pk")) | Q(pk__in=further)


def _calendar(entries: Iterable[Entry], *, method: str) -> "ics.Calendar":
    entries = list(entries)
    calendar = ics.Calendar()
    calendar.add("prodid", "-//c40net//workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for zone, years in _zones(entries):
        calendar.add_component(_zone(zone, *years))
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar


def _written(calendar: "ics.Calendar") -> str:
    return calendar.to_ical().decode()


def _event(entry: Entry) -> "ics.Event":
    workshop, event = entry.workshop, ics.Event()
    event.add("uid", str(workshop.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("created", workshop.created_at.astimezone(UTC))
    event.add("dtstart", _by_the_hosts_clock(workshop.starts_at, workshop))
    event.add("dtend", _by_the_hosts_clock(workshop.ends_at, workshop))
    event.add("summary", _summary(entry))
    event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.has_place and not entry.is_off else "TRANSPARENT")
    event.add("url", ics.vUri(f"{settings.PUBLIC_URL}{workshop.get_absolute_url()}"))
    event.add("location", _location(entry))
    event.add("description", _description(entry))
    if workshop.is_in_person and workshop.host_city:
        event.add("geo", (workshop.host_city.latitude, workshop.host_city.longitude))
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = ics.vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = ics.vText(name or "c40net")
    event.add("organizer", organizer)
    if entry.status != "CANCELLED":
        event.add_component(_alarm(workshop))
    return event


def _alarm(workshop: Workshop) -> "ics.Alarm":
    alarm = ics.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _clean(workshop.title))
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _summary(entry: Entry) -> str:
    title, registration = _clean(entry.workshop.title), entry.registration
    if entry.is_off:
        return _("Cancelled: %(title)s") % {"title": title}
    if entry.workshop.status == Workshop.Status.DRAFT:
        return _("%(title)s (%(state)s)") % {"title": title, "state": entry.workshop.get_status_display()}
    if registration and not entry.has_place:
        return _("%(title)s (%(state)s)") % {"title": title, "state": registration.get_status_display()}
    return title


def _location(entry: Entry) -> str:
    """Where one goes, or the link, which calendar programs make a button of."""
    workshop = entry.workshop
    if not workshop.is_in_person:
        return entry.join_link or _("Online")
    place = [workshop.venue, workshop.address, str(workshop.host_city or "")]
    return _clean(", ".join(part for part in place if part))


def _description(entry: Entry) -> str:
    """Plain text: what it is about, the agenda by the host's clock, how to join, and the page, where more is."""
    workshop = entry.workshop
    parts = [workshop.cancelled_reason if entry.is_off else "", workshop.text, _agenda(workshop)]
    if entry.join_link:
        parts.append(_("Join online: %(link)s") % {"link": entry.join_link})
    parts.append(f"{settings.PUBLIC_URL}{workshop.get_absolute_url()}")
    return _clean("\n\n".join(part.strip() for part in parts if part.strip()))


def _agenda(workshop: Workshop) -> str:
    lines, day = [], None
    for session in workshop.sessions.all():
        starts = session.starts_at.astimezone(workshop.time_zone)
        if starts.date() != day and day is not None:
            lines.append(f"{starts:%Y-%m-%d}")
        day = starts.date()
        lines.append(f"{starts:%H:%M} {session.title}")
    if not lines:
        return ""
    return "\n".join([_("Agenda (times of %(zone)s)") % {"zone": str(workshop.time_zone).replace("_", " ")}, *lines])


def _clean(text: str) -> str:
    """Without what no calendar file may hold. Emoji, and scripts that run from right to left, stay as they are."""
    return CONTROLS.sub("", NEW_LINES.sub("\n", text))


# Times


def _by_the_hosts_clock(moment: datetime, workshop: Workshop) -> datetime:
    """In the host's zone, so that it stays at that hour there whatever parliaments decide.

    The hour that a clock shows twice means its first time in a calendar file; the second can only be told in UTC.
    """
    local = moment.astimezone(workshop.time_zone)
    return moment.astimezone(UTC) if local.fold or str(workshop.time_zone) == "UTC" else local


def _zones(entries: list[Entry]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each host's zone once, with the years in which it is used."""
    years: dict[str, list[int]] = {}
    for entry in entries:
        moments = [entry.workshop.starts_at, entry.workshop.ends_at]
        years.setdefault(str(entry.workshop.time_zone), []).extend(moment.year for moment in moments)
    for zone in sorted(set(years) - {"UTC"}):
        yield zone, (min(years[zone]), max(years[zone]))


@cache
def _zone(name: str, first: int, last: int) -> "ics.Timezone":
    """The zone's rules for these years."""
    zone = ics.Timezone.from_tzinfo(ZoneInfo(name), name, date(first - 1, 1, 1), date(last + 2, 1, 1))
    parts: list[Any] = list(zone.subcomponents)
    for part in parts:
        # A clock that is put forward is put so when it shows the hour before: the library names the hour after.
        forward = part["TZOFFSETTO"].td - part["TZOFFSETFROM"].td
        if forward > timedelta(0):
            part["DTSTART"].dt -= forward
            for change in part["RDATE"].dts if "RDATE" in part else []:
                change.dt -= forward
    return zone
