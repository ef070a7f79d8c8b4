from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Seat
from networks.services import approve_seats, decline_seats, leave_network, request_seat
from officials.models import Staff, today
from reach.models import Snapshot, SnapshotFigure
from reach.queries import FIGURES
from reach.services import DayToComeError, compute_due_snapshots, compute_snapshots, request_snapshot
from tests.conftest import give_seat, make_network, make_official, make_staff


def test_a_person_in_four_networks_counts_once(member, manager, count):
    for name in ("Cool Cities", "Waste", "Buildings"):
        give_seat(member, make_network(name))
    assert count().items() >= {"officials-reached": 1, "cities-reached": 1, "officials-per-staff": 1}.items()


def test_a_city_with_many_officials_counts_once(member, lead, outsider, network, count):
    give_seat(outsider, network)
    assert count()["officials-reached"] == 3
    assert count()["cities-reached"] == 2


def test_somebody_who_changed_city_counts_once_and_for_the_city_they_work_for_now(member, network, other_network, oslo, count):
    member.posts.update(ended_on=today())
    member.posts.create(city=oslo)
    del member.official
    give_seat(member, other_network)
    assert count()["officials-reached"] == 1
    assert count(network)["cities-reached"] == 0


def test_staff_do_not_count_as_officials_reached(member, network, count):
    Staff.objects.create(user=member)
    assert count().items() >= {"officials-reached": 0, "cities-reached": 0, "officials-per-staff": None}.items()


def test_those_who_wait_were_declined_or_took_their_request_back_do_not_count(network, oslo, manager, count):
    people = [make_official(name, oslo) for name in ("Wai Waits", "Dec Declined", "Wes Withdrew", "Ada Admitted")]
    seats = [request_seat(network=network, official=p.official, offers="", seeks="", by=p) for p in people]
    decline_seats(seats=Seat.objects.filter(pk=seats[1].pk), reason="Full", by=manager)
    leave_network(seat=seats[2], by=people[2])
    approve_seats(seats=Seat.objects.filter(pk=seats[3].pk), by=manager)
    assert count()["officials-reached"] == 1


def test_the_day_somebody_left_no_longer_counts(member, network, count):
    seat = network.seats.get()
    seat.status, seat.ended_at = Seat.Status.LEFT, datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    seat.started_at = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
    seat.save()
    days = [datetime(2026, 11, day, tzinfo=UTC).date() for day in (17, 18, 19, 20)]
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC)):
        assert [count(day=day)["officials-reached"] for day in days] == [0, 1, 1, 0]


def test_a_network_that_ended_reaches_nobody(member, network, count):
    network.ended_on = today()
    network.save()
    assert count()["officials-reached"] == 0
    assert count(network) == {}


def test_reach_per_member_of_staff_counts_each_person_who_runs_a_network_once(
    member, lead, outsider, network, other_network, manager, count
):
    give_seat(outsider, other_network)
    other_network.stewardships.create(staff=manager.staff)
    make_staff("Ida Idle")
    make_staff("Sam Second", runs=network)
    assert count()["officials-per-staff"] == 3 / 2
    assert count(network)["officials-per-staff"] == 2 / 2
    assert count(other_network)["officials-per-staff"] == 1


def test_without_staff_there_is_no_value_and_it_says_so(member, network, other_network, other_manager, count, signed_in):
    assert count(network)["officials-per-staff"] is None
    page = signed_in(None).get("/reach/officials-per-staff/").content.decode()
    assert "no staff" in page
    assert "1 official in 1 city, 0 staff" in page


def test_staff_who_left_run_nothing(member, network, manager, count):
    manager.staff_terms.update(ended_on=today())
    assert count(network)["officials-per-staff"] is None


def test_figures_agree_with_the_rows_they_were_made_of(member, lead, outsider, network, other_network, manager, count):
    give_seat(outsider, other_network)
    give_seat(lead, other_network)
    group = make_network("Depots", parent=network)
    give_seat(lead, group)
    seats = Seat.objects.active()
    assert count()["officials-reached"] == seats.values("official__user").distinct().count() == 3
    for one in (network, other_network, group):
        assert count(one)["officials-reached"] == seats.filter(network=one).count()
        assert count(one)["cities-reached"] == seats.filter(network=one).values("official__city").distinct().count()
    per_staff = SnapshotFigure.objects.of(None).get(figure="officials-per-staff")
    assert per_staff.parts == {"officials": 3, "cities": 2, "staff": 1}


def test_every_figure_is_counted_by_its_definition(member, count):
    count()
    stored = SnapshotFigure.objects.of(None).values_list("figure", "definition_version")
    assert set(stored) == {(figure.key, figure.version) for figure in FIGURES}


def test_the_clock_running_twice_makes_one_snapshot(member):
    assert [compute_due_snapshots(), compute_due_snapshots()] == [1, 0]
    assert Snapshot.objects.count() == 1
    assert SnapshotFigure.objects.of(None).count() == len(FIGURES)


def test_todays_figures_change_when_somebody_asks_for_them_again(member, outsider, network, manager):
    compute_due_snapshots()
    give_seat(outsider, network)
    assert compute_due_snapshots() == 0
    request_snapshot(by=manager)
    assert compute_due_snapshots() == 1
    assert SnapshotFigure.objects.of(None).get(figure="officials-reached").value == 2


def test_what_a_past_day_was_found_to_be_stays(member, outsider, network, manager):
    yesterday = today() - timedelta(days=1)
    compute_snapshots(days=[yesterday])
    give_seat(outsider, network)
    Snapshot.objects.update(requested_at=timezone.now())
    assert compute_snapshots(days=[yesterday]) == 0
    request_snapshot(by=manager)
    assert compute_due_snapshots() == 1
    figures = SnapshotFigure.objects.of(None).filter(figure="officials-reached")
    assert list(figures.order_by("snapshot__as_of").values_list("value", flat=True)) == [1, 2]


def test_the_clock_never_makes_up_a_day_that_was_missed(member):
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        compute_due_snapshots()
    compute_due_snapshots()
    days = [today() - timedelta(days=3), today()]
    assert list(Snapshot.objects.order_by("as_of").values_list("as_of", flat=True)) == days


def test_what_was_asked_for_before_midnight_is_still_counted_after_it(member, manager):
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        asked = request_snapshot(by=manager)
    assert compute_due_snapshots() == 2
    assert asked.figures.of(None).get(figure="officials-reached").value == 1


def test_a_day_to_come_is_refused(db):
    with pytest.raises(DayToComeError):
        compute_snapshots(days=[today() + timedelta(days=1)])


def test_many_days_take_no_more_statements_than_one(member):
    compute_snapshots(days=[today() - timedelta(days=40)])
    with CaptureQueriesContext(connection) as one:
        compute_snapshots(days=[today()])
    with CaptureQueriesContext(connection) as many:
        compute_snapshots(days=[today() - timedelta(days=days) for days in range(1, 40)])
    assert len(many) == len(one)
    assert Snapshot.objects.computed().count() == 41
