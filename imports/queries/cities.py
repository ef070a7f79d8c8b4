"""What each row of a list of cities would do, and which judge an import needs."""

import math
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from cities.models import Category, City, Region
from cities.services import as_text, known_date
from imports.models import Import, ImportRow
from imports.queries.actions import ActionJudge
from imports.queries.places import Places
from imports.queries.rosters import RosterJudge
from imports.queries.words import country, language, looks_like_formula, plain, tidy

STATUS = ImportRow.Status
NEEDED = ["country", "region", "latitude", "longitude", "population", "time_zone"]
NEW = "-"
REGIONS = {plain(word): value for value, label in Region.choices for word in (value, str(label))}
CATEGORIES = {plain(word): value for value, label in Category.choices for word in (value, str(label))}


def judge_of(import_: Import) -> "RosterJudge | CityJudge | ActionJudge":
    """By the eyes of who uploaded it, whoever looks."""
    if import_.kind == Import.Kind.ACTIONS:
        return ActionJudge(import_, import_.uploaded_by)
    return CityJudge(import_) if import_.kind == Import.Kind.CITIES else RosterJudge(import_, import_.uploaded_by)


class CityJudge:
    def __init__(self, import_: Import) -> None:
        self.import_ = import_
        self.places = Places()

    @staticmethod
    def keys(row: ImportRow) -> tuple[str, str]:
        return "", plain(row.cells["name"])[:150]

    def judge(self, rows: list[ImportRow]) -> None:
        above = self.import_.rows.filter(number__lt=min(row.number for row in rows), name_key__in={row.name_key for row in rows})
        first = {row.name_key: row for row in above.exclude(status__in=[STATUS.ERROR, STATUS.LEFT_OUT]).order_by("-number")}
        for row in rows:
            row.part_of, row.problems, row.plan = self.import_, [], {}
            self._judge(row, first.get(row.name_key) if row.name_key else None)
            if row.status not in {STATUS.ERROR, STATUS.LEFT_OUT}:
                first.setdefault(row.name_key, row)

    def _judge(self, row: ImportRow, earlier: ImportRow | None) -> None:
        cells = row.cells
        if row.answers.get("leave_out") or not any(cell.strip() for cell in cells.values()):
            row.status = STATUS.LEFT_OUT
            if not row.answers.get("leave_out"):
                _say(row, "row_empty", "note", "")
            return
        city = self._meant(row, tidy(cells["name"]), country(cells["country"]))
        values = self._values(row, cells)
        if city is None:
            for field in NEEDED:
                if field not in values and not cells[field].strip():
                    _say(row, "cell_missing", "error", field)
        changes = {f: [as_text(city, f), value] for f, value in values.items() if city and f != "name" and as_text(city, f) != value}
        row.plan = {"known": city.pk if city else None, "city": city.pk if city else None, "values": values, "changes": changes}
        levels = {problem["level"] for problem in row.problems}
        if "error" in levels:
            row.status = STATUS.ERROR
        elif "question" in levels:
            row.status = STATUS.CONFLICT
        elif earlier:
            row.status = STATUS.SAME if earlier.plan.get("values") == values else STATUS.CONFLICT
            if row.status == STATUS.SAME:
                _say(row, "row_repeats", "note", "", text=str(earlier.number))
            else:
                _say(row, "row_repeats_otherwise", "question", "", text=str(earlier.number))
        else:
            row.status = STATUS.NEW if city is None else STATUS.CHANGED if changes else STATUS.SAME

    def _meant(self, row: ImportRow, name: str, code: str | None) -> City | None:
        answer = row.answers.get("city")
        if answer:
            return self.places.by_slug.get(answer)
        if not name or looks_like_formula(name) or len(name) > 100:  # noqa: PLR2004 - as long as the column
            _say(row, "cell_wrong", "error", "name", text=name[:60])
            return None
        place = self.places.find(name, code)
        if place.city is None and place.choices:
            choices = [{"answer": "city", "value": city.slug, "code": "use", "name": city.name} for city in place.choices]
            choices.append({"answer": "city", "value": NEW, "code": "new_city", "name": ""})
            _say(row, "city_near", "question", "name", text=name, choices=choices)
        return place.city

    def _values(self, row: ImportRow, cells: dict[str, str]) -> dict[str, str]:
        """What is written, in the spelling in which it is kept; a blank cell says nothing."""
        values = {}
        for field, text in cells.items():
            if not text.strip():
                continue
            value = READ[field](tidy(text))
            if value is None:
                _say(row, "cell_wrong", "error", field, text=tidy(text)[:60])
            else:
                values[field] = value
        return values


def _population(text: str) -> str | None:
    digits = re.sub(r"[\s.,'’]", "", text)
    return str(int(digits)) if re.fullmatch(r"[0-9]{1,9}", digits) else None


def _languages(text: str) -> str | None:
    codes = [language(word) for word in re.split(r"[\s,;]+", text)]
    return " ".join(code for code in codes if code) if all(codes) else None


def _domains(text: str) -> str | None:
    domains = [word.lower().lstrip("@") for word in re.split(r"[\s,;]+", text)]
    return " ".join(domains) if all(re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", domain) for domain in domains) else None


def _number(text: str, most: int) -> str | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return repr(number) if math.isfinite(number) and abs(number) <= most else None


def _day(text: str) -> str | None:
    """A year or a month, as the public lists give them."""
    if not re.fullmatch(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?(-01)?", text):
        return None
    return text if known_date(text[:7]) else None


# What a cell says, as it is kept; None: nothing that can be.
READ: dict[str, Callable[[str], str | None]] = {
    "name": str,
    "country": country,
    "region": lambda text: REGIONS.get(plain(text)),
    "category": lambda text: CATEGORIES.get(plain(text)),
    "joined": _day,
    "latitude": lambda text: _number(text, 90),
    "longitude": lambda text: _number(text, 180),
    "population": _population,
    "time_zone": lambda text: text if text in available_timezones() else None,
    "languages": _languages,
    "email_domains": _domains,
}


def _say(row: ImportRow, code: str, level: str, column: str, *, text: str = "", choices: Any = ()) -> None:
    row.problems.append({"code": code, "level": level, "field": column, "text": text, "choices": list(choices)})
