from pathlib import Path

import pytest
from django.core.management import call_command

from imports import services, tasks
from imports.models import Import

MESSY = Path(__file__).parent / "messy_roster.csv"


@pytest.fixture
def world(db):
    """The real cities and networks, without people."""
    call_command("load_world", verbosity=0)


def compared(content: bytes, by, *, kind: str = "roster", name: str = "roster.csv", is_vouched: bool = False) -> Import:
    """An import whose rows are compared, ready to look at."""
    import_ = services.upload(kind=kind, file_name=name, content=content, by=by)
    services.choose_columns(import_=import_, columns=import_.columns, is_vouched=is_vouched, by=by)
    return worked(import_)


def worked(import_: Import) -> Import:
    """What the worker does."""
    tasks.work(import_.pk)
    import_.refresh_from_db()
    return import_


def imported(import_: Import, by) -> Import:
    services.commit(import_=import_, by=by)
    return worked(import_)


def undone(import_: Import, by) -> Import:
    services.undo(import_=import_, by=by)
    return worked(import_)


def row_of(import_: Import, number: int):
    row = import_.rows.get(number=number)
    row.part_of = import_
    return row


def statuses(import_: Import) -> dict[int, str]:
    return dict(import_.rows.values_list("number", "status"))


def says(row) -> list[str]:
    """What is said of a row: the codes of its problems."""
    return [problem["code"] for problem in row.problems]


def roster(*rows: str, head: str = "Name;E-mail;City;Country;Job title;Networks;Language") -> bytes:
    return "\n".join([head, *rows]).encode()
