from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from cities.models import City, DatePrecision, Region

# The public lists that the data comes from: C40 as it was around 2014, and as it is.
FIRST_LIST = date(2014, 1, 1)
LATEST_LIST = date(2026, 1, 1)

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
