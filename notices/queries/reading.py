"""Notices as their reader finds them: on the page and in the digest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from notices.models import Notice
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


def told(notices: Iterable[Notice], *, user: User, in_mail: bool = False) -> list[Told]:
    """These in their order, each looked up once more as its reader may see it now.

    One query for each kind of thing and of notice among them, at most. In a mail nothing is named that its label keeps out of mails;
    what its reader may see no longer is left out.
    """
    notices = list(notices)
    _find_subjects(notices, user)
    lines = [_line(notice, in_mail=in_mail) for notice in notices]
    return [line for line in lines if line.is_open] if in_mail else lines


def address_of(notice: Notice) -> str | None:
    """The page that it leads to; none, if its reader may not see that any more."""
    _find_subjects([notice], notice.user)
    if notice.subject is None:
        return None
    leads_to = kind_of(notice.kind).leads_to
    return leads_to(notice) if leads_to else notice.subject.get_absolute_url()


def _line(notice: Notice, *, in_mail: bool) -> Told:
    subject = notice.subject
    name = "" if subject is None else subject.name_in_log if in_mail and hasattr(subject, "name_in_log") else str(subject)
    return Told(notice, str(kind_of(notice.kind).words), name, is_open=subject is not None)


def _find_subjects(notices: list[Notice], user: User) -> None:
    """Each gets its subject, or None."""
    about: dict[int, set[int]] = defaultdict(set)
    for notice in notices:
        about[notice.subject_type_id].add(notice.subject_id)
    seen = {kind: {thing.pk: thing for thing in _visible(kind, pks, user)} for kind, pks in about.items()}
    closed = _closed(notices, user)
    for notice in notices:
        subject = None if notice.pk in closed else seen[notice.subject_type_id].get(notice.subject_id)
        # Set without its type and number, which stay: they say what it was about.
        Notice._meta.get_field("subject").set_cached_value(notice, subject)  # type: ignore[union-attr]


def _closed(notices: list[Notice], user: User) -> set[int]:
    """By number, those of which the reader may not read what was told, though they may see the subject. One query for each such kind."""
    of_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        of_kind[notice.kind].append(notice)
    closed: set[int] = set()
    for name, told_so in of_kind.items():
        if still_open := kind_of(name).still_open:
            closed |= {notice.pk for notice in told_so} - still_open(told_so, user)
    return closed


def _visible(kind: int, pks: set[int], user: User) -> Iterable[Any]:
    model: Any = ContentType.objects.get_for_id(kind).model_class()
    if model is None or not hasattr(model.objects, "visible_to"):
        return ()
    things = model.objects.visible_to(user).filter(pk__in=pks)
    return things.with_names() if hasattr(things, "with_names") else things
