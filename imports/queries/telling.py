"""What a row's problems and choices are, in the reader's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from actions.models import Stage
from cities.models import City
from imports.models import FIELDS, Import, ImportRow
from networks.models import Network

SENTENCES = {
    "row_empty": _("The row is empty."),
    "row_repeats": _("Says what row %(text)s says."),
    "row_repeats_otherwise": _("Row %(text)s says something else of the same city."),
    "row_too_long": _("The row has %(text)s cells, the head has %(columns)s. Put text that holds the separator between quotation marks."),
    "row_changed_since": _("Something changed since the preview. Look at the row again."),
    "row_waits_for": _("Row %(text)s, about the same person, was not imported."),
    "name_missing": _("The name is missing."),
    "name_formula": _("“%(text)s” is a spreadsheet formula, not a name."),
    "name_too_long": _("The name has %(text)s characters. There is room for 150."),
    "name_wrong": _("“%(text)s” has no letters."),
    "name_differs": _("This address belongs to %(name)s. Did the name change to %(text)s?"),
    "email_missing": _("The e-mail address is missing."),
    "email_wrong": _("“%(text)s” is not an e-mail address."),
    "email_letters": _("Most mail servers refuse the accents in %(text)s. Is it written without them?"),
    "email_shared": _("Row %(number)s has the same address for %(name)s. Whose is it?"),
    "city_near": _("No city is called “%(text)s”. Which one is meant?"),
    "city_of_country": _("The city is missing. Is it the one in %(country)s?"),
    "city_unknown": _("No city is called “%(text)s”."),
    "city_missing": _("The city is missing."),
    "city_elsewhere": _("%(city)s is in %(country)s, the row says another country."),
    "city_former": _("%(city)s is no longer a member of C40."),
    "city_guessed": _("“%(text)s” is %(city)s."),
    "city_moved": _("Works for %(city)s in c40net, the row says %(text)s. A move is a handover and is not made by an import."),
    "city_contradicts": _("The row says %(text)s, row %(number)s says %(city)s for the same person."),
    "country_unknown": _("“%(text)s” is no country that we know. The city decides."),
    "job_title_unusable": _("“%(text)s” cannot be a job title: it is longer than 150 characters or a formula."),
    "language_unknown": _("“%(text)s” is no language that we know. c40net writes in English until the person chooses."),
    "language_not_ours": _("c40net has no pages in “%(text)s”. It writes in English until the person chooses."),
    "network_unknown": _("No network is called “%(text)s”."),
    "network_ended": _("“%(text)s” has ended and nothing succeeded it: no seat."),
    "network_not_yours": _("You do not run %(network)s: no seat there."),
    "network_succeeded": _("%(network)s has ended. The seat is in %(heir)s, where its work goes on."),
    "person_is_staff": _("%(text)s works for the secretariat."),
    "person_is_closed": _("The account of %(text)s is closed."),
    "person_namesake": _("Row %(number)s names %(text)s of %(city)s too, at %(email)s. Is it the same person?"),
    "person_namesake_known": _("c40net knows %(text)s of %(city)s, at %(email)s. Is it the same person?"),
    "person_namesake_elsewhere": _(
        "Row %(number)s names %(text)s of another city, at %(email)s. Taken for two people, unless you say that they are one."
    ),
    "person_namesake_known_elsewhere": _(
        "c40net knows %(text)s of %(city)s, at %(email)s. Taken for two people, unless you say that they are one."
    ),
    "cell_wrong": _("“%(text)s” is no value for this column."),
    "cell_missing": _("A new city needs this column."),
    "cell_missing_here": _("This cell is empty, and must not be."),
    "city_not_yours": _("%(text)s is not your city. Each city writes its own actions."),
    "action_known": _("“%(text)s” is there already."),
    "stage_unknown": _("“%(text)s” is no stage that we know. How far is it?"),
    "day_missing": _("No day: it counts from today."),
    "practice_unknown": _("No practice of the city's networks is called “%(text)s”."),
    "currency_guessed": _("No currency: taken for %(text)s."),
}
CHOICES = {
    "use": _("%(name)s"),
    "all_the_same": _("%(name)s all the same"),
    "without_seat": _("No seat there"),
    "keep_name": _("Keep the name %(name)s"),
    "same_as": _("It is %(name)s again"),
    "another_person": _("Another person"),
    "same_person": _("The same person, at %(name)s"),
    "still_there": _("Still works for %(name)s"),
    "new_city": _("A new city"),
    "without_practice": _("None of these"),
    **{f"stage_{stage}": label for stage, label in Stage.choices},
}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Problem:
    level: str
    column: str
    sentence: str
    choices: list[Choice]


@dataclass(frozen=True)
class PreviewRow:
    """A row with all that its line in the preview shows."""

    row: ImportRow
    title: str
    email: str
    city: City | None
    seats: list[Network]
    changes: list[tuple[str, Any, Any]]
    problems: list[Problem]


def problems_of(row: ImportRow) -> list[Problem]:
    names = FIELDS[row.part_of.kind]
    return [
        Problem(
            problem["level"],
            str(names.get(problem["field"], "")),
            str(SENTENCES[problem["code"]]) % problem,
            [Choice(f"{choice['answer']}={choice['value']}", str(CHOICES[choice["code"]]) % choice) for choice in problem["choices"]],
        )
        for problem in row.problems
    ]


def preview(import_: Import, rows: Iterable[ImportRow]) -> list[PreviewRow]:
    """Two queries, however many rows."""
    rows = list(rows)
    for row in rows:
        row.part_of = import_
    cities = City.objects.in_bulk({row.plan["city"] for row in rows if row.plan.get("city")})
    networks = Network.objects.in_bulk({network for row in rows for network in row.plan.get("seats", [])})
    names = FIELDS[import_.kind]
    return [
        PreviewRow(
            row=row,
            title=row.cells.get("full_name") or row.cells.get("name") or row.cells.get("title") or "",
            email=row.plan.get("email") or row.cells.get("email") or "",
            city=cities.get(row.plan.get("city")),
            seats=[networks[pk] for pk in row.plan.get("seats", []) if pk in networks],
            changes=[(str(names[field]), *change) for field, change in row.plan.get("changes", {}).items()],
            problems=problems_of(row),
        )
        for row in rows
    ]


def counts(import_: Import) -> list[tuple[str, str, int]]:
    """(status, its name, how many rows), in the order in which they matter."""
    found = dict(import_.rows.values_list("status").annotate(n=Count("pk")).values_list("status", "n"))
    return [(value, str(label), found[value]) for value, label in ImportRow.Status.choices if value in found]


def outcomes(import_: Import) -> dict[str, int]:
    return dict(import_.rows.values_list("outcome").annotate(n=Count("pk")).values_list("outcome", "n"))


def error_lines(import_: Import) -> Iterator[list[str]]:
    """The rows that cannot be imported as they are: as in the file, with what is wrong behind them."""
    yield [*import_.headers, str(_("Row")), str(_("What to do"))]
    for row in import_.rows.filter(status__in=["conflict", "error"]).in_file_order().iterator(chunk_size=2000):
        row.part_of = import_
        sentences = [problem.sentence for problem in problems_of(row) if problem.level != "note"]
        fixed = {column: row.fixes[field] for field, column in import_.columns.items() if field in row.fixes}
        cells = [fixed.get(column, cell) for column, cell in enumerate(row.raw)]
        cells += [""] * (len(import_.headers) - len(cells))
        yield [_harmless(cell) for cell in [*cells, str(row.number), " ".join(sentences)]]


def _harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
