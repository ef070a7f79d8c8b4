"""What each row of a list of actions would do: a draft of the reader's own city, or a proposal of the secretariat."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_territory_currencies, list_currencies
from rapidfuzz import fuzz, process

from actions.models import ClimateAction, EmissionsUnit, Practice, Stage
from actions.querysets import own_city
from cities.models import City
from imports.models import Import, ImportRow
from imports.queries.places import Places
from imports.queries.words import looks_like_formula, plain, tidy
from networks.models import Network
from officials.models import User, today

STATUS = ImportRow.Status
WITHOUT = "-"
LIKE, CHOICES = 75, 3
# The other words for a stage that such lists use.
STAGES = {plain(word): stage.value for stage in Stage.in_order() for word in (stage.value, str(stage.label))} | {
    "proposed": "idea", "concept": "idea", "planning": "planned", "in planning": "planned", "approved": "adopted", "decided": "adopted",
    "in progress": "under_way", "ongoing": "under_way", "implementation": "under_way", "implementing": "under_way", "started": "under_way",
    "completed": "done", "finished": "done", "implemented": "done",
}  # fmt: skip
LONGEST = {"title": 150, "department": 150, "text": 20_000}
UNITS = {"t": EmissionsUnit.T, "kt": EmissionsUnit.KT, "mt": EmissionsUnit.MT}


class ActionJudge:
    def __init__(self, import_: Import, by: User) -> None:
        self.import_ = import_
        self.places = Places()
        self.own = own_city(by)
        self.is_staff = by.staff is not None
        self.by = by
        self.practices: dict[int, dict[str, Practice]] = {}
        self.titles: dict[int, set[str]] = {}

    def keys(self, row: ImportRow) -> tuple[str, str]:
        return "", f"{plain(row.cells['city'])} {plain(row.cells['title'])}"[:150]

    def judge(self, rows: list[ImportRow]) -> None:
        above = self.import_.rows.filter(number__lt=min(row.number for row in rows), name_key__in={row.name_key for row in rows})
        first = {row.name_key: row.number for row in above.exclude(status__in=[STATUS.ERROR, STATUS.LEFT_OUT]).order_by("-number")}
        for row in rows:
            row.part_of, row.problems, row.plan = self.import_, [], {}
            row.status = self._judge(row, first.get(row.name_key))
            if row.status not in {STATUS.ERROR, STATUS.LEFT_OUT}:
                first.setdefault(row.name_key, row.number)

    def _judge(self, row: ImportRow, earlier: int | None) -> str:
        cells = {field: tidy(text) if field != "text" else text.strip() for field, text in row.cells.items()}
        if row.answers.get("leave_out") or not any(cells.values()):
            return STATUS.LEFT_OUT
        city = self._city(row, cells["city"])
        values = self._values(row, cells, city)
        row.plan = {"known": None, "city": city.pk if city else None, "values": values, "changes": {}}
        levels = {problem["level"] for problem in row.problems}
        if "error" in levels or city is None:
            return STATUS.ERROR if "error" in levels else STATUS.CONFLICT
        if "question" in levels:
            return STATUS.CONFLICT
        if earlier:
            _say(row, "row_repeats", "note", "", text=str(earlier))
            return STATUS.SAME
        if plain(values["title"]) in self._titles(city):
            _say(row, "action_known", "note", "title", text=values["title"])
            return STATUS.SAME
        return STATUS.NEW

    def _city(self, row: ImportRow, text: str) -> City | None:
        """An official's list is of their own city, whether it says so or not."""
        if not self.is_staff and not text:
            return self.places.by_id.get(self.own or 0)
        place = self.places.find(text, None)
        city = self.places.by_slug.get(row.answers.get("city", "")) or place.city
        if city is None:
            choices = [{"answer": "city", "value": near.slug, "code": "use", "name": near.name} for near in place.choices]
            code = "city_missing" if not text else "city_near" if choices else "city_unknown"
            _say(row, code, "question" if choices else "error", "city", text=text[:60], choices=choices)
        elif not self.is_staff and city.pk != self.own:
            _say(row, "city_not_yours", "error", "city", text=city.name)
        return city

    def _values(self, row: ImportRow, cells: dict[str, str], city: City | None) -> dict[str, Any]:
        """As a proposal keeps them; a blank cell says nothing."""
        values: dict[str, Any] = {"stage": Stage.IDEA.value, "stage_on": today().isoformat()}
        for field, longest in LONGEST.items():
            text = cells[field]
            if field == "title" and not text:
                _say(row, "cell_missing_here", "error", field)
            elif len(text) > longest or (field != "text" and looks_like_formula(text)):
                _say(row, "cell_wrong", "error", field, text=text[:60])
            elif text:
                values[field] = text
        self._stage(row, cells, values)
        self._practice(row, cells["practice"], city, values)
        for field, read in READ.items():
            if cells[field] and (found := read(cells[field])) is None:
                _say(row, "cell_wrong", "error", field, text=cells[field][:60])
            elif cells[field]:
                values |= found or {}
        if "budget" in values and "currency" not in values and city:
            values["currency"] = next(iter(get_territory_currencies(str(city.country))), "USD")
            _say(row, "currency_guessed", "note", "currency", text=values["currency"])
        return values

    def _stage(self, row: ImportRow, cells: dict[str, str], values: dict[str, Any]) -> None:
        if cells["stage"]:
            stage = row.answers.get(f"stage:{plain(cells['stage'])}") or STAGES.get(plain(cells["stage"]))
            if stage in Stage.values:
                values["stage"] = stage
            else:
                answer = f"stage:{plain(cells['stage'])}"
                choices = [{"answer": answer, "value": s.value, "code": f"stage_{s.value}", "name": ""} for s in Stage.in_order()]
                _say(row, "stage_unknown", "question", "stage", text=cells["stage"][:60], choices=choices)
        if not cells["stage_on"]:
            _say(row, "day_missing", "note", "stage_on")

    def _practice(self, row: ImportRow, text: str, city: City | None, values: dict[str, Any]) -> None:
        if not text or city is None:
            return
        offered, answer = self._practices(city), f"practice:{plain(text)}"
        if row.answers.get(answer) == WITHOUT:
            return
        found = offered.get(row.answers.get(answer, "")) or offered.get(plain(text))
        if found:
            values["practice"] = found.pk
            return
        like = process.extract(plain(text), offered.keys(), scorer=fuzz.token_set_ratio, score_cutoff=LIKE, limit=CHOICES)
        near = {offered[name].pk: offered[name] for name, *_ in like}.values()
        choices = [{"answer": answer, "value": plain(practice.name), "code": "use", "name": practice.name} for practice in near]
        choices.append({"answer": answer, "value": WITHOUT, "code": "without_practice", "name": ""})
        _say(row, "practice_unknown", "question", "practice", text=text[:60], choices=choices)

    def _practices(self, city: City) -> dict[str, Practice]:
        """Of the city's networks, by all their names."""
        if city.pk not in self.practices:
            of_city = Practice.objects.filter(network__city_memberships__in=city.network_memberships.current()).select_related(
                "merged_into"
            )
            rows = of_city.filter(network__in=Network.objects.visible_to(self.by).values("pk"))
            self.practices[city.pk] = {plain(practice.name): practice.merged_into or practice for practice in rows}
        return self.practices[city.pk]

    def _titles(self, city: City) -> set[str]:
        """Of the actions that the city has, as far as who uploaded the list may know."""
        if not self.titles:
            seen: dict[int, set[str]] = defaultdict(set)
            for pk, title in ClimateAction.objects.visible_to(self.by).values_list("city", "title"):
                seen[pk].add(plain(title))
            self.titles = {0: set(), **seen}
        return self.titles.get(city.pk, set())


