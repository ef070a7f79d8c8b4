"""Who could answer, whom nobody asks too often, and how long cities wait."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.models import Question
from exchange.queries import could_answer, exchange_figures, suggested, waiting_long
from exchange.services import ask_for_answer, reply_to
from exchange.services.errors import AskedOftenError, CannotAnswerError


def knows(user, *expertise):
    user.expertise = list(expertise)
    user.save()


def reasons(question) -> dict[str, list[str]]:
    return {str(suggestion.official): suggestion.reasons for suggestion in suggested(question)}


def test_peers_are_suggested_with_their_reasons_and_colleagues_are_not(asked, replied, peer, stranger, lead):
    for person in (peer, lead):
        knows(person, "Depots")
    replied(asked(), by=stranger)
    question = asked(title="Who has built depots in two storeys?")
    assert reasons(question) == {"Pilar Peer": ["knows about it"], "Sten Stranger": ["has answered 1 question here"]}


def test_what_was_said_in_confidence_suggests_nobody(asked, replied, lima, peer, jakarta):
    replied(asked(), label="chatham")
    replied(asked(label="chatham"))
    replied(asked(label="cities", named_cities=[lima]), named_cities=[jakarta])
    replied(asked(), label="cities", named_cities=[lima])
    assert reasons(asked(title="Depots?")) == {}


def test_who_replied_unnamed_is_suggested_as_before(asked, replied, peer):
    knows(peer, "Depots")
    question = asked(title="Depots in two storeys?")
    replied(question, label="chatham")
    assert list(reasons(question)) == ["Pilar Peer"]
    replied(question)
    assert reasons(question) == {}


def test_for_named_cities_only_their_officials_are_suggested(asked, peer, stranger, lima):
    for person in (peer, stranger):
        knows(person, "Depots")
    assert list(reasons(asked(title="Depots?", label="cities", named_cities=[lima]))) == ["Pilar Peer"]


def test_nobody_is_asked_for_more_than_three_answers_in_thirty_days(asked, member, peer):
    knows(peer, "Depots")
    *three, fourth = [asked(title=f"Depots {number}?") for number in range(4)]
    for question in three:
        ask_for_answer(question=question, official=peer.official, by=member)
    with pytest.raises(AskedOftenError):
        ask_for_answer(question=fourth, official=peer.official, by=member)
    assert reasons(fourth) == {}
    three[0].asked.update(asked_at=timezone.now() - timedelta(days=31))
    ask_for_answer(question=fourth, official=peer.official, by=member)


def test_nobody_is_asked_twice_or_for_what_they_may_not_read(asked, signed_in, member, peer, stranger, lima):
    question = asked(label="cities", named_cities=[lima])
    with pytest.raises(CannotAnswerError):
        ask_for_answer(question=question, official=stranger.official, by=member)
    browser, path = signed_in(member), reverse("question_ask_somebody", args=[question.pk])
    says = [browser.post(path, {"official": peer.official.pk}, follow=True).text for _ in range(2)]
    assert "Pilar Peer is asked by mail." in says[0]
    assert "They cannot be asked" in says[1]


def test_one_is_shown_what_one_was_asked_and_what_one_knows_about(asked, replied, member, peer, signed_in, network):
    knows(peer, "Depots")
    for title in ("Depots?", "Trams?", "Ferries?"):
        asked(title=title)
    ask_for_answer(question=Question.objects.get(title="Ferries?"), official=peer.official, by=member)
    mine = could_answer(peer, Question.objects.visible_to(peer))
    assert [question.title for question in mine] == ["Ferries?", "Depots?"]
    for page in (reverse("home"), network.get_absolute_url(), reverse("network_exchange", args=[network.slug])):
        assert "You were asked" in signed_in(peer).get(page).text
    replied(Question.objects.get(title="Ferries?"))
    assert [question.title for question in could_answer(peer, Question.objects.visible_to(peer))] == ["Depots?"]


def test_a_colleague_is_shown_an_unnamed_question_like_everybody(asked, lead):
    """Not to show it would tell that somebody of their own city asked."""
    knows(lead, "Depots")
    asked(title="Depots?")
    unnamed = asked(title="More depots?", label="chatham")
    assert list(could_answer(lead, Question.objects.visible_to(lead))) == [unnamed]


def test_the_figures_count_answers_of_other_cities(asked, replied, lead, manager, member):
    days = [asked(title=str(number)) for number in range(4)]
    now = timezone.now()
    Question.objects.update(posted_at=now - timedelta(days=6))
    replied(days[0])
    replied(days[1])
    replied(days[2], by=manager)
    replied(days[3], by=lead)
    Question.objects.filter(pk=days[0].pk).update(answered_at=now - timedelta(days=4))
    Question.objects.filter(pk=days[1].pk).update(answered_at=now - timedelta(days=2))
    figures = exchange_figures(Question.objects.visible_to(member))
    assert (figures.asked, figures.answered_by_peers, figures.answered_by_staff_only, figures.unanswered_for_five_days) == (4, 2, 1, 2)
    assert figures.median_wait == timedelta(days=3)
    assert set(waiting_long(Question.objects.all())) == set(days[2:])


def test_who_runs_the_network_sees_what_waits(asked, signed_in, manager, other_manager):
    asked(title="Depots?")
    Question.objects.update(posted_at=timezone.now() - timedelta(days=6))
    assert "Depots?" in signed_in(manager).get(reverse("manage_exchange")).text
    assert "1 question without an answer for five days" in signed_in(manager).get(reverse("manage")).text
    assert "Depots?" not in signed_in(other_manager).get(reverse("manage_exchange")).text


def queries(browser, path, count) -> int:
    with count as made:
        assert browser.get(path).status_code == 200
    return len(made)


def test_pages_take_as_many_queries_for_30_as_for_3(
    asked, signed_in, member, peer, stranger, network, manager, django_assert_max_num_queries
):
    counts = []
    knows(peer, "Depots")
    question = asked(title="Depots first?")
    for number in (3, 27):
        for n in range(number):
            asked(title=f"Depots {n}?", tags=["depots"])
            reply_to(question=question, text=str(n), label="network", named_cities=[], by=(peer, stranger)[n % 2])
        pages = [
            (peer, reverse("network_exchange", args=[network.slug])), (member, question.get_absolute_url()), (peer, reverse("home")),
            (manager, question.get_absolute_url()), (manager, reverse("manage_exchange")), (peer, network.get_absolute_url()),
        ]  # fmt: skip
        counts.append([queries(signed_in(who), path, django_assert_max_num_queries(90)) for who, path in pages])
    assert counts[0] == counts[1]
