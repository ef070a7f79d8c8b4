"""From a number to what was counted: it adds up, for every figure, scope, day and reader."""

import csv
import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import ClimateAction, Influence, Practice, StageChange
from activity.models import Activity
from activity.verbs import Verb
from cities.models import City, Region
from exchange.models import Introduction, Question, Reply
from networks.models import Network, Seat
from officials.models import today
from officials.services import merge_cities, merge_people
from reach.models import Counted, Snapshot, SnapshotFigure
from reach.queries import FIGURE, FIGURES, PARTS, Scope, as_known_now, changes, counted
from reach.services import compute_due_snapshots, compute_snapshots
from tests.conftest import give_seat, make_city, make_network, make_official, make_staff
from workshops.models import Registration, Workshop


def a_world(seed: int) -> None:
    """Cities, people and all that they do in two networks, at random."""
    rng = random.Random(seed)  # noqa: S311
    days_ago = lambda: timezone.now() - timedelta(days=rng.randrange(900), hours=rng.randrange(24))  # noqa: E731
    networks = [make_network("Buses"), make_network("Trees"), make_network("Night buses", parent=Network.objects.get(slug="buses"))]
    cities = [make_city(f"City {n}", region=rng.choice([Region.AFRICA, Region.EUROPE])) for n in range(3)]
    staff = [make_staff(f"Staff {n}") for n in range(2)]
    for network in networks:
        for one in staff[: rng.randrange(3)]:
            network.stewardships.create(staff=one.staff, started_on=days_ago().date())
    people = [make_official(f"Person {n}", rng.choice(cities)) for n in range(6)]
    people[0].staff_terms.create(started_on=days_ago().date())
    for person in people:
        for network in rng.sample(networks, rng.randrange(4)):
            start = days_ago()
            end = start + timedelta(days=rng.randrange(300)) if rng.random() < 0.4 else None
            status = Seat.Status.LEFT if end else Seat.Status.ACTIVE
            Seat.objects.create(network=network, official=person.official, status=status, started_at=start, ended_at=end)
    for n in range(4):
        start = days_ago()
        workshop = Workshop.objects.create(
            network=rng.choice(networks), title=f"Workshop {n}", starts_at=start, ends_at=start + timedelta(hours=2),
            status=rng.choice(["announced", "announced", "cancelled"]),
        )  # fmt: skip
        for person in rng.sample(people, 3):
            came = start if rng.random() < 0.7 else None
            Registration.objects.create(
                workshop=workshop, official=person.official, status="registered", attended_at=came, contributed=rng.random() < 0.5
            )
        asker = rng.choice(people)
        label = rng.choice(["network", "chatham", "cities", "public"])
        network = rng.choice(networks)
        question = Question.objects.create(
            network=network, author=asker, official=asker.official, title="How?", label=label, posted_at=start
        )
        for _ in range(rng.randrange(4)):
            author = rng.choice([*people, staff[0]])
            at = start + timedelta(days=rng.randrange(30))
            Reply.objects.create(question=question, author=author, official=author.official, text="So.", label=label, posted_at=at)
            question.answered_at = question.answered_at or at
        question.save()
        one, other = rng.sample(people, 2)
        Introduction.objects.create(
            network=network, seeker=one.official, giver=other.official, note="Meet.", status="agreed", seeker_accepted_at=start,
            giver_accepted_at=start, settled_at=start,
        )  # fmt: skip
        practice = Practice.objects.create(network=network, name=f"Practice {n}", slug=f"practice-{n}", definition="x")
        action = ClimateAction.objects.create(
            city=rng.choice(cities), practice=practice, title=f"Action {n}", stage="adopted", status="published", confirmed_at=start,
            readers=rng.choice(["public", "members", "city"]),
        )  # fmt: skip
        StageChange.objects.create(action=action, stage="adopted", happened_on=start.date())
        Influence.objects.create(
            action=action, network=network, part=rng.choice(["led", "contributed", "none"]), said_on=start.date(), confirmed_on=today()
        )


def scopes():
    yield Scope()
    yield from (Scope(network=network) for network in Network.objects.all())
    yield from (Scope(region=region) for region in (Region.AFRICA, Region.EUROPE))
    yield from (Scope(city=city) for city in City.objects.all())


