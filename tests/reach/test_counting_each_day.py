"""What a day adds to the last tallies is what counting anew would say."""

from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from exchange.models import Question, Reply
from exchange.services import move_question
from networks.models import Seat
from networks.services import approve_seats, leave_network, request_seat
from officials.models import today
from officials.services import merge_cities, merge_people
from reach.models import Counted, Fingerprint, Reckoning, Snapshot, SnapshotFigure, Tally
from reach.queries import statements
from reach.queries.records import KNOWN_FINGERPRINTS, LOG
from reach.queries.touched import SAID_OR_DONE
from reach.services import compute_due_snapshots
from tests.conftest import give_seat, make_city, make_official
from tests.reach.test_what_was_counted import a_world
from tests.real_parts import database_address

DAY = timedelta(days=1)


def told() -> dict:
    rows = SnapshotFigure.objects.filter(snapshot__as_of=today())
    return {(row.figure, row.network_id, row.region): (row.value, row.parts) for row in rows}


def of_the_day_and_anew() -> None:
    """The figures of today, added up from yesterday's, and as they are when everything is read anew."""
    compute_due_snapshots()
    added_up, known = told(), set(_known())
    assert Reckoning.objects.order_by("-pk")[0].read_anew_on < today()
    Snapshot.objects.update(requested_at=timezone.now() + DAY)
    assert Snapshot.objects.compute(statements(), anew=True) == 1
    assert told() == added_up
    assert set(_known()) == known


