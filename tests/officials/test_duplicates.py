"""An administrator merges two entries of one person, or of one city, and sees before what moves."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from networks.models import CityMembership, Invitation, Seat, Stewardship
from officials import queries
from officials.models import Official, User
from officials.periodic import find_namesakes
from officials.services import EntryGoneError, LastAdministratorError, WorksTwiceError, add_official, merge_cities, merge_people
from reach.models import SnapshotFigure
from reach.services import compute_snapshots
from tests.conftest import give_seat, make_city, make_network, make_official, make_staff
from workshops.models import CityHours, Workshop


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def seats_of(user) -> set[tuple[str, str]]:
    return set(Seat.objects.filter(official__user=user).values_list("network__name", "status"))


@pytest.fixture
def melati(jakarta) -> User:
    """Member's second entry."""
    return again(jakarta)


def again(city) -> User:
    user = make_official("Mélati MEMBER", city)
    user.email = "melati@jakarta.example"
    user.save()
    EmailAddress.objects.filter(user=user).update(email=user.email)
    return user


def test_what_the_second_entry_had_becomes_the_first_ones(member, melati, other_network, administrator):
    give_seat(melati, other_network)
    User.objects.filter(pk=melati.pk).update(about="Plans.", expertise=["depots"], speaks=["id"])
    Official.objects.filter(user=melati).update(is_lead=True, job_title="Planner")
    merge_people(survivor=member, duplicate=melati, by=administrator)
    member, melati = fresh(member), fresh(melati)
    assert seats_of(member) == {("Public Transport", "active"), ("Cool Cities", "active")}
    assert (member.official.is_lead, member.official.job_title, member.about, member.expertise) == (True, "Planner", "Plans.", ["depots"])
    assert (melati.is_active, melati.merged_into, melati.posts.count(), member.posts.count()) == (False, member, 0, 2)
    line = Activity.objects.get()
    assert (line.verb, line.person, line.details, line.subject_label) == (Verb.PEOPLE_MERGED, member, {"duplicate": melati.pk}, "")


@pytest.mark.parametrize(("first", "second"), [(30, 90), (90, 30)])
def test_of_two_seats_in_one_network_the_older_stays(member, melati, network, administrator, first, second):
    seats = {30: Seat.objects.get(), 90: give_seat(melati, network, days_ago=second)}
    Seat.objects.filter(pk=seats[30].pk).update(started_at=timezone.now() - timedelta(days=first))
    merge_people(survivor=member, duplicate=melati, by=administrator)
    active = Seat.objects.active().get()
    assert active.official == fresh(member).official
    assert (timezone.now() - active.started_at).days == 90
    assert Seat.objects.get(status="left").ended_at


def test_a_request_gives_way_to_a_seat(member, melati, network, administrator):
    Seat.objects.update(status="requested", started_at=None)
    give_seat(melati, network)
    merge_people(survivor=member, duplicate=melati, by=administrator)
    assert Seat.objects.active().get().official == fresh(member).official
    assert list(Seat.objects.filter(status="left").values_list("started_at", "ended_at")) == [(None, None)]


def test_seats_of_another_city_end_with_the_place_there(member, oslo, network, other_network, administrator):
    duplicate = again(oslo)
    give_seat(duplicate, other_network)
    merge_people(survivor=member, duplicate=duplicate, by=administrator)
    assert seats_of(fresh(member)) == {("Public Transport", "active"), ("Cool Cities", "left")}
    assert fresh(member).official.city.name == "Jakarta"


def test_who_had_no_place_takes_the_other_ones(member, melati, network, administrator):
    melati.posts.update(ended_on=timezone.now().date())
    merge_people(survivor=melati, duplicate=member, by=administrator)
    assert fresh(melati).official.city.name == "Jakarta"
    assert seats_of(fresh(melati)) == {("Public Transport", "active")}


def test_a_merged_person_counts_once_at_any_date(member, melati, network, other_network, administrator):
    give_seat(melati, network, days_ago=60)
    give_seat(melati, other_network, days_ago=60)
    merge_people(survivor=member, duplicate=melati, by=administrator)
    today = timezone.now().date()
    days = [today - timedelta(days=ago) for ago in (40, 10, 0)]
    compute_snapshots(days=days)
    figures = SnapshotFigure.objects.of(None).filter(figure="officials-reached").order_by("snapshot__as_of")
    assert list(figures.values_list("value", flat=True)) == [1, 1, 1]


