import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.services import OutsideTransactionError, activity, record, record_all
from activity.verbs import AUDIENCES, Verb
from cities.models import City
from networks.models import CityMembership, Invitation, Network, Seat, SeatMessage, Stewardship
from networks.services import add_city
from officials.models import Official, User, today
from tests.conftest import make_city, make_network


def test_the_directory_is_searched_whatever_the_accents_and_narrowed_by_area(signed_in, network, db):
    make_network("Résilience Côtière", area="Adaptation")
    page = signed_in(None).get(reverse("networks"), {"q": "RESILIENCE cotiere"}).content.decode()
    assert "Résilience Côtière" in page
    assert "Public Transport" not in page
    page = signed_in(None).get(reverse("networks"), {"area": "transport"}).content.decode()
    assert "Public Transport" in page


def test_a_filter_that_makes_no_sense_narrows_nothing(signed_in, network):
    page = signed_in(None).get(reverse("networks"), {"area": "no-such-area", "q": "x\x00" * 200})
    assert page.status_code == 200


def test_a_visitor_sees_no_person_on_a_networks_page(signed_in, member, manager, network):
    record(Verb.SEAT_STARTED, by=manager, subject=member.official, network=network, official=member.official)
    page = signed_in(None).get(network.get_absolute_url()).content.decode()
    assert member.full_name not in page
    assert manager.full_name not in page


def test_each_person_reads_what_the_audience_of_an_activity_allows(
    member, outsider, manager, other_manager, administrator, network, jakarta
):
    for verb in (Verb.CITY_JOINED, Verb.SEAT_STARTED, Verb.SEAT_REQUESTED, Verb.REPORT_EXPORTED):
        record(verb, by=manager, subject=network, network=network, official=member.official)
    readers = {
        AnonymousUser(): {Verb.CITY_JOINED},
        outsider: {Verb.CITY_JOINED},
        member: {Verb.CITY_JOINED, Verb.SEAT_STARTED},
        other_manager: {Verb.CITY_JOINED, Verb.SEAT_STARTED},
        manager: {Verb.CITY_JOINED, Verb.SEAT_STARTED, Verb.SEAT_REQUESTED},
        administrator: {Verb.CITY_JOINED, Verb.SEAT_STARTED, Verb.SEAT_REQUESTED, Verb.REPORT_EXPORTED},
    }
    for reader, verbs in readers.items():
        assert set(Activity.objects.visible_to(reader).values_list("verb", flat=True)) == verbs


def test_every_verb_has_an_audience():
    assert set(AUDIENCES) == set(Verb)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(OutsideTransactionError):
        record(Verb.NETWORK_CREATED, by=None)


def test_a_sentence_escapes_what_people_wrote(signed_in, member, manager, network):
    city = make_city("<script>x</script>", slug="script")
    add_city(network=network, city=city, started_on=today(), by=manager)
    page = signed_in(member).get(network.get_absolute_url()).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_feed_goes_on_where_it_stopped(signed_in, member, network):
    for _ in range(60):
        record(Verb.SEAT_STARTED, by=member, subject=member.official, network=network, official=member.official)
    feed = reverse("network_feed", args=[network.slug])
    first = signed_in(member).get(feed).context
    second = signed_in(member).get(feed, {"before": first["last"].pk}).context
    assert (len(first["feed"]), len(second["feed"]), second["last"]) == (50, 10, None)
    assert not {row.pk for row in first["feed"]} & {row.pk for row in second["feed"]}


def test_home_tells_the_newest_of_all_networks_one_is_in_and_of_no_other(signed_in, member, manager, network):
    second, other = make_network("Second"), make_network("Other")
    Seat.objects.create(network=second, official=member.official, status="active", started_at=timezone.now())
    for of in [second, other, network, second] * 5:
        record(Verb.SEAT_STARTED, by=manager, subject=member.official, network=of, official=member.official)
    told = signed_in(member).get(reverse("home")).context["feed"]
    newest = Activity.objects.filter(network__in=[network, second]).order_by("-happened_at", "-pk")[:15]
    assert [(row.pk, row.network) for row in told] == [(row.pk, row.network) for row in newest]


