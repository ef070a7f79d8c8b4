"""A question, its replies, and what helped."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activity.models import Activity
from exchange.models import Follow, Question, Reply
from exchange.services import (
    accept_reply,
    close_question,
    edit_question,
    edit_reply,
    hide_post,
    reply_to,
    say_useful,
    unfollow,
)
from exchange.services.errors import ClosedError, NamedBeforeError, NotTheirsError
from networks.models import Network
from notices.models import Notice

POST = {"text": "We run **40** of them.", "label": "network"}


def test_a_question_stands_with_its_file_and_tags_and_its_author_follows_it(signed_in, member, network):
    sent = {**POST, "title": "Who charges at night?", "tags": "Depots, depots ,night  service"}
    sent["uploads"] = [SimpleUploadedFile("plan.txt", b"A plan"), SimpleUploadedFile("costs.txt", b"Costs")]
    answer = signed_in(member).post(reverse("question_ask", args=[network.slug]), sent, follow=True)
    question = Question.objects.get()
    assert (question.tags, question.official, question.label) == (["depots", "night service"], member.official, "network")
    for words in ("Who charges at night?", "<strong>40</strong>", "plan.txt", "costs.txt", "You hear of each reply"):
        assert words in answer.text
    assert Follow.objects.get().user == member
    assert Activity.objects.get(verb="question.asked").official == member.official


def test_a_preview_sends_nothing_and_keeps_the_words(signed_in, member, network):
    sent = {**POST, "title": "Who charges at night?", "preview": "1"}
    page = signed_in(member).post(reverse("question_ask", args=[network.slug]), sent).text
    assert "<strong>40</strong>" in page
    assert "We run **40** of them." in page
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"text": "word " * 10_001}, "at most 50000 characters"),
        ({"tags": ",".join(str(number) for number in range(9))}, "8 tags at most"),
        ({"tags": "x" * 41}, "too long for a tag"),
        ({"label": "cities"}, "Choose at least one city"),
        ({"label": "secret"}, "Select a valid choice"),
        ({"uploads": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]}, "5 files at most"),
        ({"uploads": [SimpleUploadedFile("run.exe", b"MZ\x90\x00" + bytes(100))]}, "Files of this kind cannot be kept"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_come_back(wrong, says, signed_in, member, network):
    sent = {"title": "Who charges at night?", **POST, **wrong}
    page = signed_in(member).post(reverse("question_ask", args=[network.slug]), sent).text
    assert says in page
    assert "We run **40** of them." in page or "text" in wrong
    assert not Question.objects.exists()


def test_nobody_asks_where_the_network_has_ended(signed_in, member, network):
    Network.objects.update(started_on="2020-01-01", ended_on="2026-01-01")
    signed_in(member).post(reverse("question_ask", args=[network.slug]), {"title": "Who?", **POST})
    assert not Question.objects.exists()


def test_a_reply_from_another_city_ends_the_wait_and_its_author_follows_from_then_on(asked, replied, lead, peer):
    question = asked()
    replied(question, by=lead)
    question.refresh_from_db()
    assert question.answered_at is None
    reply = replied(question)
    question.refresh_from_db()
    assert question.answered_at == reply.posted_at == question.last_posted_at
    assert question.follows.filter(user=peer).exists()


def test_what_does_not_count_never_tells_of_which_city_somebody_is(asked, replied, lead):
    """Lestari is of Jakarta like who asked: that her unnamed reply were no answer of another city would tell."""
    named, unnamed = asked(), asked(label="chatham")
    for question in (named, unnamed):
        replied(question, by=lead, label="chatham")
        question.refresh_from_db()
        assert question.answered_at


def test_nothing_is_replied_to_what_is_closed_or_off_the_page_and_the_words_come_back(asked, replied, signed_in, member, manager, peer):
    closed, hidden = asked(), asked()
    close_question(question=closed, by=member)
    hide_post(post=hidden, reason="Spam", by=manager)
    for question in (closed, hidden):
        with pytest.raises(ClosedError):
            replied(question)
    page = signed_in(peer).post(closed.get_absolute_url(), POST).text
    assert "was closed meanwhile" in page
    assert "We run **40** of them." in page
    assert not Reply.objects.exists()


def test_an_edit_keeps_what_stood_there_for_its_author_and_who_runs_the_network(asked, signed_in, member, manager, peer):
    question = asked(text="At first")
    edit_question(question=question, title="Now?", text="Then", tags=[], label="network", named_cities=[], by=member)
    history = reverse("question_history", args=[question.pk])
    for person, status in ((member, 200), (manager, 200), (peer, 403)):
        page = signed_in(person).get(history)
        assert page.status_code == status
        assert ("At first" in page.text) == (status == 200)
    assert "edited" in signed_in(peer).get(question.get_absolute_url()).text


def test_a_file_that_should_not_stand_there_is_taken_off_with_an_edit(asked, signed_in, member, peer):
    question = asked(uploads=[SimpleUploadedFile("bids.txt", b"Bids"), SimpleUploadedFile("plan.txt", b"Plan")])
    bids = question.attachments.get(file__name="bids.txt")
    sent = {"title": question.title, **POST, "take_off": [bids.pk]}
    page = signed_in(member).post(reverse("question_edit", args=[question.pk]), sent, follow=True).text
    assert "plan.txt" in page
    assert "bids.txt" not in page
    assert signed_in(peer).get(reverse("post_attachment", args=[bids.pk])).status_code == 404


def test_only_its_author_edits_a_reply_and_what_it_said_is_kept(asked, replied, member, peer, signed_in):
    reply = replied(asked())
    said = {"text": "Better", "label": "network", "named_cities": []}
    with pytest.raises(NotTheirsError):
        edit_reply(reply=reply, by=member, **said)
    edit_reply(reply=reply, by=peer, **said)
    reply.refresh_from_db()
    assert (reply.text, reply.revisions.get().text) == ("Better", "We did.")
    assert "Before it was edited" in signed_in(peer).get(reply.question.get_absolute_url()).text
    assert "We did." in signed_in(peer).get(reverse("reply_history", args=[reply.pk])).text


def test_what_stood_under_a_name_does_not_come_under_the_chatham_house_rule_later(asked, replied, signed_in, member, peer):
    question = asked()
    said = {"title": "Q", "text": "", "tags": [], "named_cities": []}
    with pytest.raises(NamedBeforeError):
        edit_question(question=question, label="chatham", by=member, **said)
    with pytest.raises(NamedBeforeError):
        edit_reply(reply=replied(question), text="x", label="chatham", named_cities=[], by=peer)
    assert 'value="chatham"' not in signed_in(member).get(reverse("question_edit", args=[question.pk])).text


def test_who_asked_says_what_helped_and_takes_it_back(asked, replied, signed_in, member, peer):
    reply = replied(asked())
    accept_reply(reply=reply, by=member)
    assert "This helped" in signed_in(peer).get(reply.question.get_absolute_url()).text
    assert Notice.objects.get(kind="exchange.accepted").user == peer
    accept_reply(reply=reply, by=member)
    assert Question.objects.get().accepted is None
    with pytest.raises(NotTheirsError):
        accept_reply(reply=reply, by=peer)


def test_a_reply_is_useful_to_somebody_once_and_never_to_its_author(asked, replied, member, peer, stranger):
    reply = replied(asked())
    for person in (member, stranger, stranger):
        say_useful(reply=reply, by=person)
    assert [useful.user for useful in reply.useful.all()] == [member]
    with pytest.raises(NotTheirsError):
        say_useful(reply=reply, by=peer)


def test_who_follows_no_longer_is_not_told(asked, replied, member, stranger):
    question = asked()
    unfollow(question=question, by=member)
    Follow.objects.create(question=question, user=stranger)
    replied(question)
    assert [notice.user for notice in Notice.objects.all()] == [stranger]


def test_a_script_in_markdown_is_text(asked, replied, signed_in, member):
    evil = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)> " + "> " * 500
    question = asked(text=evil)
    reply_to(question=question, text=evil, label="network", named_cities=[], by=member)
    page = signed_in(member).get(question.get_absolute_url()).text
    main = page[page.index("<article") : page.index("</section>")]
    for danger in ("<script", 'href="javascript', "<img"):
        assert danger not in main
