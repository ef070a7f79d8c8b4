from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from digests.queries import waits_of
from exchange.models import Question
from exchange.services import ask_question
from networks.models import Seat
from networks.services import request_seat
from tests.conftest import make_network, make_official, make_staff
from tests.workshops.conftest import make_workshop


@pytest.fixture
def waiting(network, member, outsider):
    """A request, a question, and a workshop of which nothing came, in Public Transport."""
    request_seat(network=network, official=outsider.official, offers="a", seeks="b", by=outsider)
    question = ask_question(network=network, title="Depots?", text="", tags=[], label="network", named_cities=[], by=member, uploads=[])
    Question.objects.filter(pk=question.pk).update(posted_at=timezone.now() - timedelta(days=6))
    at = timezone.now() - timedelta(days=9)
    make_workshop(network, title="Held", starts_at=at, ends_at=at + timedelta(hours=1))


def words(waits) -> list[tuple[str, list[str]]]:
    return [(str(of_network.network), [wait.words for wait in of_network.waits]) for of_network in waits]


def test_it_is_what_waits_on_the_manage_page_under_the_same_words(waiting, manager, signed_in):
    [(_, found)] = words(waits_of([manager])[manager.pk])
    assert found == ["1 request to join", "1 question without an answer for five days", "1 workshop without follow-up"]
    page = signed_in(manager).get(reverse("manage")).content.decode()
    assert all(line in page for line in found[:2])
    assert "Held" in page


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
        assert [browser.get(wait.path).status_code for wait in of_network.waits] == [200] * 3


def test_it_takes_as_many_queries_for_many_managers_as_for_one(waiting, manager, oslo, django_assert_num_queries):
    with django_assert_num_queries(10):
        waits_of([manager])
    managers = [make_staff(f"Manager {number}", runs=make_network(f"Network {number}")) for number in range(5)]
    for number, user in enumerate(managers):
        asking = make_official(f"Asking {number}", oslo)
        request_seat(network=user.staff.stewardships.get().network, official=asking.official, offers="", seeks="", by=asking)
    with django_assert_num_queries(10):
        assert sum(bool(waits) for waits in waits_of([manager, *managers]).values()) == 6
