"""A label hides: what a person may not read changes nothing of what they find, neither counts nor order nor words."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from exchange.services import ask_question, hide_post, reply_to
from search.queries import Narrowing, find
from tests.conftest import give_seat, make_city, make_official, make_staff
from tests.exchange.test_labels import READ


@pytest.fixture
def lima(db):
    return make_city("Lima", country="PE", time_zone="America/Lima", region="latin_america")


@pytest.fixture
def people(network, member, lead, outsider, manager, administrator, lima, oslo):
    peer, stranger = make_official("Pilar Peer", lima), make_official("Sten Stranger", oslo)
    give_seat(peer, network)
    give_seat(stranger, network)
    return {
        "visitor": None, "outsider": outsider, "member": member, "lead": lead, "peer": peer, "stranger": stranger,
        "staff": make_staff("Stella Staff"), "manager": manager, "administrator": administrator,
    }  # fmt: skip


def say(network, people, label, lima, word):
    under = {"label": label, "named_cities": [lima] if label == "cities" else []}
    question = ask_question(network=network, title=f"Title {word}", text=f"Text {word}", tags=[f"tag{word}"], by=people["member"], **under)
    cities = [people["member"].official.city] if label == "cities" else []
    reply = reply_to(question=question, text=f"Reply {word}", label=label, named_cities=cities, by=people["peer"])
    return question, reply


SEARCHES = ["zqword", "zqwo", '"title zqword"', "title -reply", "reply", "tagzqword"]


def found(person, words, **narrowing):
    kinds = find(words, user=person or AnonymousUser(), narrowing=Narrowing(**narrowing)).kinds
    return [(of_kind.key, of_kind.count, of_kind.rows) for of_kind in kinds]


@pytest.mark.parametrize("label", READ)
def test_who_may_not_read_something_finds_the_same_as_if_it_were_not_there(label, network, people, signed_in, lima):
    say(network, people, "public", lima, "zqword")
    before = {(who, words): found(person, words) for who, person in people.items() for words in SEARCHES}
    question, _reply = say(network, people, label, lima, "zqword zqmore")
    for who, person in people.items():
        for words in SEARCHES:
            assert (found(person, words) == before[who, words]) == (who not in READ[label]), f"{who} notices by {words}"
        page = signed_in(person).get(reverse("search"), {"q": "zqmore", "network": network.slug}).text
        assert (question.get_absolute_url() in page) == (who in READ[label])
        assert ("<mark>zqmore</mark>" in page) == (who in READ[label])


def test_a_reply_for_fewer_is_found_by_them_alone(network, people, lima, jakarta):
    question, _reply = say(network, people, "network", lima, "zqword")
    reply_to(question=question, text="Between us zqsecret", label="cities", named_cities=[jakarta], by=people["peer"])
    assert [of_kind.count for of_kind in find("zqsecret", user=people["member"]).kinds] == [1]
    assert find("zqsecret", user=people["stranger"]).kinds == []
    (row,) = find("zqword", user=people["stranger"]).kinds[0].rows
    assert "zqsecret" not in row.snippet


def test_nobody_is_named_by_what_is_found_under_the_chatham_house_rule(network, people, lima):
    say(network, people, "chatham", lima, "zqword")
    for who in ("lead", "stranger", "staff"):
        (questions,) = find("zqword", user=people[who]).kinds
        assert "Lima" not in str(questions.rows)
        assert "Jakarta" not in str(questions.rows)
        assert find("zqword melati", user=people[who]).kinds == find("zqword lima", user=people[who]).kinds == []


def test_what_was_taken_off_the_page_is_found_by_who_runs_the_network_alone(network, people, lima, manager):
    question, _reply = say(network, people, "network", lima, "zqword")
    hide_post(post=question, reason="Spam", by=manager)
    assert find("zqword", user=people["stranger"]).kinds == []
    assert find("zqword", user=people["manager"]).count == 1


def test_marks_of_networks_and_languages_are_no_words(network, people, lima):
    say(network, people, "network", lima, "zqword")
    for asked in (f"@in:{network.pk}", f'"@in:{network.pk}"', "@label:network", "'@language:en'", "@language:en"):
        assert find(asked, user=people["member"]).kinds == []
