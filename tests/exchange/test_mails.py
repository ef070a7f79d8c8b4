"""What is mailed, to whom, and what never is."""

import pytest
from django.core import mail
from django.utils import timezone

from exchange.services import accept_reply, ask_for_answer, follow, hide_post
from networks.models import Seat
from notices.models import Notice
from notices.tasks import mail_notice


def send() -> list:
    """Twice, as a worker that was cut off would."""
    for _ in range(2):
        for pk in Notice.objects.order_by("pk").values_list("pk", flat=True):
            mail_notice(pk)
    return mail.outbox


def test_a_reply_in_the_open_is_mailed_with_its_words_once(asked, replied):
    replied(asked(), text="We did it **twice**.")
    [message] = send()
    assert "Who has run buses" in message.body
    assert "Pilar Peer, Lima" in message.body
    assert "<strong>twice</strong>" in message.alternatives[0].content


@pytest.mark.parametrize("label", ["cities", "chatham"])
def test_what_was_said_in_confidence_is_not_in_the_mail(label, asked, replied, lima, jakarta):
    question = asked(label=label, named_cities=[lima])
    replied(question, text="We failed.", named_cities=[jakarta])
    [message] = send()
    words = message.subject + message.body + message.alternatives[0].content
    for secret in ("We failed", "Who has run", "Pilar", "Lima"):
        assert secret not in words
    assert question.get_absolute_url() in words


def test_nobody_is_mailed_who_may_read_it_no_longer(asked, replied, stranger, peer, member):
    question = asked()
    follow(question=question, by=stranger)
    replied(question)
    Seat.objects.filter(official=stranger.official).update(status="left", ended_at=timezone.now())
    assert [message.to for message in send()] == [[member.email]]


def test_each_step_has_its_mail(asked, replied, member, peer, stranger, manager):
    question = asked()
    ask_for_answer(question=question, official=stranger.official, by=member)
    reply = replied(question)
    accept_reply(reply=reply, by=member)
    hide_post(post=reply, reason="Spam", by=manager)
    assert {(message.to[0], message.subject) for message in send()} == {
        (stranger.email, "You could answer a question in Public Transport"),
        (peer.email, "Your reply in Public Transport helped"),
        (peer.email, "What you wrote in Public Transport was taken off the page"),
    }
