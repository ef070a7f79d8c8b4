import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import Exists, Func, OuterRef, Q

from activity.verbs import OF_ACTIONS, OF_QUESTIONS, OF_RESOURCES, OF_STORIES, Audience, Verb


def fold(text: str) -> str:
    """Lower case without accents, as the `folded` lookup has it: 'São Paulo' → 'sao paulo'."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")


class Folded(models.Transform):
    """The same in the database: name__folded__contains. PostgreSQL's unaccent is an extension that not every server has."""

    lookup_name = "folded"
    template = "regexp_replace(normalize(lower(%(expressions)s), NFD), '[\u0300-\u036f]', '', 'g')"


# What psycopg writes as every column wants it.
AS_IT_IS = {NoneType, bool, int, str, date, datetime}


def copy_in(things: Sequence[Any], *, tell_ids: bool = True) -> None:
    """Write new rows of one model by COPY: of thousands, several times as fast as bulk_create."""
    if not things:
        return
    model = type(things[0])._meta
    fields = [field for field in model.concrete_fields if not field.generated and (tell_ids or not field.primary_key)]
    here = transaction.get_connection()
    names = ", ".join(here.ops.quote_name(field.column) for field in fields)
    with here.cursor() as cursor:
        if tell_ids:
            ids = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(ids, [model.db_table, model.pk.column, len(things)])
            for thing, (pk,) in zip(things, cursor.fetchall(), strict=True):
                thing.pk, thing._state.adding = pk, False  # noqa: SLF001 - as bulk_create does
        with cursor.copy(f"COPY {model.db_table} ({names}) FROM STDIN") as copy:
            for thing in things:
                values = [(field, field.pre_save(thing, add=True)) for field in fields]
                copy.write_row([value if type(value) in AS_IT_IS else field.get_db_prep_save(value, here) for field, value in values])


class ExistsForIt(Exists):
    """Looked up for each row that is read: PostgreSQL would first list all that exist, every question for the dozen rows of a feed."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


class AmongThese(Func):
    """Those few rows, found first. With `pk__in`, where more than a handful of tables are joined, PostgreSQL may join all rows before."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = models.BooleanField()

    def __init__(self, ids: models.QuerySet[Any]) -> None:
        super().__init__("pk", ArraySubquery(ids))


models.CharField.register_lookup(Folded)
models.TextField.register_lookup(Folded)


class ActivityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What this person may read.

        Composes from the networks that the person may see, shares or runs. Networks lie above this app, so they are
        reached through the foreign key.
        """
        networks = self.model._meta.get_field("network").related_model.objects
        may_read = Q(audience=Audience.PUBLIC, network__in=networks.ids_visible_to(user))
        if user.is_authenticated:
            # A working group is told of in its network, but only to those who see it: it may have become unlisted since.
            seen = ~Q(verb=Verb.WORKING_GROUP_CREATED) | Q(subject_id__in=networks.ids_visible_to(user))
            # What a city does, what is asked and what is shared is told of to those who may read it today.
            cities = self.model._meta.get_field("city").related_model
            subjects = [
                (OF_ACTIONS, cities._meta.get_field("climate_actions")),
                (OF_QUESTIONS, networks.model._meta.get_field("questions")),
                (OF_RESOURCES, networks.model._meta.get_field("resources")),
                (OF_STORIES, networks.model._meta.get_field("stories")),
            ]
            open_to_them = Q()
            for verbs, relation in subjects:
                may_see = relation.related_model.objects.visible_to(user).filter(pk=OuterRef("subject_id"))
                open_to_them &= ~Q(verb__in=verbs) | Q(ExistsForIt(may_see))
            of_theirs = Q(audience=Audience.MEMBERS, network__in=networks.ids_shared_with(user)) & seen
            if user.staff:
                of_theirs |= Q(audience=Audience.MANAGERS, network__in=networks.ids_run_by(user))
            may_read |= of_theirs & open_to_them
            if user.is_administrator:
                may_read = Q()
        return self.filter(may_read)

    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")

    def newest(self, count: int) -> Self:
        """So many of these, with names. Which they are is settled first, or the planner reads every city for a dozen rows."""
        found = self.newest_first().values("pk")[:count]
        return self.model.objects.filter(AmongThese(found)).with_names().newest_first()  # type: ignore[no-any-return]

    def newest_in(self, networks: models.QuerySet[Any], count: int) -> Self:
        """So many of what happened in these networks, with names. Looked up network by network: all that ever happened would be sorted."""
        of_each = self.filter(network=OuterRef("pk")).newest_first().values("pk")[:count]
        found = networks.order_by().values_list(Func(ArraySubquery(of_each), function="unnest"))
        return self.model.objects.filter(AmongThese(found)).with_names().newest_first()[:count]  # type: ignore[no-any-return]

    def older_than(self, last: Any) -> Self:
        """What comes after `last` when the newest are first."""
        of_then = Q(happened_at__lt=last.happened_at) | Q(pk__lt=last.pk)
        return self.filter(of_then, happened_at__lte=last.happened_at)

    def with_names(self) -> Self:
        """Fetches all that its sentence needs, however many rows there are."""
        return self.select_related("actor", "official__user", "person", "city", "network")

    def of_people(self, people: Sequence[int], officials: Sequence[int]) -> Self:
        """That one of these did, or that concern one of them, by their ids: thus the planner knows how many lines they have."""
        # Where nobody is meant it asks for number 0, whom nobody is: without it Django knows the answer and makes no SQL for a file.
        return self.filter(Q(actor__in=[0, *people]) | Q(person__in=[0, *people]) | Q(official__in=[0, *officials]))
