"""The sample world: invented people in the real cities and networks."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from activity.models import Activity
from activity.services import record_all
from c40net.sample.actions import begin_actions
from c40net.sample.clock import Clock
from c40net.sample.digests import write_to_members
from c40net.sample.exchange import exchange
from c40net.sample.groups import begin_working_groups, invite
from c40net.sample.introductions import introduce
from c40net.sample.names import Names
from c40net.sample.notices import tell
from c40net.sample.partnerships import sign_agreements
from c40net.sample.people import MANAGER, make_officials, make_staff
from c40net.sample.places import appoint_stewards, place_cities
from c40net.sample.pulse import ask_members
from c40net.sample.reports import save_reports
from c40net.sample.resources import share
from c40net.sample.seats import Seating, ask, lines
from c40net.sample.stories import cite_figures, tell_stories
from c40net.sample.texts import ROSTER
from c40net.sample.workshops import convene
from cities.models import City
from imports.services import upload
from networks.models import Network, Seat, Stewardship
from officials.models import Official, Staff, User
from reach.services import compute_snapshots


@transaction.atomic
def build(*, seed: int, officials: int, years: int, now: datetime) -> None:
    """The same people do the same things for the same seed and now; only secrets differ (password hashes, invitations' links)."""
    clock = Clock(random.Random(seed), now - timedelta(days=365 * years), now)  # noqa: S311 - nothing here is secret
    names = Names(clock.rng)
    log: list[Activity] = []
    cities = list(City.objects.members().order_by("slug"))
    networks = list(Network.objects.open().top_level().select_related("area").order_by("slug"))
    stewards = appoint_stewards(clock, networks, make_staff(clock, names), log)
    places = place_cities(clock, networks, cities, stewards, log)
    people = make_officials(clock, names, cities, officials, log)
    seats = Seating(clock, stewards, people, places).draw()
    log += invite(clock, names, places, seats, stewards)
    Seat.objects.bulk_create(seats, batch_size=1000)
    log += lines(seats)
    begin_working_groups(clock, networks, seats, stewards, log)
    log += ask(clock, seats, stewards)
    log += convene(clock, networks, seats, stewards)
    log += sign_agreements(clock, networks, stewards)
    log += begin_actions(clock, places, people, stewards)
    log += exchange(clock, networks, seats, stewards)
    log += introduce(clock, networks, seats, stewards)
    log += share(clock, networks, seats)
    told = tell_stories(clock, networks, stewards, log)
    tell(clock)
    log += ask_members(clock, networks, seats)
    log += write_to_members(clock, networks, seats)
    log += save_reports(clock)
    upload(kind="roster", file_name="roster.csv", content=ROSTER.encode(), by=User.objects.get(email=MANAGER))
    record_all(sorted(log, key=lambda line: line.happened_at))
    _tell_the_planner()
    compute_snapshots(days=list(_days_of_reach(clock)))
    cite_figures(told)


def _tell_the_planner() -> None:
    """PostgreSQL still takes these tables for empty, and would count reach and list people row by row."""
    with connection.cursor() as cursor:
        for model in (User, Official, Staff, Network, Seat, Stewardship):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _days_of_reach(clock: Clock) -> Iterator[date]:
    """The first of each month, and today."""
    today = clock.now.astimezone(UTC).date()
    day = clock.since.astimezone(UTC).date().replace(day=1)
    while day < today:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
    yield today