def adds_up(listing) -> None:
    rows = list(listing.rows)
    if listing.measure.what in {"things", "cities"}:
        assert len(rows) == listing.number
        assert len({row["key"] for row in rows}) == len(rows)
    elif listing.measure.what == "total":
        assert sum(row["most"] for row in rows) == pytest.approx(listing.number)


def every_listing(day, user):
    for figure in FIGURES:
        for scope in scopes():
            if scope.kind in figure.scopes:
                for measure in figure.measures:
                    yield counted(figure=figure, scope=scope, as_of=day, user=user, part=measure.key)


@pytest.mark.parametrize("seed", range(2))
def test_every_number_has_a_list_that_adds_up_to_it(seed, db):
    a_world(seed)
    told, untold = today() - timedelta(days=100), today() - timedelta(days=200)
    compute_snapshots(days=[told])
    for day in (told, untold):
        for listing in every_listing(day, AnonymousUser()):
            assert (listing.snapshot is None) == (day == untold)
            adds_up(listing)


def page_of(browser, key="officials-reached", **asked) -> str:
    answer = browser.get(f"/reach/{key}/counted/", asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lines_of(browser, key="officials-reached", **asked) -> list[list[str]]:
    text = b"".join(browser.get(f"/reach/{key}/counted.csv", asked).streaming_content).decode()
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))


def test_people_are_named_to_those_who_may_see_them_in_that_network_and_counted_for_all(member, lead, outsider, other_network, signed_in):
    give_seat(outsider, other_network)
    give_seat(lead, other_network)
    compute_due_snapshots()
    for reader, named in ((None, 0), (member, 2), (outsider, 1)):
        lines = lines_of(signed_in(reader))
        assert len(lines) == 4
        assert sum(line[0] != "an official" for line in lines[1:]) == named + (reader == outsider)
    # Lestari's seat in Cool Cities is nothing that Melati may know of.
    of_lead = next(line for line in lines_of(signed_in(member)) if line[0] == "Lestari Lead")
    assert of_lead[3] == "Public Transport"
    assert "Lestari" not in str(lines_of(signed_in(member), network="cool-cities"))


def test_what_is_in_confidence_counts_and_reveals_nothing(member, outsider, network, signed_in, administrator):
    give_seat(outsider, network)
    question = Question.objects.create(network=network, author=member, official=member.official, title="Secret plan", label="chatham")
    Reply.objects.create(question=question, author=outsider, official=outsider.official, text="Secret answer", label="chatham")
    compute_due_snapshots()
    for reader in (None, administrator):
        text = str(lines_of(signed_in(reader), "exchanges-without-staff"))
        assert "Oslo" not in text
        assert "Odd" not in text
    assert lines_of(signed_in(None), "exchanges-without-staff")[1:] == [["a reply", "", "", "", ""]]


def test_a_merge_explains_the_one_fewer_and_the_figure_of_before_stays(member, jakarta, network, administrator, signed_in):
    twin = make_official("Melati Twin", jakarta)
    give_seat(twin, network)
    compute_snapshots(days=[today() - timedelta(days=1)])
    merge_people(survivor=member, duplicate=twin, by=administrator)
    compute_due_snapshots()
    yesterday = Snapshot.objects.order_by("as_of").first()
    assert [row.value for row in SnapshotFigure.objects.of(None).filter(figure="officials-reached").order_by("snapshot__as_of")] == [2, 1]
    listing = counted(figure=FIGURE["officials-reached"], scope=Scope(), as_of=yesterday.as_of, user=administrator)
    assert len(list(listing.rows)) == listing.number == 2
    found = changes(listing)
    assert (found.then.number, found.now.number) == (2, 1)
    assert [(change.is_gone, str(change.why)) for change in found.rows] == [(True, "Two entries of one person were merged.")]
    page = page_of(signed_in(None), on=yesterday.as_of)
    assert "Told on that day: <b>2</b>. As known today: <b>1</b>." in page
    assert "Two entries of one person were merged." in page


