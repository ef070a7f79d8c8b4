"""Who learns from whom: what somebody may read anyway, and never what was written in confidence."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Adaptation
from exchange.models import Introduction
from exchange.services import ask_question, reply_to
from officials.models import today
from reach.queries import Scope
from reach.queries.pictures.ties import DRAWN, Tie, picture, ties
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_official

VISITOR = AnonymousUser()


@pytest.fixture
def peer(network):
    """An official of Lima with a seat in Public Transport."""
    user = make_official("Pilar Peer", make_city("Lima", country="PE", region="latin-america"))
    give_seat(user, network)
    return user


@pytest.fixture
def answered(network, member, peer):
    """Jakarta asks, Lima answers: answered("network")."""

    def answer(label, *, label_of_reply=None):
        named = [peer.official.city] if label == "cities" else []
        question = ask_question(network=network, title="Rain?", text="", tags=[], label=label, named_cities=named, by=member)
        return reply_to(question=question, text="We did.", label=label_of_reply or label, named_cities=named, by=peer)

    return answer


def seen(user, *, scope=None, since=None) -> dict[tuple[str, str], int]:
    return {(tie.giver.name, tie.learner.name): tie.number for tie in ties(user=user, scope=scope or Scope(), since=since)}


def test_an_answer_is_a_tie_for_those_who_may_read_it(answered, member, manager, outsider, other_manager):
    answered("network")
    assert seen(member) == seen(manager) == {("Lima", "Jakarta"): 1}
    assert seen(VISITOR) == seen(outsider) == {}


def test_what_is_public_is_a_tie_for_everybody(answered):
    answered("public")
    assert seen(VISITOR) == {("Lima", "Jakarta"): 1}


@pytest.mark.parametrize(("label", "label_of_reply"), [("cities", None), ("chatham", None), ("network", "chatham"), ("public", "chatham")])
def test_what_was_written_in_confidence_is_no_tie_for_anybody(label, label_of_reply, answered, member, peer, manager, administrator):
    answered(label, label_of_reply=label_of_reply)
    for person in (member, peer, manager, administrator, VISITOR):
        assert seen(person) == {}
        assert "Lima" not in picture(ties(user=person, scope=Scope(), since=None), Scope()).table.as_csv()


def test_a_reply_that_was_hidden_is_no_tie(answered, manager):
    reply = answered("public")
    reply.hidden_at = timezone.now()
    reply.save()
    assert seen(manager) == seen(VISITOR) == {}


def test_an_adapted_action_is_a_tie_for_those_who_see_both(network, jakarta, peer, member, outsider):
    practice = make_practice(network)
    origin = make_action(jakarta, practice=practice, readers="public")
    adapted = make_action(peer.official.city, practice=practice, readers="members")
    Adaptation.objects.create(action=adapted, origin=origin)
    assert seen(member) == {("Jakarta", "Lima"): 1}
    assert seen(outsider) == seen(VISITOR) == {}


def test_an_introduction_is_a_tie_once_both_accepted_for_those_who_run_the_network(network, member, peer, lead, manager):
    made = {"network": network, "seeker": member.official, "giver": peer.official, "note": "Buses"}
    now = timezone.now()
    Introduction.objects.create(**made)
    assert seen(manager) == {}
    Introduction.objects.update(status="agreed", seeker_accepted_at=now, giver_accepted_at=now, settled_at=now)
    assert seen(manager) == seen(member) == {("Lima", "Jakarta"): 1}
    assert seen(lead) == seen(VISITOR) == {}


def test_ties_of_a_network_a_region_and_a_time(answered, member, other_network, network):
    reply = answered("public")
    assert seen(VISITOR, scope=Scope(network=network)) == {("Lima", "Jakarta"): 1}
    assert seen(VISITOR, scope=Scope(network=other_network)) == {}
    assert seen(VISITOR, scope=Scope(region="latin-america")) == {("Lima", "Jakarta"): 1}
    assert seen(VISITOR, scope=Scope(region="africa")) == {}
    reply.posted_at -= timedelta(days=400)
    reply.save()
    assert seen(VISITOR, since=today() - timedelta(days=365)) == {}


def test_the_graph_is_the_same_each_time_and_no_larger_than_one_can_read(db):
    cities = [make_city(f"City {number}", region="africa" if number % 2 else "europe") for number in range(60)]
    found = [Tie(cities[n], cities[(n * 7 + 1) % 60], 1 + n % 3, 0, 0) for n in range(60)]
    first, second = (picture(sorted(found, key=lambda tie: (-tie.number, tie.giver.name)), Scope()) for _ in range(2))
    assert first == second
    assert 2 < len(first.chart.knots) <= DRAWN
    tied = {at for thread in first.chart.threads for at in (thread.giver, thread.learner)}
    assert tied == set(range(len(first.chart.knots)))
    assert len(first.table.rows) == 60


def test_the_page_asks_the_database_as_often_with_many_ties(answered, signed_in, network, manager):
    answered("public")
    browser = signed_in(manager)
    browser.get("/reach/ties/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/reach/ties/")
    for _ in range(6):
        answered("public")
    with CaptureQueriesContext(connection) as many:
        browser.get("/reach/ties/")
    assert len(many) == len(few)
