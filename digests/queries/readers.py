"""What many people may read, in one statement.

`visible_to` and all that it is made of ask of their reader who they are: their id, their city, their seats. EachReader answers with
columns, so that the same queryset, made once, is the rule for every row of a list of readers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import Expression

from access.permissions import Role
from networks.models import Seat, Stewardship
from officials.models import Official, Staff, User


@dataclass(frozen=True)
class Reader:
    """One row: who reads, and what is asked for them."""

    user: User
    since: datetime | None = None
    until: datetime | None = None
    patterns: str = ""  # what they know about, as LIKE has it, one a line
    thing: int | None = None

    @property
    def next_until(self) -> datetime | None:
        """When what happens now begins to be told by the next digest, if they come as regularly as this one did."""
        return self.until + min(self.until - self.since, timedelta(days=31)) if self.since and self.until else None


@dataclass(frozen=True, order=True)
class Standing:
    """All that a rule may ask of a person before it asks the database. There are few, so there are few statements."""

    works: bool
    is_verified: bool
    is_lead: bool
    is_staff: bool
    is_administrator: bool


class Column(Expression):
    """A column of the readers' row, at whatever depth of the statement it is asked for."""

    def __init__(self, name: str, output_field: Any = None) -> None:
        super().__init__(output_field=output_field or models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002 - Django asks so
        return f"reader.{self.name}", []

    def get_group_by_cols(self) -> list[Any]:
        return []


class EachReader(Column):
    """In the place of a User in a queryset."""

    is_authenticated = True

    def __init__(self, standing: Standing) -> None:
        super().__init__("user_id")
        self.pk, self.email = Column("user_id"), Column("email", models.TextField())
        self.is_administrator = standing.is_administrator
        self.official = OfficialOfEach(standing) if standing.works else None
        self.staff = StaffOfEach() if standing.is_staff else None
        self.roles = {Role.VISITOR}
        if standing.works:
            self.roles.add(Role.OFFICIAL if standing.is_verified else Role.UNVERIFIED)
        if standing.is_staff:
            self.roles.add(Role.STAFF)
        if standing.is_administrator:
            self.roles.add(Role.ADMINISTRATOR)


class OfficialOfEach(Column):
    def __init__(self, standing: Standing) -> None:
        super().__init__("official_id")
        self.is_verified, self.is_lead = standing.is_verified, standing.is_lead
        self.city = self.city_id = Column("city_id")
        self.seats = Seat.objects.filter(official=Column("official_id"))


class StaffOfEach(Column):
    def __init__(self) -> None:
        super().__init__("staff_id")
        self.stewardships = Stewardship.objects.filter(staff=Column("staff_id"))


# The columns of a row, with their types.
COLUMNS = {
    "number": "int", "user_id": "bigint", "official_id": "bigint", "city_id": "bigint", "staff_id": "bigint", "email": "text",
    "since": "timestamptz", "until": "timestamptz", "next_until": "timestamptz", "patterns": "text", "thing": "bigint",
}  # fmt: skip
ROWS = ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
NAMES = ", ".join(COLUMNS)


def know_posts(users: Iterable[User]) -> None:
    """Tell each of these people where they work, in two queries for all of them."""
    users = list(users)
    officials = {post.user_id: post for post in Official.objects.current().filter(user__in=users).select_related("city")}
    staff = {post.user_id: post for post in Staff.objects.current().filter(user__in=users)}
    for user in users:
        user.official, user.staff = officials.get(user.pk), staff.get(user.pk)


def for_each(readers: Sequence[Reader], ask: Callable[[EachReader], Any]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """What `ask(reader)`, a queryset of values_list, finds for each of these: the number of the reader in the list, and a row.

    One statement for each standing among them, however many they are.
    """
    numbered = sorted(enumerate(readers), key=lambda row: _standing(row[1].user))
    for standing, rows in groupby(numbered, key=lambda row: _standing(row[1].user)):
        try:
            found, params = ask(EachReader(standing)).query.sql_with_params()
        except EmptyResultSet:
            continue
        columns = zip(*(_row(number, reader) for number, reader in rows), strict=True)
        statement = f"SELECT reader.number, found.* FROM unnest({ROWS}) AS reader ({NAMES}) CROSS JOIN LATERAL ({found}) found"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [*map(list, columns), *params])
            for number, *values in cursor.fetchall():
                yield number, tuple(values)


def seen_by_each(asked: Iterable[tuple[User, type[models.Model], int]]) -> dict[tuple[int, type[models.Model], int], Any]:
    """Of these the things, by person, model and number, that each may see. Two queries for each model and standing among them."""
    by_model: dict[type[models.Model], list[tuple[User, int]]] = {}
    for user, model, pk in dict.fromkeys(asked):
        by_model.setdefault(model, []).append((user, pk))
    seen: dict[tuple[int, type[models.Model], int], Any] = {}
    for model, pairs in by_model.items():
        manager: Any = getattr(model, "objects", None)
        if hasattr(manager, "visible_to"):
            open_to = [pairs[number] for number in _numbers_of_seen(manager, pairs)]
            things = manager.filter(pk__in={pk for _, pk in open_to})
            found = {thing.pk: thing for thing in (things.with_names() if hasattr(things, "with_names") else things)}
            seen |= {(user.pk, model, pk): found[pk] for user, pk in open_to if pk in found}
    return seen


def _numbers_of_seen(manager: Any, pairs: Iterable[tuple[User, int]]) -> set[int]:
    def the_thing(each: EachReader) -> Any:
        return manager.visible_to(each).filter(pk=Column("thing")).order_by().values_list("pk")

    return {number for number, _ in for_each([Reader(user, thing=pk) for user, pk in pairs], the_thing)}


def _standing(user: User) -> Standing:
    official = user.official
    return Standing(
        works=official is not None,
        is_verified=official is not None and official.is_verified,
        is_lead=official is not None and official.is_lead,
        is_staff=user.staff is not None,
        is_administrator=user.is_administrator,
    )


def _row(number: int, reader: Reader) -> tuple[Any, ...]:
    user, official, staff = reader.user, reader.user.official, reader.user.staff
    return (
        number, user.pk, official and official.pk, official and official.city_id, staff and staff.pk, user.email,
        reader.since, reader.until, reader.next_until, reader.patterns, reader.thing,
    )  # fmt: skip
