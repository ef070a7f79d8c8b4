"""Who opens what a mail tells of has read of it: the number in the head of the page knows."""

import re

from django.core import mail

from exchange.services import ask_question, reply_to
from notices.models import Notice
from tests.conftest import give_seat, mail_what_is_owed, make_official


def test_the_link_in_a_mail_marks_its_notice_read_and_leads_to_the_page(network, member, oslo, signed_in, lead):
    peer = make_official("Pilar Peer", oslo)
    give_seat(peer, network)
    asked = {"text": "", "tags": [], "label": "network", "named_cities": [], "by": member, "uploads": []}
    question = ask_question(network=network, title="Who has built a depot in two storeys?", **asked)
    reply = reply_to(question=question, text="We did.", label="network", named_cities=[], by=peer)
    notice = Notice.objects.get(user=member)
    mail_what_is_owed()
    for body in (mail.outbox[0].body, mail.outbox[0].alternatives[0].content):
        link = re.search(rf"http\S+{question.get_absolute_url()}\?told={notice.pk}#reply-{reply.pk}", body)
        assert link
    address = link[0].partition("#")[0]
    signed_in(lead).get(address)
    assert Notice.objects.unread().filter(pk=notice.pk).exists()
    assert signed_in(member).get(address).url == question.get_absolute_url()
    assert not Notice.objects.unread().filter(pk=notice.pk).exists()


def test_nonsense_in_such_a_link_changes_nothing(member, signed_in):
    for told in ("", "x", "9" * 40, "-1"):
        assert signed_in(member).get("/home/", {"told": told}, follow=True).status_code == 200