def test_both_addresses_lead_to_the_one_that_stays(client, member, melati, administrator, network, other_network):
    Invitation.objects.create(network=other_network, email=melati.email, full_name="M", city=member.official.city)
    merge_people(survivor=member, duplicate=melati, by=administrator)
    assert EmailAddress.objects.get(email="melati@jakarta.example").user == member
    assert add_official(email="melati@jakarta.example", full_name="M", city=member.official.city, language="en", by=None).user == member
    assert Invitation.objects.get().email == member.email
    client.post(reverse("account_request_login_code"), {"email": "melati@jakarta.example"})
    assert "is your code" in mail.outbox[0].subject


def test_nobody_goes_on_as_the_entry_that_went(signed_in, member, melati, administrator):
    browser = signed_in(melati)
    assert browser.get(reverse("home")).status_code == 200
    merge_people(survivor=member, duplicate=melati, by=administrator)
    assert browser.get(reverse("home")).status_code == 302
    assert fresh(melati) not in User.objects.visible_to(administrator)


def test_the_entry_of_somebody_who_left_goes_into_their_new_one(member, melati, network, administrator):
    seat = give_seat(melati, network, days_ago=400)
    Seat.objects.filter(pk=seat.pk).update(status="left", ended_at=timezone.now() - timedelta(days=200))
    melati.posts.update(ended_on=timezone.now().date())
    User.objects.filter(pk=melati.pk).update(is_active=False)
    with pytest.raises(EntryGoneError):
        merge_people(survivor=fresh(melati), duplicate=member, by=administrator)
    merge_people(survivor=member, duplicate=fresh(melati), by=administrator)
    assert seats_of(fresh(member)) == {("Public Transport", "active"), ("Public Transport", "left")}
    assert fresh(member).posts.count() == 2


def test_the_log_of_before_is_not_touched(member, melati, administrator, network):
    with_post = Official.objects.get(user=melati)
    record(Verb.SEAT_STARTED, by=melati, subject=with_post, official=with_post, network=network)
    before = list(Activity.objects.values())
    merge_people(survivor=member, duplicate=melati, by=administrator)
    assert list(Activity.objects.exclude(verb=Verb.PEOPLE_MERGED).values()) == before


def test_two_entries_of_a_member_of_staff_become_one_that_runs_all(manager, network, other_network, administrator):
    second = make_staff("Mara Again", runs=other_network)
    merge_people(survivor=manager, duplicate=second, by=administrator)
    current = Stewardship.objects.current().values_list("network__name", "staff__user")
    assert set(current) == {("Public Transport", manager.pk), ("Cool Cities", manager.pk)}
    assert fresh(manager).staff_terms.filter(ended_on=None).count() == 1


def test_rules_of_merging(member, manager, administrator, melati):
    with pytest.raises(WorksTwiceError):
        merge_people(survivor=member, duplicate=manager, by=administrator)
    with pytest.raises(LastAdministratorError):
        merge_people(survivor=manager, duplicate=administrator, by=administrator)
    merge_people(survivor=member, duplicate=melati, by=administrator)
    with pytest.raises(EntryGoneError):
        merge_people(survivor=member, duplicate=melati, by=administrator)
    assert fresh(administrator).is_administrator


def test_namesakes_are_offered_and_the_preview_says_what_moves(signed_in, administrator, member, melati, network, other_network, outsider):
    give_seat(melati, network, days_ago=5)
    give_seat(melati, other_network)
    browser = signed_in(administrator)
    page = browser.get(reverse("duplicates"))
    assert [[post.user for post in group.posts] for group in page.context["namesakes"]] == [[member, melati]]
    chosen = {"survivor": member.email, "duplicate": str(melati.pk)}
    page = browser.get(reverse("duplicates"), chosen)
    for words in (
        "The seat in Cool Cities moves.",
        "A seat in Public Transport ends today.",
        "melati@jakarta.example becomes a further address",
    ):
        assert words in page.text
    assert fresh(melati).is_active
    assert "has one entry now" in browser.post(reverse("duplicates"), chosen, follow=True).text
    assert not fresh(melati).is_active


@pytest.mark.parametrize("said", ["", "nobody@x.example", "999999999999999999999", "\x00", "<script>", "٣", "-1"])
def test_entries_that_are_not_there_are_refused_next_to_the_field(signed_in, administrator, member, said):
    for method in ("get", "post"):
        page = getattr(signed_in(administrator), method)(reverse("duplicates"), {"survivor": member.email, "duplicate": said})
        assert "duplicate" in page.context["form"].errors
        page = getattr(signed_in(administrator), method)(reverse("city_duplicates"), {"survivor": said, "duplicate": said})
        assert "duplicate" in page.context["form"].errors


