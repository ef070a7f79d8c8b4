"""What each row of a roster would do: the preview and the commit ask the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Lower
from django_countries import countries as COUNTRY_NAMES  # noqa: N812 - as constant as the world
from rapidfuzz import fuzz

from cities.models import City
from cities.querysets import fold
from imports.models import Import, ImportRow
from imports.queries.places import Places, is_in
from imports.queries.seats import Networks
from imports.queries.words import address, country, is_address, language, latin, latin_address, looks_like_formula, plain, speaks, tidy
from networks.models import Seat
from officials.models import Official, Staff, User

NAME_LENGTH = 150
JOB_TITLE_LENGTH = 150
# Two spellings of one name are at least so much alike, of 100.
ALIKE = 80
STATUS = ImportRow.Status


@dataclass
class Reading:
    """A row as it is understood."""

    row: ImportRow
    name: str
    email: str
    city: City | None
    job_title: str
    language: str
    networks: list[int]
    maybe: list[City] = field(default_factory=list)
    # The address as it is written cannot get mail; so written, it could.
    is_latinised: bool = False

    @property
    def where(self) -> str:
        return self.city.name if self.city else ""


@dataclass
class Known:
    """Who is there already, of the people in some rows."""

    users: dict[str, User]
    posts: dict[int, Official]
    staff: set[int]
    seats: dict[int, set[int]]
    namesakes: dict[str, list[Official]]


class RosterJudge:
    """Says for each row what it would do, and what has to be asked first. Reads the cities and networks once."""

    def __init__(self, import_: Import, by: User) -> None:
        self.import_ = import_
        self.places = Places()
        self.networks = Networks(by)

    @staticmethod
    def keys(row: ImportRow) -> tuple[str, str]:
        """What makes two rows possibly the same person."""
        cells = row.cells
        return latin(row.answers.get("email") or address(cells["email"]))[:254], plain(cells["full_name"])[:150]

    def judge(self, rows: list[ImportRow]) -> None:
        """Sets status, problems and plan of each. In the order of the file: who comes first is there for the next."""
        for row in rows:
            row.part_of, row.problems, row.plan = self.import_, [], {}
        readings = [self._read(row) for row in rows]
        known = _known(readings)
        earlier = [self._read(row, quietly=True) for row in self._earlier(rows)]
        by_email = {reading.row.email_key: reading for reading in reversed(earlier)}
        by_name: dict[str, list[Reading]] = {}
        for reading in earlier:
            by_name.setdefault(reading.row.name_key, []).append(reading)
        for reading in readings:
            self._decide(reading, known, by_email, by_name)
            if reading.row.status not in {STATUS.ERROR, STATUS.LEFT_OUT}:
                by_email.setdefault(reading.row.email_key, reading)
                by_name.setdefault(reading.row.name_key, []).append(reading)

    def _earlier(self, rows: list[ImportRow]) -> list[ImportRow]:
        """Rows above these that share a key with one of them: of each address and each name, the first."""
        above = self.import_.rows.filter(number__lt=min(row.number for row in rows)).exclude(status__in=[STATUS.ERROR, STATUS.LEFT_OUT])
        emails, names = {row.email_key for row in rows if row.email_key}, {row.name_key for row in rows if row.name_key}
        found = [
            *above.filter(email_key__in=emails).order_by("email_key", "number").distinct("email_key"),
            *above.filter(name_key__in=names).order_by("name_key", "number").distinct("name_key"),
        ]
        for row in found:
            row.part_of = self.import_
        return sorted({row.pk: row for row in found}.values(), key=lambda row: row.number)

    def _read(self, row: ImportRow, *, quietly: bool = False) -> Reading:
        kept, row.problems = row.problems, []
        cells = row.cells
        reading = Reading(
            row=row,
            name=tidy(cells["full_name"]),
            email=row.answers.get("email") or address(cells["email"]),
            city=None,
            job_title=tidy(cells["job_title"]),
            language=language(cells["language"]) or "",
            networks=[],
        )
        self._read_email(reading)
        self._read_city(reading, cells)
        asked = self.networks.read(cells["networks"], row.answers)
        reading.networks = asked.networks
        row.problems += asked.problems
        if cells["language"].strip() and not speaks(reading.language):
            code = "language_not_ours" if reading.language else "language_unknown"
            _say(row, code, "note", "language", text=tidy(cells["language"]))
        if len(reading.job_title) > JOB_TITLE_LENGTH or looks_like_formula(reading.job_title):
            _say(row, "job_title_unusable", "error", "job_title", text=reading.job_title[:60])
        if quietly:
            row.problems = kept
        return reading

    def _read_email(self, reading: Reading) -> None:
        row, written = reading.row, reading.email
        if not written:
            _say(row, "email_missing", "error", "email")
        elif is_address(written):
            return
        elif is_address(latin_address(written)):
            # Mail servers are free to refuse such an address, and most do.
            reading.email, reading.is_latinised = latin_address(written), True
            choices = [_choice("email", reading.email, "use", reading.email)]
            _say(row, "email_letters", "question", "email", text=written, choices=choices)
        else:
            _say(row, "email_wrong", "error", "email", text=written[:100])

    def _read_city(self, reading: Reading, cells: dict[str, str]) -> None:
        row, text, code = reading.row, tidy(cells["city"]), country(cells["country"])
        if cells["country"].strip() and code is None:
            _say(row, "country_unknown", "note", "country", text=tidy(cells["country"]))
        answer = self.places.by_slug.get(row.answers.get("city", ""))
        place = self.places.find(text, code)
        reading.city = answer or place.city
        reading.maybe = place.choices
        if answer:
            return
        if place.city is None:
            choices = [_choice("city", city.slug, "use", city.name) for city in place.choices]
            question = "city_near" if text else "city_of_country"
            missing = "city_unknown" if text else "city_missing"
            level = "question" if choices else "error"
            _say(row, question if choices else missing, level, "city", text=text, country=tidy(cells["country"]), choices=choices)
        elif code and not is_in(place.city, code):
            choices = [_choice("city", place.city.slug, "all_the_same", place.city.name)]
            where = COUNTRY_NAMES.name(str(place.city.country))
            _say(row, "city_elsewhere", "question", "city", text=text, city=place.city.name, country=where, choices=choices)
        elif not place.city.is_member:
            choices = [_choice("city", place.city.slug, "all_the_same", place.city.name)]
            _say(row, "city_former", "question", "city", text=text, city=place.city.name, choices=choices)
        elif plain(text) != plain(place.city.name):
            _say(row, "city_guessed", "note", "city", text=text, city=place.city.name)

    def _decide(self, reading: Reading, known: Known, by_email: dict[str, Reading], by_name: dict[str, list[Reading]]) -> None:
        row = reading.row
        if row.answers.get("leave_out"):
            row.status, row.problems = STATUS.LEFT_OUT, []
            return
        if not any(cell.strip() for cell in row.cells.values()):
            row.status, row.problems = STATUS.LEFT_OUT, []
            _say(row, "row_empty", "note", "")
            return
        if len(row.raw) > len(self.import_.headers) and any(cell.strip() for cell in row.raw[len(self.import_.headers) :]):
            _say(row, "row_too_long", "error", "", text=str(len(row.raw)), columns=str(len(self.import_.headers)))
        user = known.users.get(reading.email)
        post = known.posts.get(user.pk) if user else None
        earlier = by_email.get(row.email_key) if row.email_key else None
        changes = self._compare(reading, user, post, known) if user else {}
        if user is None:
            _check_name(reading)
            if earlier is None:
                _ask_namesakes(reading, by_name.get(row.name_key, []), known)
        if earlier:
            _compare_rows(reading, earlier, is_known=user is not None)
        held = known.seats.get(post.pk, set()) if post else set()
        seats = [network for network in reading.networks if network not in held]
        if earlier:
            seats = [network for network in seats if network not in earlier.networks]
            changes = {key: value for key, value in changes.items() if earlier.row.plan.get("changes", {}).get(key) != value}
        row.plan = {
            "name": reading.name, "email": reading.email, "city": reading.city.pk if reading.city else None,
            "job_title": reading.job_title, "language": reading.language if speaks(reading.language) else "en",
            "user": user.pk if user else None, "official": post.pk if post else None, "changes": changes, "seats": seats,
            "with_row": earlier.row.number if earlier else None,
        }  # fmt: skip
        row.status = _status(row, is_there=bool(post or earlier))
        if earlier and row.status == STATUS.SAME:
            _say(row, "row_repeats", "note", "", text=str(earlier.row.number))

    def _compare(self, reading: Reading, user: User, post: Official | None, known: Known) -> dict[str, list[str]]:
        """What the row says of somebody who is there: {field: [now, then]}. Blank cells say nothing."""
        row = reading.row
        if user.pk in known.staff:
            _say(row, "person_is_staff", "error", "email", text=reading.email)
        elif not user.is_active:
            _say(row, "person_is_closed", "error", "email", text=reading.email)
        changes = {}
        alike = not reading.name or fuzz.ratio(plain(reading.name), plain(user.full_name)) >= ALIKE
        if reading.is_latinised and alike:
            _forget(row, "email_letters")
        answer = row.answers.get("name")
        if not alike and answer is None:
            choices = [_choice("name", "keep", "keep_name", user.full_name), _choice("name", "change", "use", reading.name)]
            _say(row, "name_differs", "question", "full_name", text=reading.name, name=user.full_name, choices=choices)
        elif reading.name and answer != "keep" and _says_more(reading.name, user.full_name):
            _check_name(reading)
            changes["full_name"] = [user.full_name, reading.name]
        if post:
            self._compare_city(reading, post)
            if reading.job_title and reading.job_title != post.job_title:
                changes["job_title"] = [post.job_title, reading.job_title]
        return changes

    def _compare_city(self, reading: Reading, post: Official) -> None:
        row = reading.row
        if reading.city is None and (not row.cells["city"].strip() or post.city in reading.maybe):
            reading.city = post.city
        if reading.city in {None, post.city}:
            if reading.city:
                _forget(row, "city_near", "city_of_country", "city_missing", "city_former", "city_elsewhere")
            return
        if row.answers.get("post") != "keep":
            choices = [_choice("post", "keep", "still_there", post.city.name)]
            _say(row, "city_moved", "question", "city", text=str(reading.city), city=post.city.name, choices=choices)
        reading.city = post.city


def _check_name(reading: Reading) -> None:
    name, row = reading.name, reading.row
    if not name:
        _say(row, "name_missing", "error", "full_name")
    elif looks_like_formula(name):
        _say(row, "name_formula", "error", "full_name", text=name[:60])
    elif len(name) > NAME_LENGTH:
        _say(row, "name_too_long", "error", "full_name", text=str(len(name)))
    elif not any(letter.isalpha() for letter in name):
        _say(row, "name_wrong", "error", "full_name", text=name[:60])


def _says_more(name: str, now: str) -> bool:
    """Whether to take the file's spelling: not if it only lost the accents, or shouts."""
    if plain(name) != plain(now):
        return True
    return now.isascii() and not name.isascii()


