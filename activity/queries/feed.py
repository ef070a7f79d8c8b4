"""What happened, as a person reads it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Value
from django.db.models.functions import Cast

from access.querysets import prepared
from activity.models import Activity


def told(activities: Iterable[Activity], *, user: Any) -> list[Activity]:
    """These in their order, each with the page of what it is about; those that say the same of the same thing as one."""
    lines = condensed(activities)
    about: dict[int, dict[int, list[Activity]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.subject_type_id and line.subject_id:
            about[line.subject_type_id][line.subject_id].append(line)
    for kind, pk, url in _pages(about, user):
        for line in about[kind][pk]:
            line.url = url
    return lines


def condensed(activities: Iterable[Activity]) -> list[Activity]:
    """Those that say the same of the same thing, one after the other, as one."""
    lines: list[Activity] = []
    for activity in activities:
        if lines and activity.subject_label and _same(lines[-1], activity):
            lines[-1].more += 1
        else:
            lines.append(activity)
    return lines


def _same(one: Activity, other: Activity) -> bool:
    return (one.verb, one.subject_type_id, one.subject_id) == (other.verb, other.subject_type_id, other.subject_id)


def _pages(about: dict[int, dict[int, list[Activity]]], user: Any) -> Iterator[tuple[int, int, str]]:
    """Kind, id and address of those that have a page which this person may open.

    In one query for all kinds whose address is made of one field, which their `addressed_by` names, and one for each rarer kind.
    """
    models: dict[int, Any] = {kind: ContentType.objects.get_for_id(kind).model_class() for kind in sorted(about)}
    by_one_field: list[Any] = []
    for kind, model in models.items():
        if not hasattr(model, "get_absolute_url") or not hasattr(model.objects, "visible_to"):
            continue
        if hasattr(model, "addressed_by"):
            by_one_field += [kind, model, list(about[kind])]
        else:
            yield from ((kind, thing.pk, thing.get_absolute_url()) for thing in model.objects.visible_to(user).filter(pk__in=about[kind]))
    if by_one_field:
        for kind, pk, address in _addresses(user, *by_one_field):
            yield kind, pk, models[kind](**{models[kind].addressed_by: address}).get_absolute_url()


@prepared
def _addresses(user: Any, *by_one_field: Any) -> Any:
    """Of things of several kinds: the number of a kind, its model and ids, and so on."""
    one, *others = (
        model.objects.visible_to(user).filter(pk__in=ids).order_by().values_list(Value(kind), "pk", Cast(model.addressed_by, CharField()))
        for kind, model, ids in zip(by_one_field[::3], by_one_field[1::3], by_one_field[2::3], strict=True)
    )
    return one.union(*others, all=True)