def queries(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def crowd(network, manager, member):
    """So many cities with an official who has a seat, one who asks, an invitation, a network of their own and a line in the feed."""

    def make(numbers):
        now = timezone.now()
        fields = {"country": "NO", "region": "europe", "latitude": 0, "longitude": 0, "population": 1, "time_zone": "UTC"}
        cities = City.objects.bulk_create([City(name=f"City {n}", slug=f"city-{n}", **fields) for n in numbers])
        users = User.objects.bulk_create(
            [User(email=f"{kind}{n}@c40net.test", full_name=f"{kind} {n}") for kind in ("in", "asks") for n in numbers]
        )
        officials = Official.objects.bulk_create(
            [Official(user=user, city=city, verified_at=timezone.now()) for user, city in zip(users, cities * 2, strict=True)]
        )
        led = Network.objects.bulk_create(
            [Network(name=f"Network {n}", slug=f"network-{n}", area=network.area, purpose="x") for n in numbers]
        )
        places = [(network, city, "member") for city in cities] + [(other, city, "lead") for other, city in zip(led, cities, strict=True)]
        CityMembership.objects.bulk_create([CityMembership(network=n, city=c, role=role) for n, c, role in places])
        Stewardship.objects.bulk_create([Stewardship(network=other, staff=manager.staff) for other in led])
        seated, asking = officials[: len(cities)], officials[len(cities) :]
        places = [(network, official) for official in seated] + [(other, member.official) for other in led]
        Seat.objects.bulk_create([Seat(network=n, official=o, status="active", started_at=now, decided_at=now) for n, o in places])
        waiting = Seat.objects.bulk_create([Seat(network=network, official=o, offers="a", seeks="b") for o in asking])
        SeatMessage.objects.bulk_create([SeatMessage(seat=seat, author=manager, text="?") for seat in waiting])
        Seat.objects.bulk_create(
            [Seat(network=network, official=o, status="declined", decided_at=now, decided_by=manager, reason="x") for o in asking]
        )
        Invitation.objects.bulk_create(
            [Invitation(network=network, email=f"i{n}@x.example", full_name="x", city=cities[0]) for n in numbers]
        )
        record_all(activity(Verb.SEAT_STARTED, by=o.user, subject=o, network=network, official=o) for o in seated)

    return make


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("network", None), ("network", "member"), ("network", "manager"), ("network_members", "member"), ("network_feed", "member"),
        ("network_seats", "manager"), ("network_memberships", "manager"), ("network_invitations", "manager"),
    ],
)  # fmt: skip
def test_a_networks_pages_take_as_many_queries_for_300_rows_as_for_3(name, person, request, signed_in, member, manager, network, crowd):
    browser = signed_in(request.getfixturevalue(person) if person else None)
    url = reverse(name, args=[network.slug])
    crowd(range(3))
    few = queries(browser, url)
    crowd(range(3, 300))
    assert Seat.objects.requested().count() == 300
    assert queries(browser, url) == few


@pytest.mark.parametrize(
    ("name", "person"), [("networks", None), ("home", "manager"), ("home", "member"), ("manage", "manager"), ("manage_networks", "manager")]
)
def test_lists_of_networks_take_as_many_queries_for_300_rows_as_for_3(name, person, request, signed_in, member, manager, network, crowd):
    browser = signed_in(request.getfixturevalue(person) if person else None)
    crowd(range(3))
    few = queries(browser, reverse(name))
    crowd(range(3, 300))
    assert queries(browser, reverse(name)) == few


def test_members_stand_fifty_on_a_page_under_their_cities_and_a_large_city_goes_on(signed_in, member, network, oslo, crowd):
    users = User.objects.bulk_create([User(email=f"oslo{n}@c40net.test", full_name=f"Oslo {n:02}") for n in range(60)])
    officials = Official.objects.bulk_create([Official(user=user, city=oslo, verified_at=timezone.now()) for user in users])
    Seat.objects.bulk_create([Seat(network=network, official=one, status="active", started_at=timezone.now()) for one in officials])
    crowd(range(1))
    browser, address = signed_in(member), reverse("network_members", args=[network.slug])
    pages = [browser.get(address, {"page": number}).context["members"].cities for number in (1, 2)]
    cities = [[(group.city.name, str(group.seats[0]), len(group.seats)) for group in page] for page in pages]
    assert cities == [
        [("City 0", "in 0", 1), ("Jakarta", member.full_name, 1), ("Oslo", "Oslo 00", 48)],
        [("Oslo", "Oslo 48", 12)],
    ]
