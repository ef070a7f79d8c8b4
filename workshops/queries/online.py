"""Who was online and how long, from the list that a meeting program gives: Zoom's, Teams', or one made by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from cities.querysets import fold
from files.queries import UnreadableFileError, read_rows
from officials.models import Official
from workshops.models import Workshop
from workshops.queries.attendance import may_walk_in

MOST_ROWS = 20_000
MOST_PEOPLE = 3000
# Beginnings of heads, folded. The first that fits wins, so that "user email" is no name.
HEADS = {
    "email": ["email", "e-mail", "user email", "mail", "address", "correo", "courriel", "participant id (upn)"],
    "joined": ["join time", "first join", "joined", "join", "start time", "hora de entrada", "heure d'arrivee"],
    "left": ["leave time", "last leave", "left", "leave", "end time", "hora de salida", "heure de depart"],
    "length": ["in-meeting duration", "total duration", "duration", "minutes", "time in session", "duracion", "duree"],
    "name": ["name", "full name", "participant", "attendee", "display name", "nombre", "nom", "user name"],
}  # fmt: skip
MOMENTS = [
    f"{day}{between}{hour}"
    for day in ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%b %d %Y", "%d %b %Y")
    for between in (" ", ", ", "T")
    for hour in ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
]
# From so many points of a hundred on, names are near enough to ask whether they are the same person's.
NEAR = 80
ASKED = 4


@dataclass
class Attendee:
    """One person of the list, with all their rows."""

    name: str
    email: str
    stays: list[tuple[datetime, datetime]] = field(default_factory=list)
    loose: timedelta = timedelta(0)  # of rows that say only how long

    @property
    def minutes(self) -> int:
        """Times that overlap, from two devices, count once."""
        total, until = self.loose, self.joined
        for start, end in sorted(self.stays):
            total += max(timedelta(0), end - max(start, until or start))
            until = max(until or end, end)
        return int(total / timedelta(minutes=1) + 0.5)

    @property
    def joined(self) -> datetime | None:
        return min((start for start, _end in self.stays), default=None)


def attendees(content: bytes, workshop: Workshop) -> list[Attendee]:
    """The people of the last table in the file. Raises UnreadableFileError."""
    head, rows = _last_table(content)
    people: dict[str, Attendee] = {}
    for row in rows:
        cell = {what: row[column].strip() for what, column in head.items() if column < len(row)}
        name, email = _plain_name(cell.get("name", "")), cell.get("email", "").lower()[:254]
        if not name and "@" not in email:
            continue
        person = people.setdefault(email if "@" in email else fold(name), Attendee(name, email if "@" in email else ""))
        _stay(person, cell, workshop)
    found = _same_people(people.values())
    if not found:
        raise UnreadableFileError(_("The file has a head, but nobody below it."))
    if len(found) > MOST_PEOPLE:
        raise UnreadableFileError(_("The file has more than 3,000 people. Split it."))
    return found


@dataclass(frozen=True)
class Match:
    """Whom a person of the list may be: surely one, or one of a few, or nobody of ours."""

    attendee: Attendee
    official: Official | None = None
    near: tuple[Official, ...] = ()


def matched(found: list[Attendee], workshop: Workshop) -> list[Match]:
    """By address, then by the same name; near names are asked about. Two queries."""
    officials = list(may_walk_in(workshop).with_people().order_by("user__full_name", "pk"))
    by_user = {official.user_id: official for official in officials}
    by_email = {official.user.email.lower(): official for official in officials}
    further = EmailAddress.objects.filter(user__in=by_user, verified=True).values_list(Lower("email"), "user")
    by_email |= {email: by_user[user] for email, user in further}
    names = {official.pk: _bare(official.user.full_name) for official in officials}
    by_pk = {official.pk: official for official in officials}
    return [_match(attendee, by_email, names, by_pk) for attendee in found]


def _match(attendee: Attendee, by_email: dict[str, Official], names: dict[int, str], by_pk: dict[int, Official]) -> Match:
    if official := by_email.get(attendee.email):
        return Match(attendee, official)
    bare = _bare(attendee.name)
    same = [pk for pk, name in names.items() if name == bare and bare]
    if len(same) == 1:
        return Match(attendee, by_pk[same[0]])
    near = process.extract(bare, names, scorer=fuzz.token_set_ratio, score_cutoff=NEAR, limit=ASKED) if bare else []
    return Match(attendee, near=tuple(by_pk[pk] for _name, _score, pk in near))


def _last_table(content: bytes) -> tuple[dict[str, int], list[list[str]]]:
    """Programs put a summary before the people; Teams also puts a shorter table of them before the one with all their times."""
    head: dict[str, int] = {}
    rows: list[list[str]] = []
    for number, row in enumerate(read_rows(content)):
        if number > MOST_ROWS:
            raise UnreadableFileError(_("The file has more than 20,000 rows. Split it."))
        if columns := _columns(row):
            head, rows = columns, []
        elif head and any(cell.strip() for cell in row):
            rows.append(row)
    if not head:
        words = _("No list of people was found: one row should name the columns, such as Name, E-mail, Join time, Leave time.")
        raise UnreadableFileError(words)
    return head, rows


def _columns(row: list[str]) -> dict[str, int]:
    """What stands in which column, if this row is a head: somebody, and how long."""
    found: dict[str, int] = {}
    cells = [" ".join(fold(cell).split()) for cell in row[:50]]
    for what, beginnings in HEADS.items():
        for beginning in beginnings:
            fits = [n for n, cell in enumerate(cells) if cell.startswith(beginning) and n not in found.values()]
            if fits:
                found[what] = fits[0]
                break
    is_somebody, is_long = "name" in found or "email" in found, "length" in found or {"joined", "left"} <= set(found)
    return found if is_somebody and is_long else {}


def _stay(person: Attendee, cell: dict[str, str], workshop: Workshop) -> None:
    start, end, length = _moment(cell.get("joined", ""), workshop), _moment(cell.get("left", ""), workshop), _length(cell.get("length", ""))
    if start and not (end and end >= start) and length:
        end = start + length
    if start and end and timedelta(0) <= end - start <= timedelta(days=1):
        person.stays.append((start, end))
    elif length:
        person.loose += length


def _moment(text: str, workshop: Workshop) -> datetime | None:
    """By the host's clock, as meeting programs tell it. 3/4/2026 is the day that lies nearer to the workshop."""
    text = text.replace("\u202f", " ").replace("a. m.", "AM").replace("p. m.", "PM").removesuffix("Z").strip()[:40]
    zone = workshop.time_zone
    fits = [moment.replace(tzinfo=zone) for pattern in MOMENTS if (moment := _parsed(text, pattern))] if text[:1].isalnum() else []
    return min(fits, key=lambda moment: abs(moment - workshop.starts_at), default=None)