def _amount(text: str) -> Decimal | None:
    """1,200,000.50 and 1 200 000 and 1.200.000; what could be either is a plain number."""
    digits = re.sub(r"[\s'’]", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?", digits):
        digits = digits.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,12}([.,]\d{1,3})?", digits):
        return None
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        return None


def _day(text: str) -> dict[str, str] | None:
    """A day, a month or a year that is not ahead."""
    found = re.fullmatch(r"((?:19|20)\d{2})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ]00:00(?::00)?)?", text)
    try:
        day = date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        return None
    return {"stage_on": day.isoformat()} if day and day <= today() else None


def _emissions(text: str) -> dict[str, str] | None:
    """1200, 1,200 t, 1.2 kt CO2e."""
    found = re.fullmatch(r"([\d.,'’ ]+?)\s*(t|kt|mt|tonnes?)?\s*(co2e?|co₂e?)?(?:\s*(?:/|a|per)\s*year)?", text.lower())
    amount = _amount(found[1]) if found else None
    if found is None or amount is None:
        return None
    return {"emissions_avoided": str(amount), "emissions_unit": UNITS.get(found[2] or "t", EmissionsUnit.T).value}


def _budget(text: str) -> dict[str, str] | None:
    """2500000, USD 2,500,000."""
    letters = re.search(r"[A-Za-z]{3}", text)
    amount = _amount(re.sub(r"[A-Za-z]{3}", "", text, count=1))
    if amount is None or (letters and letters[0].upper() not in list_currencies()):
        return None
    return {"budget": str(amount.quantize(Decimal("0.01")))} | ({"currency": letters[0].upper()} if letters else {})


def _currency(text: str) -> dict[str, str] | None:
    return {"currency": text.upper()} if text.upper() in list_currencies() else None


# What a cell says, as a proposal keeps it; None: nothing that can be.
READ: dict[str, Callable[[str], dict[str, str] | None]] = {
    "stage_on": _day, "emissions": _emissions, "budget": _budget, "currency": _currency,
}  # fmt: skip


def _say(row: ImportRow, code: str, level: str, column: str, *, text: str = "", choices: Any = ()) -> None:
    row.problems.append({"code": code, "level": level, "field": column, "text": text, "choices": list(choices)})