def test_nothing_is_merged_into_itself(signed_in, administrator, member, jakarta):
    for name, pk in (("duplicates", member.pk), ("city_duplicates", jakarta.pk)):
        page = signed_in(administrator).post(reverse(name), {"survivor": pk, "duplicate": pk})
        assert "This is the same entry" in page.text


@pytest.fixture
def djakarta(db) -> City:
    return make_city("Djakarta", email_domains=["djakarta.example"])


def test_what_a_citys_second_entry_had_becomes_the_first_ones(signed_in, administrator, member, djakarta, jakarta, network, other_network):
    peer = make_official("Per Peer", djakarta)
    give_seat(peer, network, days_ago=400)
    give_seat(peer, other_network)
    Invitation.objects.create(network=network, email="x@x.example", full_name="X", city=djakarta)
    browser, chosen = signed_in(administrator), {"survivor": jakarta.pk, "duplicate": djakarta.pk}
    page = browser.get(reverse("city_duplicates"), chosen).text
    assert "The place of Jakarta in Public Transport" in page
    browser.post(reverse("city_duplicates"), chosen)
    assert fresh(peer).official.city == jakarta
    assert Invitation.objects.get().city == jakarta
    current = CityMembership.objects.current()
    assert set(current.values_list("network__name", "city__name")) == {("Public Transport", "Jakarta"), ("Cool Cities", "Jakarta")}
    assert current.get(network=network).started_on == timezone.now().date() - timedelta(days=400)
    djakarta.refresh_from_db()
    jakarta.refresh_from_db()
    assert (djakarta.merged_into, djakarta.email_domains, jakarta.email_domains) == (jakarta, [], ["djakarta.example"])
    assert Activity.objects.filter(verb=Verb.CITIES_MERGED).get().city == jakarta


def test_whatever_belongs_to_a_citys_second_entry_becomes_the_first_ones(administrator, network, djakarta, jakarta):
    starts = timezone.now()
    workshops = [
        Workshop.objects.create(network=network, title=title, host_city=djakarta, starts_at=starts, ends_at=starts + timedelta(hours=1))
        for title in ("Depots", "Fares")
    ]
    for workshop in workshops:
        CityHours.objects.create(workshop=workshop, city=djakarta, minutes_outside=30)
    CityHours.objects.create(workshop=workshops[0], city=jakarta, minutes_outside=30)
    merge_cities(survivor=jakarta, duplicate=djakarta, by=administrator)
    assert jakarta.hosted_workshops.count() == 2
    assert set(CityHours.objects.filter(city=jakarta).values_list("workshop__title", flat=True)) == {"Depots", "Fares"}
    assert CityHours.objects.get(city=djakarta).workshop == workshops[0], "of which Jakarta has one already"


def test_a_merged_city_is_listed_no_more_and_its_address_leads_on(client, administrator, jakarta, djakarta):
    merge_cities(survivor=jakarta, duplicate=djakarta, by=administrator)
    assert djakarta not in City.objects.members()
    assert djakarta not in City.objects.visible_to(administrator)
    assert client.get(reverse("city", args=["djakarta"])).url == jakarta.get_absolute_url()
    with pytest.raises(EntryGoneError):
        merge_cities(survivor=jakarta, duplicate=djakarta, by=administrator)


def test_a_merged_city_counts_once(administrator, member, djakarta, jakarta):
    give_seat(make_official("Per Peer", djakarta), make_network("Waste"))
    merge_cities(survivor=jakarta, duplicate=djakarta, by=administrator)
    compute_snapshots(days=[timezone.now().date()])
    assert SnapshotFigure.objects.of(None).get(figure="cities-reached").value == 1


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_namesakes(
    signed_in, administrator, jakarta, django_assert_max_num_queries
):
    browser, counts, total = signed_in(administrator), [], 0
    for end in (3, 30):
        for number in range(total, end):
            for second in (0, 1):
                user = make_official(f"Number {number} {second}", jakarta)
                User.objects.filter(pk=user.pk).update(full_name=f"Number {number}")
        total = end
        with django_assert_max_num_queries(20) as asked:
            assert len(browser.get(reverse("duplicates")).context["namesakes"]) == total
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_whom_the_clock_has_found_stays_on_the_list_while_both_are_there(signed_in, administrator, member, melati, monkeypatch):
    monkeypatch.setattr(queries, "NEWEST", 0)
    browser = signed_in(administrator)
    assert browser.get(reverse("duplicates")).context["namesakes"] == []
    find_namesakes()
    find_namesakes()
    [group] = browser.get(reverse("duplicates")).context["namesakes"]
    assert [post.user for post in group.posts] == [member, melati]
    merge_people(survivor=member, duplicate=melati, by=administrator)
    assert browser.get(reverse("duplicates")).context["namesakes"] == []
