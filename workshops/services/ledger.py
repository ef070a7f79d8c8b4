"""The ledger of burden is written with each change of a workshop that bears on it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cities.models import City
from workshops.models import CityHours, Workshop
from workshops.queries import cities_of, outside, shape_of


@transaction.atomic
def write_hours(*, workshop: Workshop) -> None:
    """Write anew what a workshop, with its other sittings, puts on each city that it is to reach.

    Nothing where it is not announced. Of several sittings a city is charged only for the one that is better for it, the first of equals.
    """
    root = workshop.sitting_of_id or workshop.pk
    Workshop.objects.select_for_update(of=["self"]).get(pk=root)
    sittings = list(Workshop.objects.filter(Q(pk=root) | Q(sitting_of=root)).select_related("network").order_by("pk"))
    best: dict[City, tuple[int, int]] = {}
    for sitting in sittings:
        if sitting.status != Workshop.Status.ANNOUNCED:
            continue
        cities = list(sitting.for_cities.all()) or cities_of([sitting.network, *sitting.also_for.all()])
        minutes = outside(shape_of(sitting), [sitting.starts_at], cities)[0].tolist()
        for city, of_city in zip(cities, minutes, strict=True):
            best[city] = min(best.get(city, (of_city, sitting.pk)), (of_city, sitting.pk))
    CityHours.objects.filter(workshop__in=sittings).delete()
    CityHours.objects.bulk_create(
        CityHours(workshop_id=sitting, city=city, minutes_outside=minutes) for city, (minutes, sitting) in best.items()
    )


def write_hours_of_coming(*, now: datetime) -> int:
    """Follow cities that came into a network or left it since its workshops were announced. What is over stays as it was."""
    coming = list(Workshop.objects.upcoming(now).soonest_first())
    for workshop in coming:
        write_hours(workshop=workshop)
    return len(coming)