def _ask_namesakes(reading: Reading, above: list[Reading], known: Known) -> None:
    """Two people of one name and two addresses: in one city it has to be asked; else they are two unless somebody says no."""
    row = reading.row
    if not row.name_key or row.answers.get("person") == "another":
        return
    there = [(post.user.email, post.city.name, "") for post in known.namesakes.get(fold(reading.name), [])]
    others = there + [(other.email, other.where, str(other.row.number)) for other in above]
    others = [other for other in others if latin(other[0]) != latin(reading.email)]
    if not others:
        return
    here = [other for other in others if other[1] and other[1] == reading.where]
    email, city, number = (here or others)[0]
    choices = [_choice("person", "another", "another_person"), _choice("email", email, "same_person", email)]
    code = "person_namesake" if number else "person_namesake_known"
    where = {"city": city, "email": email, "number": number}
    if here:
        _say(row, code, "question", "full_name", text=reading.name, choices=choices, **where)
    else:
        _say(row, f"{code}_elsewhere", "note", "full_name", text=reading.name, choices=choices[1:], **where)


def _compare_rows(reading: Reading, earlier: Reading, *, is_known: bool) -> None:
    """A row above has the same address."""
    row, number = reading.row, str(earlier.row.number)
    if not is_known and reading.name and plain(reading.name) != plain(earlier.name):
        if row.answers.get("name") == "keep":
            reading.name = earlier.name
        else:
            choices = [_choice("name", "keep", "same_as", earlier.name)]
            _say(row, "email_shared", "question", "email", text=reading.email, name=earlier.name, number=number, choices=choices)
            _forget(row, "email_letters")
            return
    if reading.is_latinised and not is_known and earlier.email == reading.email:
        _forget(row, "email_letters")
    if not is_known and reading.city and earlier.city and reading.city != earlier.city:
        _say(row, "city_contradicts", "question", "city", text=reading.where, city=earlier.where, number=number)


