from django.core import mail
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from networks.models import CityMembership, Seat
from networks.services import approve_seats, decline_seats, request_seat
from tests.conftest import mail_what_is_owed, make_network

ASK = {"offers": "Ten years of data on bus lanes", "seeks": "How to pay for depots"}


def ask(outsider, network):
    return request_seat(network=network, official=outsider.official, by=outsider, **ASK)


def test_an_official_asks_saying_what_the_city_offers_and_seeks(signed_in, outsider, network):
    response = signed_in(outsider).post(reverse("seat_join", args=[network.slug]), ASK)
    assert response.status_code == 302
    seat = Seat.objects.get(official=outsider.official)
    assert (seat.status, seat.offers, seat.seeks) == ("requested", ASK["offers"], ASK["seeks"])
    assert Activity.objects.filter(verb=Verb.SEAT_REQUESTED).count() == 1


def test_asking_without_a_word_on_the_city_shows_the_reason_next_to_the_field(signed_in, outsider, network):
    page = signed_in(outsider).post(reverse("seat_join", args=[network.slug]), {"offers": "", "seeks": "x"})
    assert page.status_code == 200
    assert page.context["form"].errors == {"offers": ["This field is required."]}
    assert not Seat.objects.exists()


def test_the_request_and_its_state_are_seen_on_home(signed_in, outsider, network):
    ask(outsider, network)
    page = signed_in(outsider).get(reverse("home")).content.decode()
    assert "You asked to join" in page
    assert "Waiting for an answer" in page


def test_asking_twice_makes_one_request(signed_in, outsider, network):
    for _ in range(2):
        signed_in(outsider).post(reverse("seat_join", args=[network.slug]), ASK)
    assert Seat.objects.filter(official=outsider.official).count() == 1


def test_approving_lets_in_the_official_and_the_city(outsider, manager, network, oslo):
    ask(outsider, network)
    assert approve_seats(seats=network.seats.all(), by=manager) == 1
    seat = Seat.objects.get(official=outsider.official)
    assert (seat.status, seat.decided_by) == ("active", manager)
    assert CityMembership.objects.current().get(network=network).city == oslo
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert verbs == {Verb.SEAT_REQUESTED, Verb.CITY_JOINED, Verb.SEAT_STARTED}


def test_a_manager_declines_in_bulk_with_a_reason_that_is_kept_and_mailed(
    signed_in, outsider, manager, network, django_capture_on_commit_callbacks
):
    seat = ask(outsider, network)
    page = reverse("network_seats", args=[network.slug])
    signed_in(manager).post(page, {"seats": [seat.pk], "decision": "decline", "reason": "For cities with a metro"})
    seat.refresh_from_db()
    assert (seat.status, seat.reason) == ("declined", "For cities with a metro")
    for _ in range(2):
        mail_what_is_owed(kind="networks.seat_answered")
    assert [message.to for message in mail.outbox] == [[outsider.email]]
    assert "For cities with a metro" in mail.outbox[0].body


def test_declining_without_a_reason_changes_nothing_and_says_so(signed_in, outsider, manager, network):
    seat = ask(outsider, network)
    page = signed_in(manager).post(reverse("network_seats", args=[network.slug]), {"seats": [seat.pk], "decision": "decline"})
    assert "Say why" in page.content.decode()
    seat.refresh_from_db()
    assert seat.status == "requested"


def test_two_managers_deciding_the_same_request_decide_it_once(outsider, manager, administrator, network):
    ask(outsider, network)
    assert approve_seats(seats=network.seats.all(), by=manager) == 1
    assert decline_seats(seats=network.seats.all(), reason="No", by=administrator) == 0
    assert Seat.objects.get().status == "active"


def test_a_manager_cannot_decide_requests_of_a_network_they_do_not_run(signed_in, outsider, other_manager, network):
    seat = ask(outsider, network)
    response = signed_in(other_manager).post(reverse("network_seats", args=[network.slug]), {"seats": [seat.pk], "decision": "approve"})
    assert response.status_code == 403
    seat.refresh_from_db()
    assert seat.status == "requested"


def test_a_request_of_another_network_cannot_be_slipped_in(signed_in, outsider, manager, network, other_network):
    seat = ask(outsider, other_network)
    signed_in(manager).post(reverse("network_seats", args=[network.slug]), {"seats": [seat.pk], "decision": "approve"})
    seat.refresh_from_db()
    assert seat.status == "requested"


def test_somebody_declined_may_ask_again_and_both_are_kept(outsider, manager, network):
    ask(outsider, network)
    decline_seats(seats=network.seats.all(), reason="Not yet", by=manager)
    ask(outsider, network)
    assert list(network.seats.order_by("pk").values_list("status", flat=True)) == ["declined", "requested"]


def test_leaving_ends_the_seat_and_what_it_showed(signed_in, member, network):
    browser = signed_in(member)
    assert browser.get(reverse("network_members", args=[network.slug])).status_code == 200
    browser.post(reverse("seat_leave", args=[network.slug]))
    seat = member.official.seats.get()
    assert (seat.status, seat.ended_at is None) == ("left", False)
    assert browser.get(reverse("network_members", args=[network.slug])).status_code == 404


def test_leaving_a_network_leaves_its_working_groups(signed_in, member, network):
    group = make_network("Depots", parent=network)
    request_seat(network=group, official=member.official, by=member, **ASK)
    signed_in(member).post(reverse("seat_leave", args=[network.slug]))
    assert set(member.official.seats.values_list("status", flat=True)) == {"left"}


def test_a_working_group_needs_a_seat_in_its_network(signed_in, outsider, network):
    group = make_network("Depots", parent=network)
    assert signed_in(outsider).get(reverse("network", args=[group.slug])).status_code == 404
    assert signed_in(outsider).post(reverse("seat_join", args=[group.slug]), ASK).status_code == 404


def test_a_network_that_ended_takes_no_requests(signed_in, outsider, network):
    network.ended_on = network.started_on
    network.save()
    page = signed_in(outsider).post(reverse("seat_join", args=[network.slug]), ASK)
    assert "has ended" in page.content.decode()
    assert not Seat.objects.exists()