def test_a_merge_of_cities_is_explained_too(member, oslo, network, administrator):
    give_seat(make_official("Ola Oslo", oslo), network)
    kristiania = make_city("Kristiania")
    give_seat(make_official("Kari", kristiania), network)
    compute_due_snapshots()
    merge_cities(survivor=oslo, duplicate=kristiania, by=administrator)
    compute_snapshots(days=[today() - timedelta(days=1)])
    listing = counted(figure=FIGURE["cities-reached"], scope=Scope(), as_of=today(), user=administrator)
    found = changes(listing)
    assert (listing.number, found.now.number) == (3, 2)
    assert [str(change.why) for change in found.rows] == ["Two entries of one city were merged."]


def test_what_is_corrected_changes_no_figure_that_was_told(member, network, signed_in, count_again):
    compute_snapshots(days=[today() - timedelta(days=1)])
    network.seats.update(started_at=timezone.now())
    count_again()
    page = page_of(signed_in(member), on=today() - timedelta(days=1))
    assert "Told on that day: <b>1</b>. As known today: <b>0</b>." in page
    assert "it does not count on that day any more" in page


def test_a_pending_applicant_changes_nothing(member, outsider, network, count_again):
    compute_due_snapshots()
    rows = list(Counted.objects.values())
    Seat.objects.create(network=network, official=outsider.official)
    count_again()
    assert list(Counted.objects.values()) == rows


def test_who_takes_out_what_was_counted_is_written_down(member, network, signed_in):
    compute_due_snapshots()
    for reader in (None, member):
        lines_of(signed_in(reader), network=network.slug)
    line = Activity.objects.get(verb=Verb.COUNTED_EXPORTED)
    assert line.sentence == f"Melati Member exported what was counted: c40net-officials-reached-officials-{today()}.csv"
    assert (line.network, line.details) == (network, {"rows": 1})


def test_any_day_may_be_asked_for(member, network, signed_in):
    compute_due_snapshots()
    day = today() - timedelta(days=10)
    assert as_known_now(figures=FIGURES, scope=Scope(), as_of=day)["officials-reached"].number == 1
    page = page_of(signed_in(None), on=day)
    assert "No figure was told on that day" in page
    assert "1, as the number says." in page
    assert "That day has not begun." in page_of(signed_in(None), on=today() + timedelta(days=1))


def test_words_find_what_the_reader_may_see_and_nothing_else(member, lead, outsider, network, signed_in):
    give_seat(outsider, network)
    compute_due_snapshots()
    assert "1 of 3 matches" in page_of(signed_in(member), q="melati")
    assert "0 of 3 match" in page_of(signed_in(None), q="melati")
    assert "2 of 3 match" in page_of(signed_in(None), q="jakarta")


def test_before_the_first_count_it_says_so(db, signed_in):
    assert "No figures yet" in page_of(signed_in(None))
    assert signed_in(None).get("/reach/officials-reached/counted.csv").status_code == 404


def test_a_city_has_its_own_figures_where_it_makes_sense(member, lead, jakarta, oslo, signed_in):
    compute_due_snapshots()
    assert "<strong>2</strong><em>officials reached</em>" in page_of(signed_in(None), city="jakarta")
    assert "<strong>0</strong><em>officials reached</em>" in page_of(signed_in(None), city="oslo")
    assert "Jakarta · " in signed_in(None).get("/reach/officials-reached/?city=jakarta").content.decode()
    for address in ("/reach/cities-reached/", "/reach/cities-reached/counted/"):
        assert signed_in(None).get(f"{address}?city=oslo").status_code == 404


def test_a_list_takes_as_many_queries_for_50_as_for_2(member, lead, network, jakarta, signed_in, count_again):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page_of(signed_in(member), q="jakarta")
        return len(captured)

    compute_due_snapshots()
    few = queries()
    for number in range(48):
        give_seat(make_official(f"Person {number}", jakarta), network)
    count_again()
    assert queries() == few


def test_what_has_amounts_has_one_record_for_each_thing():
    weighed = {measure.part for figure in FIGURES for measure in figure.measures if measure.what in {"total", "median"}}
    assert weighed
    assert not any(PARTS[part].source.has_things_again for part in weighed)