def _known():
    return Counted.objects.filter(known_until=None).values_list(
        "part", "source_id", "thing_id", "network_id", "city_id", "region", "amount", "since", "until"
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_day_without_news_only_lets_time_pass(seed, db):
    a_world(seed)
    with time_machine.travel(timezone.now() - 3 * DAY):
        compute_due_snapshots()
    of_the_day_and_anew()


@pytest.mark.parametrize("seed", range(2))
def test_what_is_known_has_the_fingerprint_of_its_rows(seed, db):
    a_world(seed)
    with time_machine.travel(timezone.now() - DAY):
        compute_due_snapshots()
    Seat.objects.filter(status="active").update(started_at=timezone.now() - DAY)
    Snapshot.objects.create(as_of=today())
    Snapshot.objects.compute(statements(), anew=True)
    kept = {(part, until): value for part, until, value in Fingerprint.objects.values_list("part", "until", "value") if value}
    with connection.cursor() as cursor:
        for statement in KNOWN_FINGERPRINTS:
            cursor.execute(statement)
    assert kept == {(part, until): value for part, until, value in Fingerprint.objects.values_list("part", "until", "value")}


@pytest.mark.parametrize("days", [0, 100, 5000])
@pytest.mark.parametrize("seed", range(2))
def test_all_that_counts_on_a_day_or_later_is_read_alone_as_with_the_rest(seed, days, db):
    a_world(seed)
    compute_due_snapshots()
    day = today() - timedelta(days=days)
    known = Fingerprint.objects.filter(until__gt=day).values_list("part").annotate(value=Sum("value"))
    with connection.cursor() as cursor:
        found = {}
        for source in statements().sources:
            cursor.execute(source.fingerprints, {"day": day})
            found |= zip(source.parts, cursor.fetchone(), strict=True)
    assert {part: value for part, value in found.items() if value} == dict(known)


def test_also_what_counts_no_more_is_read_anew_once_a_week(member, network):
    now = timezone.now()
    seats = Seat.objects.filter(official=member.official)
    seats.update(status="left", started_at=now - 200 * DAY, ended_at=now - 100 * DAY)
    with time_machine.travel(now - 7 * DAY):
        compute_due_snapshots()
    seats.update(started_at=now - 150 * DAY)
    known = Counted.objects.filter(part="officials", known_until=None)
    for ago, since in ((1, 200), (0, 150)):
        with time_machine.travel(now - ago * DAY):
            compute_due_snapshots()
        assert known.get().since == (now - since * DAY).date()


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_being_written_at_the_last_reckoning_is_read(member, network, other_network):
    with psycopg.connect(database_address()) as other:
        # It takes its number first, and is there for others last.
        other.execute(
            "INSERT INTO activity_activity (happened_at, verb, audience, subject_label, details, official_id, network_id)"
            " VALUES (now(), 'seat.started', 'members', '', '{}', %s, %s)",
            [member.official.pk, other_network.pk],
        )
        with transaction.atomic():
            record(Verb.SEAT_STARTED, by=None, subject=member.official, network=network, official=member.official)
        with time_machine.travel(timezone.now() - DAY):
            compute_due_snapshots()
        assert Reckoning.objects.latest("pk").log_open_since > 0
        give_seat(member, other_network)
    compute_due_snapshots()
    assert Tally.objects.get(part="officials", network_id=other_network.pk).things == 1
    assert Reckoning.objects.latest("pk").log_open_since == 0


def test_what_happened_since_is_added_to_the_tallies(member, lead, outsider, network, other_network, oslo, jakarta, administrator, manager):
    twin, late = make_official("Melati Twin", jakarta), make_official("Late", oslo)
    kristiania = make_city("Kristiania")
    kari = make_official("Kari", kristiania)
    for person in (twin, kari, outsider):
        give_seat(person, other_network)
    with time_machine.travel(timezone.now() - DAY):
        compute_due_snapshots()
    seat = request_seat(network=network, official=late.official, offers="", seeks="", by=late)
    approve_seats(seats=Seat.objects.filter(pk=seat.pk), by=manager)
    leave_network(seat=lead.official.seats.get(), by=lead)
    merge_people(survivor=member, duplicate=twin, by=administrator)
    merge_cities(survivor=oslo, duplicate=kristiania, by=administrator)
    of_the_day_and_anew()
    assert Tally.objects.get(part="officials", network_id=0, region="").things == 4


def test_lines_of_what_was_said_or_done_touch_no_seat(member, network):
    compute_due_snapshots()
    record(Verb.ATTENDED, by=None, subject=member.official, network=network, official=member.official)
    record(Verb.SEAT_LEFT, by=None, subject=member.official, network=network, official=member.official)
    last = Reckoning.objects.latest("pk")
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in LOG:
            cursor.execute(statement, {"log_read_to": last.log_read_to, "log_open_since": last.log_open_since})
        cursor.execute("SELECT kind FROM log WHERE tells_of_posts")
        assert cursor.fetchall() == [("seat",)]
    assert set(SAID_OR_DONE) <= {verb.partition(".")[0] for verb in Verb.values}


def answered(network, *, by, of, days_ago) -> Question:
    """A question that one of them asked, and the other answered, so many days ago."""
    at = timezone.now() - days_ago * DAY
    question = Question.objects.create(network=network, author=of, official=of.official, title="How?", label="network", posted_at=at)
    Reply.objects.create(question=question, author=by, official=by.official, text="So.", label="network", posted_at=at)
    return question


@pytest.mark.parametrize("ago", [2, 200, 400])
@pytest.mark.parametrize("what", ["answered back", "moved", "hidden"])
def test_answers_that_go_both_ways_follow_what_happened_to_one_of_them(what, ago, member, outsider, network, other_network, manager):
    answered(network, by=member, of=outsider, days_ago=ago)
    answered(network, by=member, of=outsider, days_ago=500)
    question = answered(network, by=outsider, of=member, days_ago=max(ago - 100, 1)) if what != "answered back" else None
    with time_machine.travel(timezone.now() - DAY):
        compute_due_snapshots()
    if what == "answered back":
        question = answered(network, by=outsider, of=member, days_ago=0)
        record(Verb.REPLIED, by=outsider, subject=question, network=network, official=outsider.official)
    elif what == "moved":
        move_question(question=question, network=other_network, by=manager)
    else:
        question.replies.update(hidden_at=timezone.now())
        record(Verb.POST_HIDDEN, by=manager, subject=question, network=network)
    of_the_day_and_anew()
