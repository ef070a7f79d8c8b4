"""What would come of inviting many people, line by line, before anybody is invited."""

import csv
import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.querysets import fold
from networks.models import Invitation, Network
from officials.models import Official, Staff, User

IN_BRACKETS = re.compile(r"^(?P<full_name>[^<>]*)<(?P<email>[^<>]*)>[\s,;]*(?P<city>.*)$")
# What the columns of a list are called in our languages, without accents and in lower case.
HEADINGS = {
    "full_name": {"name", "full name", "full_name", "official", "nombre", "nom", "nome"},
    "email": {"email", "e-mail", "mail", "address", "e-mail address", "email address", "correo", "courriel", "adresse"},
    "city": {"city", "ciudad", "ville", "cidade"},
}
LONGEST_NAME = Invitation._meta.get_field("full_name").max_length or 0
LONGEST_EMAIL = Invitation._meta.get_field("email").max_length or 0
LONGEST_CITY = City._meta.get_field("name").max_length or 0
MOST_NEAR, CLOSE_ENOUGH = 3, 0.7


class Verdict(Enum):
    INVITE = _("will be invited")
    MEMBER = _("is a member already")
    INVITED = _("has an open invitation already")
    TWICE = _("stands further up in this list already")
    NOT_READ = _("cannot be read: write name; address; city")
    BAD_NAME = _("the name is missing or too long")
    BAD_ADDRESS = _("the address is not valid")
    NO_CITY = _("no city of this name")
    FORMER_CITY = _("the city is not a member any more")
    ELSEWHERE = _("the address works for another city here, or for the secretariat")

    @property
    def is_settled(self) -> bool:
        """Nothing is left to do about it."""
        return self in {Verdict.INVITE, Verdict.MEMBER, Verdict.INVITED, Verdict.TWICE}


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    full_name: str = ""
    email: str = ""
    city_name: str = ""
    city: City | None = None
    near: list[City] = field(default_factory=list)
    verdict: Verdict = Verdict.INVITE


@dataclass(frozen=True)
class Known:
    """What is known of these addresses."""

    members: set[str]
    invited: set[str]
    cities: dict[str, int]  # for which those who are believed work
    others: set[str]  # staff, and people who may not sign in


def plan_invitations(*, network: Network, text: str) -> list[Line]:
    """Each line of the text with what it would come to. Five queries, however many lines there are."""
    lines = list(_read(text))
    by_name = _cities_by_name()
    found = [_with_city(line, by_name) for line in lines]
    known = _known(network, {line.email for line in found})
    seen: set[str] = set()
    judged = []
    for line in found:
        judged.append(replace(line, verdict=_judge(line, known, seen)))
        seen.add(line.email)
    return judged


def _read(text: str) -> Iterator[Line]:
    order = list(HEADINGS)
    is_first = True
    for number, raw in enumerate(text.splitlines(), start=1):
        row = raw.strip().strip("\ufeff")
        if not row:
            continue
        if is_first and (headings := _headings(row)):
            order = headings
        else:
            yield _line(number, row, order)
        is_first = False


def _headings(row: str) -> list[str]:
    """Which column is which, if this row says so."""
    words = [fold(cell) for cell in _cells(row)]
    names = [next((name for name, known in HEADINGS.items() if word in known), "") for word in words]
    return names if set(HEADINGS) <= set(names) else []


def _line(number: int, row: str, order: list[str]) -> Line:
    match = IN_BRACKETS.match(row)
    cells = match.groupdict() if match else dict(zip(order, _cells(row), strict=False))
    if not set(HEADINGS) <= set(cells):
        return Line(number, row, verdict=Verdict.NOT_READ)
    return Line(number, row, _plain(cells["full_name"]), _plain(cells["email"]).lower(), _plain(cells["city"]))


def _cells(row: str) -> list[str]:
    sign = next((sign for sign in "\t;," if sign in row), ",")
    return [_plain(cell) for cell in next(csv.reader([row], delimiter=sign), [])]


def _plain(cell: str) -> str:
    return " ".join(cell.strip().strip('"').split())


def _cities_by_name() -> dict[str, list[City]]:
    """By the name, and by what stands before a bracket in it."""
    by_name: dict[str, list[City]] = defaultdict(list)
    for city in City.objects.all():
        for name in {fold(city.name), fold(city.name.partition("(")[0]).strip()}:
            by_name[name].append(city)
    return by_name


def _with_city(line: Line, by_name: dict[str, list[City]]) -> Line:
    """The city that is meant, or those that may be. 'Jakarta, Indonesia' is Jakarta."""
    name = fold(line.city_name)
    named = by_name.get(name) or by_name.get(name.partition(",")[0].strip(), [])
    if len(named) == 1:
        return replace(line, city=named[0])
    close = [] if named else difflib.get_close_matches(name[:LONGEST_CITY], by_name, n=MOST_NEAR, cutoff=CLOSE_ENOUGH)
    return replace(line, near=list(dict.fromkeys([*named, *(city for key in close for city in by_name[key])])))


def _judge(line: Line, known: Known, seen: set[str]) -> Verdict:
    """The first thing that stands against it."""
    doubts = {
        Verdict.NOT_READ: line.verdict is Verdict.NOT_READ,
        Verdict.BAD_NAME: not 0 < len(line.full_name) <= LONGEST_NAME,
        Verdict.BAD_ADDRESS: not _is_address(line.email),
        Verdict.TWICE: line.email in seen,
        Verdict.MEMBER: line.email in known.members,
        Verdict.INVITED: line.email in known.invited,
        Verdict.NO_CITY: line.city is None,
        Verdict.FORMER_CITY: line.city is not None and not line.city.is_member,
        Verdict.ELSEWHERE: line.email in known.others or (line.city and known.cities.get(line.email, line.city.pk) != line.city.pk),
    }
    return next((verdict for verdict, stands in doubts.items() if stands), Verdict.INVITE)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL


def _known(network: Network, addresses: Iterable[str]) -> Known:
    def of(rows: Any, path: str) -> Any:
        return rows.annotate(address=Lower(path)).filter(address__in=addresses)

    believed = of(Official.objects.current().verified(), "user__email")
    others = User.objects.filter(staff_terms__in=Staff.objects.current())
    return Known(
        members=set(of(network.seats.active(), "official__user__email").values_list("address", flat=True)),
        invited=set(of(network.invitations.open(), "email").values_list("address", flat=True)),
        cities=dict(believed.values_list("address", "city")),
        others=set(of(others, "email").values_list("address", flat=True)),
    )
