"""What happened, as a person reads it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from activity.models import Activity


def told(activities: Iterable[Activity], *, user: Any) -> list[Activity]:
    """These in their order, each with the page of what it is about; those that say the same of the same thing as one.

    One query for each kind of thing among them.
    """
    lines: list[Activity] = []
    for activity in activities:
        if lines and activity.subject_label and _same(lines[-1], activity):
            lines[-1].more += 1
        else:
            lines.append(activity)
    about: dict[int, dict[int, list[Activity]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.subject_type_id and line.subject_id:
            about[line.subject_type_id][line.subject_id].append(line)
    for kind, of_kind in about.items():
        for pk, url in _pages(kind, of_kind, user):
            for line in of_kind[pk]:
                line.url = url
    return lines


def _same(one: Activity, other: Activity) -> bool:
    return (one.verb, one.subject_type_id, one.subject_id) == (other.verb, other.subject_type_id, other.subject_id)


def _pages(kind: int, pks: Iterable[int], user: Any) -> Iterable[tuple[int, str]]:
    model: Any = ContentType.objects.get_for_id(kind).model_class()
    if model is None or not hasattr(model, "get_absolute_url") or not hasattr(model.objects, "visible_to"):
        return ()
    return ((thing.pk, thing.get_absolute_url()) for thing in model.objects.visible_to(user).filter(pk__in=pks))
