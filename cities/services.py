from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from activity.models import Activity
from activity.services import activity, record_all
from activity.verbs import Verb
from cities.models import City, DatePrecision, Region

# The public lists that the data comes from: C40 as it was around 2014, and as it is.
FIRST_LIST = date(2014, 1, 1)
LATEST_LIST = date(2026, 1, 1)

# What a list of cities may correct.
CORRECTED = [
    "country", "region", "category", "joined_on", "joined_precision", "latitude", "longitude", "population", "time_zone", "languages",
    "email_domains",
]  # fmt: skip

REGIONS = {str(label): value for value, label in Region.choices}


def known_date(text: str) -> tuple[date, DatePrecision]:
    """'2014' and '2014-09' as a date and how much of it is known."""
    year, _, month = text.partition("-")
    return date(int(year), int(month or 1), 1), DatePrecision.MONTH if month else DatePrecision.YEAR


@transaction.atomic
def add_missing_cities(*, rows: Iterable[Mapping[str, str]]) -> int:
    """Add the cities of cities.csv that are not there, known by their GeoNames number or address. Returns how many.

    Those that are there stay as they are: staff may know better than the list.
    """
    known = City.objects.values_list("geonames_id", "slug")
    numbers = {number for number, _ in known if number}
    slugs = {slug for _, slug in known}
    listed = [_city(row) for row in rows]
    missing = [city for city in listed if city.geonames_id not in numbers and city.slug not in slugs]
    City.objects.bulk_create(missing)
    return len(missing)


def _city(row: Mapping[str, str]) -> City:
    joined_on, joined_precision = _joined(row)
    return City(
        name=row["name"],
        slug=slugify(row["name"].partition("(")[0]),
        country=row["country"],
        region=REGIONS[row["region"]],
        category=row["category"],
        joined_on=joined_on,
        joined_precision=joined_precision,
        # No list says when a city left, only that it is no longer there.
        left_on=None if row["member_now"] == "yes" else LATEST_LIST,
        left_precision=DatePrecision.DAY if row["member_now"] == "yes" else DatePrecision.BY,
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        population=int(row["population"]),
        time_zone=row["time_zone"],
        languages=row["languages"].split(),
        geonames_id=int(row["geonames_id"]) if row["geonames_id"] else None,
    )


def _joined(row: Mapping[str, str]) -> tuple[date, DatePrecision]:
    if row["joined"]:
        return known_date(row["joined"])
    return FIRST_LIST if row["member_in_2014"] == "yes" else LATEST_LIST, DatePrecision.BY


def as_text(city: City, field: str) -> str:
    """A field of a city as a list of cities writes it."""
    if field == "joined":
        length = 4 if city.joined_precision in {DatePrecision.YEAR, DatePrecision.BY} else 7
        return city.joined_on.isoformat()[:length] if city.joined_on else ""
    value = getattr(city, field)
    if isinstance(value, list):
        return " ".join(value)
    return repr(value) if isinstance(value, float) else str(value)


def _set(city: City, field: str, text: str) -> None:
    if field == "joined":
        city.joined_on, city.joined_precision = known_date(text[:7]) if text else (None, DatePrecision.DAY)
    elif field in {"languages", "email_domains"}:
        setattr(city, field, text.split())
    else:
        column: Any = City._meta.get_field(field)
        setattr(city, field, column.to_python(text))


@transaction.atomic
def write_cities(*, plans: Sequence[Mapping[str, Any]], at: datetime, by: Any) -> list[City]:
    """Add the cities that a list has more, and correct the others: {"known": id or None, "values": …, "changes": {field: [now, then]}}."""
    known = City.objects.select_for_update().in_bulk([plan["known"] for plan in plans if plan["known"]])
    taken = set(City.objects.values_list("slug", flat=True))
    cities, new = [], []
    for plan in plans:
        city = known.get(plan["known"])
        if city is None:
            city = City(slug=_free_slug(plan["values"]["name"], taken))
            new.append(city)
        for field, text in plan["values"].items() if plan["known"] is None else ((f, c[1]) for f, c in plan["changes"].items()):
            _set(city, field, text)
        cities.append(city)
    City.objects.bulk_create(new)
    City.objects.bulk_update(known.values(), CORRECTED)
    # Without the city itself, so that a city added by mistake can go.
    record_all(activity(Verb.CITY_ADDED if c in new else Verb.CITY_CORRECTED, by=by, subject=c, at=at) for c in dict.fromkeys(cities))
    return cities


def _free_slug(name: str, taken: set[str]) -> str:
    base = slugify(name)[:90] or "city"
    slug = next(slug for n in count(1) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
    taken.add(slug)
    return slug


@transaction.atomic
def restore_cities(*, done: Sequence[Mapping[str, Any]], at: datetime, by: Any) -> set[int]:
    """Take back what a list of cities did: {"city", "made_city", "changes"}. Returns those that stay: in use, or changed since."""
    cities = City.objects.select_for_update().in_bulk([each["city"] for each in done])
    made = {each["city"] for each in done if each["made_city"]}
    used = set(
        City.objects.filter(pk__in=made)
        .filter(Q(officials__isnull=False) | Q(network_memberships__isnull=False))
        .values_list("pk", flat=True)
    )
    used |= set(Activity.objects.filter(city__in=made).values_list("city", flat=True))
    changed = {
        each["city"] for each in done
        if each["city"] in cities and any(as_text(cities[each["city"]], f) != c[1] for f, c in each["changes"].items())
    }  # fmt: skip
    kept = used | changed
    for each in done:
        if each["city"] in cities and each["city"] not in kept | made:
            for field, change in each["changes"].items():
                _set(cities[each["city"]], field, change[0])
    City.objects.bulk_update([city for city in cities.values() if city.pk not in made | kept], CORRECTED)
    record_all(activity(Verb.CITY_CORRECTED, by=by, subject=c, at=at) for pk, c in cities.items() if pk not in kept)
    City.objects.filter(pk__in=made - kept).delete()
    return kept
