import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from activity.models import Activity
from activity.services import activity, record_all
from activity.verbs import Verb
from cities.models import City, DatePrecision
from cities.services import add_missing_cities, known_date
from networks.models import Area, CityMembership, Network

Row = Mapping[str, str]


class Command(BaseCommand):
    help = "Adds the real cities and networks that are not there yet. What is there stays as it is, so it may run at any time."

    @transaction.atomic
    def handle(self, **_options: Any) -> None:
        cities = add_missing_cities(rows=_rows("cities", "cities.csv"))
        networks = _add_missing_networks(_rows("networks", "networks.csv"))
        self.stdout.write(f"Added {cities} cities and {networks} networks; there are {City.objects.count()} and {Network.objects.count()}.")


def _rows(app: str, name: str) -> list[Row]:
    with (Path(apps.get_app_config(app).path) / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _add_missing_networks(rows: list[Row]) -> int:
    """With their succession, their lead cities and the activity that tells of it."""
    there = set(Network.objects.values_list("slug", flat=True))
    new = {slugify(row["name"]): row for row in rows if slugify(row["name"]) not in there}
    areas = _areas({row["area"] for row in new.values()})
    networks = Network.objects.bulk_create(_network(slug, row, areas[slugify(row["area"])]) for slug, row in new.items())
    _link_successors(new)
    leads = _lead_cities(networks, new)
    CityMembership.objects.bulk_create(leads)
    record_all(_history(networks, leads))
    return len(networks)


def _areas(names: set[str]) -> dict[str, Area]:
    there = set(Area.objects.values_list("slug", flat=True))
    Area.objects.bulk_create(Area(name=name, slug=slugify(name)) for name in sorted(names) if slugify(name) not in there)
    return {area.slug: area for area in Area.objects.all()}


def _network(slug: str, row: Row, area: Area) -> Network:
    started_on, started_precision = known_date(row["started"])
    ended_on, ended_precision = known_date(row["ended"]) if row["ended"] else (None, DatePrecision.DAY)
    return Network(
        name=row["name"], slug=slug, area=area, purpose=row["purpose"],
        started_on=started_on, started_precision=started_precision, ended_on=ended_on, ended_precision=ended_precision,
    )  # fmt: skip


def _link_successors(new: Mapping[str, Row]) -> None:
    networks = Network.objects.in_bulk(field_name="slug")
    changed = []
    for slug, row in new.items():
        if row["succeeded_by"]:
            networks[slug].succeeded_by = networks[slugify(row["succeeded_by"])]
            changed.append(networks[slug])
    if changed:
        Network.objects.bulk_update(changed, ["succeeded_by"])


def _lead_cities(networks: list[Network], rows: Mapping[str, Row]) -> list[CityMembership]:
    """Leads from the network's beginning, or the city's joining where that is known to be later, until the network's end."""
    cities = City.objects.in_bulk(field_name="slug")
    return [
        CityMembership(
            network=network,
            city=city,
            role=CityMembership.Role.LEAD,
            started_on=max(network.started_on, _known_joining(city)),
            ended_on=_first_of(network.ended_on, city.left_on),
        )
        for network in networks
        for city in (cities[slugify(name)] for name in rows[network.slug]["lead_cities"].split(";") if name)
    ]


def _known_joining(city: City) -> date:
    """When only known to have joined by some day, it may have been there long before."""
    return city.joined_on if city.joined_on and city.joined_precision != DatePrecision.BY else date.min


def _first_of(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _history(networks: list[Network], leads: list[CityMembership]) -> list[Activity]:
    """The past, for the feed. Nobody in c40net did it."""
    began = [activity(Verb.NETWORK_CREATED, by=None, subject=n, network=n, at=_noon(n.started_on)) for n in networks]
    named = [
        activity(verb, by=None, subject=lead.city, network=lead.network, city=lead.city, at=_noon(lead.started_on))
        for lead in leads
        for verb in (Verb.CITY_JOINED, Verb.LEAD_CITY_NAMED)
    ]
    return sorted(began + named, key=lambda line: line.happened_at)


def _noon(day: date) -> datetime:
    """The same day in every time zone but the outermost."""
    return datetime.combine(day, time(12), UTC)
