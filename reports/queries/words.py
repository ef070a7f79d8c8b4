"""What several reports say in the same words."""

from typing import Any

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate
from django.utils.translation import gettext as _

from activity.queries import Harmless


class YesIf(Case):
    """Yes or no, in the reader's language; true or false for machines."""

    def __init__(self, condition: Q) -> None:
        super().__init__(When(condition, then=Value(_("yes"))), default=Value(_("no")))
        self.for_machines = Case(When(condition, then=Value(True)), default=Value(False))


class Day(Func):
    """Of a moment, in UTC. What TruncDate finds Python looks at again, row by row; this comes as it is."""

    template = "(%(expressions)s AT TIME ZONE 'UTC')::date"
    output_field = models.DateField()


def for_machines(value: Any) -> Any:
    """The same without what is there for a spreadsheet program or a person."""
    return value.for_machines if isinstance(value, YesIf) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Harmless):
        return value.get_source_expressions()[0]
    if isinstance(value, YesIf) or not isinstance(value, Func | Case | When):
        return value
    plain = value.copy()
    plain.set_source_expressions([_plain(source) for source in value.get_source_expressions()])
    return plain


def by(text: str) -> OrderBy:
    """By code points: to put a million names in the order of a language takes several times as long."""
    return Collate(F(text), "C").asc()


def joined(several: str) -> Func:
    return Func(F(several), Value(", "), function="array_to_string", output_field=models.TextField())


def name_of(person: str) -> Case:
    """Whoever closed their account has no name any more."""
    return _unless_erased(person, f"{person}__full_name", _("former official"))


def address_of(person: str) -> Case:
    return _unless_erased(person, f"{person}__email", "")


def _unless_erased(person: str, field: str, instead: str) -> Case:
    erased = When(**{f"{person}__erased_at__isnull": False}, then=Value(instead))
    return Case(erased, default=Harmless(field), output_field=models.TextField())
