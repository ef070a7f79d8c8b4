from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from digests.queries import waits_of
from exchange.models import Question
from exchange.services import ask_question
from networks.models import Seat
from networks.services import request_seat
from notices.models import Pause
from notices.services import pause_mail
from tests.conftest import make_network, make_official, make_staff
from tests.digests.conftest import MONDAY
from tests.workshops.conftest import make_workshop


@pytest.fixture
def waiting(network, member, outsider):
    """A request, a question, a workshop of which nothing came, and a member whom no mail reaches, in Public Transport."""
    pause_mail(address=member.email, why=Pause.Why.CAME_BACK)
    request_seat(network=network, official=outsider.official, offers="a", seeks="b", by=outsider)
    question = ask_question(network=network, title="Depots?", text="", tags=[], label="network", named_cities=[], by=member, uploads=[])
    Question.objects.filter(pk=question.pk).update(posted_at=timezone.now() - timedelta(days=6))
    at = timezone.now() - timedelta(days=9)
    make_workshop(network, title="Held", starts_at=at, ends_at=at + timedelta(hours=1))


def words(waits) -> list[tuple[str, list[str]]]:
    return [(str(of_network.network), [wait.words for wait in of_network.waits]) for of_network in waits]


def test_it_is_what_waits_on_the_manage_page_under_the_same_words(waiting, manager, signed_in):
    [(_, found)] = words(waits_of([manager])[manager.pk])
    assert found == [
        "1 request to join", "1 question without an answer for five days", "1 workshop without follow-up", "Mail to 1 member does not arrive",
    ]  # fmt: skip
    page = signed_in(manager).get(reverse("manage")).content.decode()
    assert all(line in page for line in found[:2])
    assert "Held" in page
    assert "Mail that does not arrive" in page


def test_each_is_told_of_their_own_networks_and_of_no_other(waiting, manager, other_manager, administrator, member, network):
    people = [manager, other_manager, administrator, member]
    assert {user: words(waits) for user, waits in waits_of(people).items()} == {
        manager.pk: words(waits_of([manager])[manager.pk]), other_manager.pk: [],
    }  # fmt: skip


def test_what_waits_in_a_working_group_waits_for_who_runs_its_network(network, manager, outsider):
    group = make_network("Bus Depots", parent=network)
    Seat.objects.create(network=group, official=outsider.official)
    assert words(waits_of([manager])[manager.pk]) == [("Bus Depots", ["1 request to join"])]


def test_every_way_leads_to_where_it_is_decided(waiting, manager, signed_in):
    browser = signed_in(manager)
    for of_network in waits_of([manager])[manager.pk]:
        assert [browser.get(wait.path).status_code for wait in of_network.waits] == [200] * 4


def test_it_takes_as_many_queries_for_many_managers_as_for_one(waiting, manager, oslo, django_assert_num_queries):
    with django_assert_num_queries(11):
        waits_of([manager])
    managers = [make_staff(f"Manager {number}", runs=make_network(f"Network {number}")) for number in range(5)]
    for number, user in enumerate(managers):
        asking = make_official(f"Asking {number}", oslo)
        request_seat(network=user.staff.stewardships.get().network, official=asking.official, offers="", seeks="", by=asking)
    with django_assert_num_queries(11):
        assert sum(bool(waits) for waits in waits_of([manager, *managers]).values()) == 6


def test_a_digest_comes_to_who_runs_a_network(waiting, manager, the_clock, smtp_sink):
    the_clock(MONDAY + timedelta(days=7))
    [message] = smtp_sink.mail_to(manager)
    assert "1 request to join" in message.get_body(["plain"]).get_content()