def _status(row: ImportRow, *, is_there: bool) -> str:
    levels = {problem["level"] for problem in row.problems}
    if "error" in levels:
        return STATUS.ERROR
    if "question" in levels:
        return STATUS.CONFLICT
    if not is_there:
        return STATUS.NEW
    return STATUS.CHANGED if row.plan["changes"] or row.plan["seats"] else STATUS.SAME


def _known(readings: Iterable[Reading]) -> Known:
    """Five queries, however many rows."""
    emails = {reading.email for reading in readings if reading.email}
    users = list(User.objects.annotate(lower=Lower("email")).filter(lower__in=emails))
    ids = [user.pk for user in users]
    posts = list(Official.objects.filter(user__in=ids, ended_on__isnull=True).select_related("city"))
    staff = set(Staff.objects.current().filter(user__in=ids).values_list("user", flat=True))
    seats: dict[int, set[int]] = {}
    for official, network in Seat.objects.active().filter(official__in=[post.pk for post in posts]).values_list("official", "network"):
        seats.setdefault(official, set()).add(network)
    names = {fold(reading.name) for reading in readings if reading.name}
    namesakes: dict[str, list[Official]] = {}
    for post in Official.objects.current().filter(user__full_name__folded__in=names).select_related("user", "city").order_by("pk"):
        namesakes.setdefault(fold(post.user.full_name), []).append(post)
    return Known({user.email.lower(): user for user in users}, {post.user_id: post for post in posts}, staff, seats, namesakes)


def _say(row: ImportRow, code: str, level: str, column: str, *, text: str = "", choices: Any = (), **params: str) -> None:
    row.problems.append({"code": code, "level": level, "field": column, "text": text, "choices": list(choices), **params})


def _forget(row: ImportRow, *codes: str) -> None:
    row.problems = [problem for problem in row.problems if problem["code"] not in codes]


def _choice(answer: str, value: str, code: str, name: str = "") -> dict[str, str]:
    return {"answer": answer, "value": value, "code": code, "name": name}
