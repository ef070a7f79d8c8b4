"""What the networks of the sample world share: the words are in resources.csv, who shares and uses it is drawn."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.papers import CSV, PDF, paper, pdf, save_papers
from c40net.sample.people import is_account
from exchange.models import IN_CONFIDENCE, Label, Resource, ResourceDownload, ResourceUse, ResourceVersion
from networks.models import Network, Seat
from officials.models import Official

DATA = Path(__file__).parent.parent / "data" / "resources.csv"
# How many days ago each of a network's resources was shared, and under which label; the secretariat shared the fourth.
SHARED = ((210, Label.NETWORK), (75, Label.PUBLIC), (34, Label.CHATHAM), (150, Label.NETWORK), (12, Label.CITIES))
OF_SECRETARIAT = 3
SOME = 0.5


@dataclass
class Shared:
    clock: Clock
    resources: list[Resource] = field(default_factory=list)
    versions: list[ResourceVersion] = field(default_factory=list)
    uses: list[ResourceUse] = field(default_factory=list)
    downloads: list[tuple[Resource, Official, datetime]] = field(default_factory=list)
    named: list[tuple[Resource, Official]] = field(default_factory=list)


def share(clock: Clock, networks: list[Network], seats: list[Seat]) -> list[Activity]:
    """Returns what the log has of it."""
    of_network: dict[str, list[dict[str, str]]] = defaultdict(list)
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of_network[row["network"]].append(row)
    made = Shared(clock)
    for turn, network in enumerate(networks):
        members = [seat.official for seat in seats if seat.network == network and seat.status == Seat.Status.ACTIVE]
        clock.rng.shuffle(members)
        apart = list({official.city: official for official in members}.values())
        if len(apart) > len(SHARED):
            for place, row in enumerate(of_network[network.slug]):
                _share(made, network, apart, row, (place + turn) % len(SHARED) if len(of_network[network.slug]) < len(SHARED) else place)
    _save(made)
    return _lines(made)


def _share(made: Shared, network: Network, apart: list[Official], row: dict[str, str], place: int) -> None:
    clock, (days, label) = made.clock, SHARED[place]
    # The first is of a city that has an account, if one sits there, so that somebody can be tried out who shares.
    sharer = min(apart, key=lambda official: not is_account(official)) if place == 0 else apart[place]
    at = clock.moment(clock.days_ago(days + 2), clock.days_ago(days), sharer.city.time_zone)
    by_staff = place == OF_SECRETARIAT
    author = network.stewardships.current().order_by("pk")[0].staff.user if by_staff else sharer.user
    resource = Resource(
        network=network, author=author, official=None if by_staff else sharer, label=label, posted_at=at, title=row["title"],
        text=row["text"], used_for=row["used_for"], kind=row["kind"], language=row["language"], year=int(row["year"]),
        licence=row["licence"], area=network.area, city=None if label == Label.CHATHAM or by_staff else sharer.city,
    )  # fmt: skip
    made.resources.append(resource)
    made.versions.append(_version(resource, row, 1, at))
    if place == 0:
        later = _version(resource, row, 2, at + timedelta(days=40))
        later.note = "Corrected after the first year"
        made.versions.append(later)
    others = [official for official in apart if official != sharer]
    made.named += [(resource, official) for official in others[:2] if label == Label.CITIES]
    readers = others[:2] if label == Label.CITIES else others
    for official in readers:
        if clock.rng.random() < SOME:
            made.downloads.append((resource, official, clock.moment(at, clock.now, official.city.time_zone)))
    if row["use"] and readers:
        adapts = readers[len(made.resources) % len(readers)]
        said_at = clock.moment(at + timedelta(days=3), clock.now, adapts.city.time_zone)
        use = ResourceUse(resource=resource, city=adapts.city, official=adapts, way="adapted", text=row["use"], said_at=said_at)
        made.uses.append(use)


def _version(resource: Resource, row: dict[str, str], number: int, at: datetime) -> ResourceVersion:
    of = {"resource": resource, "number": number, "added_by": resource.author, "added_at": at}
    name = f"{row['network']}-{row['kind']}"
    if row["format"] == "link":
        return ResourceVersion(link=f"https://library.example/{name}", is_drawn=True, **of)
    if row["format"] == "csv":
        content = "place,value\n" + "".join(f"{place},{value}\n" for place, value in (("A", 12), ("B", 7), ("C", 31)))
        return ResourceVersion(file=paper(f"{name}.csv", CSV, content.encode(), by=resource.author, at=at), is_drawn=True, **of)
    text = f"{row['text']} {row['used_for']}"
    return ResourceVersion(file=paper(f"{name}.pdf", PDF, pdf(row["title"], text), by=resource.author, at=at), **of)


def _save(made: Shared) -> None:
    save_papers([version.file for version in made.versions if version.file])
    Resource.objects.bulk_create(made.resources)
    ResourceVersion.objects.bulk_create(made.versions)
    for version in made.versions:
        version.resource.latest = version
    Resource.objects.bulk_update(made.resources, ["latest"])
    ResourceUse.objects.bulk_create(made.uses)
    ResourceDownload.objects.bulk_create(
        ResourceDownload(resource=resource, user=official.user, day=at.astimezone(official.city.time_zone).date())
        for resource, official, at in made.downloads
    )
    of_cities = Resource.named_cities.through
    of_cities.objects.bulk_create(of_cities(resource=resource, city=official.city) for resource, official in made.named)


def _lines(made: Shared) -> list[Activity]:
    """As the services write them: what is shared in confidence is told without who shared it."""
    lines = [_shared(resource) for resource in made.resources]
    lines += [
        _line(Verb.RESOURCE_VERSION_ADDED, version.resource, version.added_at, by=version.added_by)
        for version in made.versions
        if version.number > 1
    ]
    lines += [_line(Verb.RESOURCE_DOWNLOADED, resource, at, by=o.user, official=o) for resource, o, at in made.downloads]
    lines += [_line(Verb.RESOURCE_ADAPTED, use.resource, use.said_at, by=use.official.user, official=use.official) for use in made.uses]
    return lines


def _shared(resource: Resource) -> Activity:
    at = resource.posted_at
    if resource.label in IN_CONFIDENCE:
        return _line(Verb.RESOURCE_SHARED_UNNAMED, resource, at, by=None)
    if resource.official is None:
        return _line(Verb.RESOURCE_SHARED_BY_STAFF, resource, at, by=resource.author)
    return _line(Verb.RESOURCE_SHARED, resource, at, by=resource.author, official=resource.official)


def _line(verb: Verb, resource: Resource, at: datetime, *, by: object, official: Official | None = None) -> Activity:
    return activity(verb, by=by, subject=resource, network=resource.network, official=official, at=at)
