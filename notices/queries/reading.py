"""Notices as their reader finds them: on the page and in the digest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, Model, OuterRef

from notices.models import Notice, Thing
from notices.queries.kinds import kind_of
from officials.models import User

# More are not counted: the number stands in the head of every page.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Told:
    """One line."""

    notice: Notice
    words: str
    # What it is about; empty where its reader may see it no longer, or no mail may say it.
    name: str
    # Whether it still leads anywhere.
    is_open: bool


def count_unread(user: User) -> int:
    """A hundred stands for more."""
    return Notice.objects.visible_to(user).unread()[:MOST_COUNTED].count()


def unread_of_user() -> Func:
    """The same, to be asked with the person."""
    unread = Notice.objects.unread().filter(user=OuterRef("pk")).order_by().values("pk")[:MOST_COUNTED]
    return Func(ArraySubquery(unread), function="cardinality", output_field=IntegerField())


def told(notices: Iterable[Notice], *, user: User, in_mail: bool = False) -> list[Told]:
    """These in their order, each looked up once more as its reader may see it now. One query for each kind of thing among them."""
    notices = list(notices)
    return told_of(notices, _seen_by(user, notices), in_mail=in_mail)


def told_of(notices: Iterable[Notice], seen: Mapping[Thing, Any], *, in_mail: bool) -> list[Told]:
    """The same, where it is known what their reader may see of all that they are about.

    In a mail nothing is named that its label keeps out of mails; what its reader may see no longer is left out.
    """
    lines = [_line(notice, _subject(notice, seen), in_mail=in_mail) for notice in notices]
    return [line for line in lines if line.is_open] if in_mail else lines


def things_of(notices: Iterable[Notice]) -> list[Thing]:
    """All that their reader must still be able to see, for them to be told."""
    return [thing for notice in notices for thing in _things(notice)]


def address_of(notice: Notice) -> str | None:
    """The page that it leads to; none, if its reader may not see that any more."""
    subject = _subject(notice, _seen_by(notice.user, [notice]))
    if subject is None:
        return None
    leads_to = kind_of(notice.kind).leads_to
    return leads_to(notice) if leads_to else str(subject.get_absolute_url())


def _line(notice: Notice, subject: Any, *, in_mail: bool) -> Told:
    name = "" if subject is None else subject.name_in_log if in_mail and hasattr(subject, "name_in_log") else str(subject)
    return Told(notice, str(kind_of(notice.kind).words), name, is_open=subject is not None)


def _things(notice: Notice) -> list[Thing]:
    """Its subject first."""
    model = ContentType.objects.get_for_id(notice.subject_type_id).model_class()
    about = [(model, notice.subject_id)] if model else []
    also = kind_of(notice.kind).also
    return [*about, also(notice)] if also else about


def _subject(notice: Notice, seen: Mapping[Thing, Any]) -> Any:
    """None, where its reader may not see all of it."""
    things = _things(notice)
    subject = seen.get(things[0]) if things and all(thing in seen for thing in things) else None
    # Set without its type and number, which stay: they say what it was about.
    Notice._meta.get_field("subject").set_cached_value(notice, subject)  # type: ignore[union-attr]
    return subject


def _seen_by(user: User, notices: Iterable[Notice]) -> dict[Thing, Any]:
    about: dict[type[Model], set[int]] = defaultdict(set)
    for model, pk in things_of(notices):
        about[model].add(pk)
    return {(model, thing.pk): thing for model, pks in about.items() for thing in _visible(model, pks, user)}


def _visible(model: Any, pks: set[int], user: User) -> Iterable[Any]:
    if not hasattr(model.objects, "visible_to"):
        return ()
    things = model.objects.visible_to(user).filter(pk__in=pks)
    return things.with_names() if hasattr(things, "with_names") else things