def _parsed(text: str, pattern: str) -> datetime | None:
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - the caller gives it its zone
    except ValueError:
        return None
    return moment if 2000 <= moment.year <= 2100 else None  # noqa: PLR2004 - astronomers meet elsewhere


def _length(text: str) -> timedelta:
    """'95', '95.5', '1h 35m 5s', '1 hr 35 min', '01:35:00'."""
    text = text.strip().lower()[:40]
    if match := re.fullmatch(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", text, re.ASCII):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if re.fullmatch(r"\d{1,4}([.,]\d{1,3})?", text, re.ASCII):
        return timedelta(minutes=float(text.replace(",", ".")))
    parts = {unit: int(number) for number, unit in re.findall(r"(\d{1,4})\s*([hms])", text, re.ASCII)}
    return timedelta(hours=parts.get("h", 0), minutes=parts.get("m", 0), seconds=parts.get("s", 0))


def _same_people(people: Any) -> list[Attendee]:
    """Rows without an address belong to the one person of that name who has one."""
    named: dict[str, list[Attendee]] = {}
    for person in people:
        named.setdefault(fold(person.name), []).append(person)
    return sorted((one for same in named.values() for one in _joined(same)), key=lambda one: fold(one.name or one.email))


def _joined(same: list[Attendee]) -> Iterator[Attendee]:
    addressed, bare = [one for one in same if one.email], [one for one in same if not one.email]
    if len(addressed) == 1 and bare and bare[0].name:
        addressed[0].stays += bare[0].stays
        addressed[0].loose += bare[0].loose
        bare = []
    yield from addressed + bare


def _plain_name(text: str) -> str:
    """Without what programs add: 'Ana Alves (Guest)', 'Ana (Ana Alves)'."""
    return re.sub(r"\s*\((guest|host|co-host|external|unverified|me)[^)]*\)", "", text, flags=re.IGNORECASE).strip()[:150]


def _bare(name: str) -> str:
    """For comparing: no accents, no case, no marks; 'Alves, Ana' is 'ana alves'."""
    last, comma, first = name.partition(",")
    name = f"{first} {last}" if comma and first.strip() else name
    return " ".join(re.findall(r"\w+", fold(name)))
