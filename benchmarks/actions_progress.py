"""The page of 100 cities × 60 practices, beside its one query with a bare rendering of the same table, and beside 300 ms."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import ClimateAction, Practice
from benchmarks.results import Row, in_turns
from cities.models import City
from networks.models import Area, CityMembership, Network, Seat
from officials.models import Official, User

CITIES, PRACTICES = 100, 60
STAGES = ["idea", "planned", "adopted", "under_way", "done"]
MOST_SECONDS, GOAL = 0.3, 8
ROW = "<tr><th>{{ row.0 }}</th>{% for cell in row.1 %}{{ cell }}{% endfor %}</tr>"
TABLE = Template(f"<table>{{% for row in rows %}}{ROW}{{% endfor %}}</table>")


def measure() -> Iterator[Row]:
    network, user = _world()
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    url = reverse("network_progress", args=[network.slug])
    assert browser.get(url, SERVER_NAME="localhost").content.count(b'<td class="s') == CITIES * PRACTICES // 2
    ours, bare = in_turns(lambda: browser.get(url, SERVER_NAME="localhost"), lambda: _bare(network), times=7)
    what = f"{CITIES} cities × {PRACTICES} practices, the whole page"
    yield Row(f"{what}, within 300 ms", 1000 * ours, 1000 * MOST_SECONDS, "ms", 1)
    yield Row(f"{what}, beside its query and a bare table of ready strings", 1000 * ours, 1000 * bare, "ms", GOAL)


def _bare(network: Network) -> None:
    actions = ClimateAction.objects.filter(practice__network=network)
    list(actions.values_list("city_id", "practice_id", "stage", "stage_on", "pk"))
    filled, empty = '<td class="s3"><a href="/actions/1/"><span>A practice in a city: adopted, March 2024</span></a></td>', "<td></td>"
    rows = [(f"City {n}", [filled, empty] * (PRACTICES // 2)) for n in range(CITIES)]
    TABLE.render(Context({"rows": rows}, autoescape=False))


def _world() -> tuple[Network, User]:
    """Half of the cells are filled."""
    network = Network.objects.create(name="Benchmark", slug="benchmark", area=Area.objects.create(name="B", slug="b"), purpose="x")
    place = {"country": "NO", "region": "europe", "latitude": 0, "longitude": 0, "population": 1, "time_zone": "UTC"}
    cities = City.objects.bulk_create(City(name=f"City {n}", slug=f"city-{n}", **place) for n in range(CITIES))
    CityMembership.objects.bulk_create(CityMembership(network=network, city=city) for city in cities)
    practices = Practice.objects.bulk_create(
        Practice(network=network, name=f"A practice {n}", slug=f"p-{n}", definition="What it is.") for n in range(PRACTICES)
    )
    user = User.objects.create_user("bench@benchmark.test", full_name="Ben Chmark")
    now = timezone.now()
    official = Official.objects.create(user=user, city=cities[0], verified_at=now)
    Seat.objects.create(network=network, official=official, status="active", started_at=now, decided_at=now)
    day = date(2023, 1, 1)
    ClimateAction.objects.bulk_create(
        ClimateAction(
            city=city, practice=practice, title="An action", status="published", confirmed_at=now,
            stage=STAGES[(at + number) % 5], stage_on=day + timedelta(days=at * 10 + number),
        )
        for at, city in enumerate(cities)
        for number, practice in enumerate(practices)
        if (at + number) % 2
    )  # fmt: skip
    return network, user
