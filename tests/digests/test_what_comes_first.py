"""In each network the most relevant first, each kind under its heading."""

from datetime import timedelta

import pytest
import time_machine

from activity.verbs import Verb
from digests.models import Note
from exchange.services import ask_question, reply_to
from notices.models import How, Notice
from tests.actions.conftest import make_action
from tests.conftest import give_seat, make_city, make_official
from tests.digests.conftest import MONDAY, lines
from tests.workshops.conftest import make_workshop

HEADINGS = ["Answers to you", "You could answer", "Workshops", "What peers did", "Decided", "Also new"]
SATURDAY = MONDAY - timedelta(days=2)


@pytest.fixture
def peer(network):
    user = make_official("Pilar Peer", make_city("Lima"))
    give_seat(user, network)
    return user


def asked(title, network, by):
    return ask_question(network=network, title=title, text="", tags=[], label="network", named_cities=[], by=by, uploads=[])


def body(message, kind="plain") -> str:
    return message.get_body([kind]).get_content()


def test_answers_questions_workshops_peers_and_decisions_come_in_this_order(member, peer, network, the_clock, smtp_sink, city_joins):
    member.expertise = ["Electric depots"]
    member.save()
    with time_machine.travel(SATURDAY):
        mine = asked("Rain?", network, member)
        for title in ("Depots?", "Trams?"):
            asked(title, network, peer)
        reply_to(question=mine, text="Ours.", label="network", named_cities=[], by=peer)
        Notice.objects.update(how=How.NEVER)
        for verb in (Verb.CITY_JOINED, Verb.LEAD_CITY_NAMED, Verb.WORKSHOP_HELD):
            city_joins(f"City of {verb}", network, days_ago=0, verb=verb)
        make_action(peer.official.city, "Bus lanes")
    city_joins("Quito", network, days_ago=2.1, verb=Verb.FOLLOW_UP_DONE)
    the_clock()
    (message,) = smtp_sink.mail_to(member)
    assert [line for line in body(message).splitlines() if line in HEADINGS] == HEADINGS
    assert lines(message)[:2] == ["Pilar Peer of Lima replied to Rain?", "Pilar Peer of Lima asked Depots?"]
    assert lines(message)[-1] == "Pilar Peer of Lima asked Trams?"
    assert message["Subject"] == "Pilar Peer of Lima replied to Rain?, and 6 things more"


def test_a_workshop_that_begins_before_the_next_digest_is_told_with_ones_place(member, network, other_network, the_clock, smtp_sink):
    give_seat(member, other_network)
    near, further = (
        make_workshop(other_network, title, starts_at=MONDAY + timedelta(days=days)) for title, days in [("Soon", 3), ("Later", 9)]
    )
    near.also_for.add(network)
    further.registrations.create(official=member.official, status="registered")
    the_clock()
    the_clock(MONDAY + timedelta(days=7))
    assert [lines(message) for message in smtp_sink.messages] == [["Soon"], ["Later"]]
    assert ["you have a place" in body(message) for message in smtp_sink.messages] == [False, True]
    assert "== Cool Cities ==" in body(smtp_sink.messages[0])


def test_a_word_from_who_runs_the_network_stands_on_top(member, manager, network, the_clock, smtp_sink, city_joins):
    Note.objects.create(network=network, text="See you in <Lima>.", author=manager, written_at=SATURDAY)
    city_joins("Quito", network)
    the_clock()
    text, html = (body(smtp_sink.messages[0], kind) for kind in ("plain", "html"))
    assert text.index("See you in <Lima>.") < text.index("Quito joined")
    assert "See you in &lt;Lima&gt;." in html
    assert "Mara Manager, who runs Public Transport" in text
    the_clock(MONDAY + timedelta(days=7))
    assert len(smtp_sink.messages) == 1


def test_each_network_is_left_out_by_the_link_under_it(member, network, the_clock, smtp_sink, city_joins, client):
    city_joins("Quito", network)
    the_clock()
    (link,) = (line.split("8000")[1] for line in body(smtp_sink.messages[0]).splitlines() if line.startswith("Leave this network out"))
    assert client.post(link).status_code == 200
    city_joins("Lima", network, days_ago=-1)
    the_clock(MONDAY + timedelta(days=7))
    assert len(smtp_sink.messages) == 1
