"""What becomes of questions, replies and all that belongs to them when people or cities turn out to be the same, or go."""

import pytest
from django.urls import reverse

from exchange.models import Follow, Question, Useful
from exchange.periodic import drop_doubles
from exchange.queries import page_of
from exchange.services import follow, say_useful
from networks.services import close_account
from officials.services import merge_cities, merge_people
from tests.conftest import give_seat, make_city, make_official


@pytest.fixture
def again(network, jakarta):
    """A second entry of Melati."""
    user = make_official("Melati Again", jakarta)
    give_seat(user, network)
    return user


def test_what_somebody_asked_replied_follows_and_finds_useful_goes_on_under_the_entry_that_stays(
    asked, replied, again, member, peer, administrator, signed_in
):
    theirs, others = asked(by=again), asked(by=peer)
    reply = replied(theirs)
    say_useful(reply=reply, by=again)
    own = replied(others, by=again)
    merge_people(survivor=member, duplicate=again, by=administrator)
    theirs.refresh_from_db()
    own.refresh_from_db()
    assert (theirs.author, own.author, Useful.objects.get().user) == (member, member, member)
    assert set(Follow.objects.filter(user=member).values_list("question", flat=True)) == {theirs.pk, others.pk}
    assert signed_in(member).get(reverse("question_edit", args=[theirs.pk])).status_code == 200


def test_what_both_entries_said_counts_once(asked, replied, again, member, peer, administrator):
    question = asked(by=peer)
    reply = replied(question, by=peer)
    own = replied(question, by=member)
    for person in (member, again):
        say_useful(reply=reply, by=person)
        follow(question=question, by=person)
    say_useful(reply=own, by=again)
    merge_people(survivor=member, duplicate=again, by=administrator)
    drop_doubles()
    assert [useful.user for useful in reply.useful.all()] == [member]
    assert not own.useful.exists()
    assert question.follows.filter(user=member).count() == 1


def test_named_cities_that_turn_out_to_be_one_are_one(asked, lima, peer, administrator):
    second = make_city("Lima Again")
    both, one = (asked(label="cities", named_cities=named) for named in ([lima, second], [second]))
    merge_cities(survivor=lima, duplicate=second, by=administrator)
    for question in (both, one):
        assert lima in question.named_cities.all()
        assert Question.objects.visible_to(peer).filter(pk=question.pk).exists()


def test_the_words_of_who_closed_their_account_stay_without_their_name(asked, replied, member, peer):
    question = asked()
    replied(question)
    close_account(user=peer, by=peer)
    [reply] = page_of(Question.objects.with_names().get(pk=question.pk), user=member).replies
    assert str(reply.author) == "former official"
