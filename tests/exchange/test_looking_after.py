"""Reports, what is taken off the page, and what is moved to where it belongs."""

import pytest
from django.urls import reverse

from exchange.models import PostReport
from exchange.services import dismiss_reports, follow, hide_post, move_question, reply_to, report_post, restore_post
from exchange.services.errors import AnsweredMeanwhileError, InConfidenceError
from notices.models import Notice
from tests.conftest import give_seat, make_network


def test_a_report_waits_for_who_runs_the_network_and_nobody_else(asked, signed_in, stranger, manager, other_manager, peer):
    question = asked()
    signed_in(stranger).post(reverse("question_report", args=[question.pk]), {"reason": "It names a bidder"})
    for person, sees in ((manager, True), (other_manager, False)):
        assert ("It names a bidder" in signed_in(person).get(reverse("manage_exchange")).text) == sees
    assert "It names a bidder" in signed_in(manager).get(question.get_absolute_url()).text
    assert "It names a bidder" not in signed_in(peer).get(question.get_absolute_url()).text
    assert "1 report to decide" in signed_in(manager).get(reverse("manage")).text


def test_what_is_taken_off_is_read_by_its_author_with_the_reason_and_by_who_runs_the_network(asked, signed_in, manager, member, peer):
    question = asked()
    report_post(post=question, reason="Spam", by=peer)
    hide_post(post=question, reason="An advertisement", by=manager)
    for person, status in ((member, 200), (manager, 200), (peer, 404)):
        assert signed_in(person).get(question.get_absolute_url()).status_code == status
    assert "An advertisement" in signed_in(member).get(question.get_absolute_url()).text
    assert PostReport.objects.get().decided_by == manager
    assert Notice.objects.get().user == member
    question.refresh_from_db()
    restore_post(post=question, by=manager)
    assert signed_in(peer).get(question.get_absolute_url()).status_code == 200


def test_a_reply_is_taken_off_alone(asked, replied, signed_in, manager, stranger):
    reply = replied(asked())
    signed_in(manager).post(reverse("reply_hide", args=[reply.pk]), {"reason": "Spam"})
    page = signed_in(stranger).get(reply.question.get_absolute_url())
    assert page.status_code == 200
    assert "We did." not in page.text
    assert "Nobody has replied yet." in page.text


def test_two_who_decide_at_once_decide_once(asked, signed_in, manager, peer):
    question = asked()
    report_post(post=question, reason="Spam", by=peer)
    dismiss_reports(post=question, by=manager)
    with pytest.raises(AnsweredMeanwhileError):
        dismiss_reports(post=question, by=manager)
    hide_post(post=question, reason="Spam", by=manager)
    page = signed_in(manager).post(reverse("question_hide", args=[question.pk]), {"reason": "Again"}, follow=True)
    assert "Somebody has decided about it already." in page.text
    question.refresh_from_db()
    assert question.hidden_reason == "Spam"


def test_a_moved_question_is_followed_by_those_who_read_it_there(asked, member, peer, administrator, signed_in):
    elsewhere = make_network("Depots")
    give_seat(member, elsewhere)
    question = asked()
    follow(question=question, by=peer)
    move_question(question=question, network=elsewhere, by=administrator)
    assert [row.user for row in question.follows.all()] == [member]
    assert signed_in(peer).get(question.get_absolute_url()).status_code == 404


def test_what_was_asked_in_confidence_is_not_carried_to_others(asked, other_network, administrator, signed_in):
    question = asked(label="chatham")
    with pytest.raises(InConfidenceError):
        move_question(question=question, network=other_network, by=administrator)
    page = signed_in(administrator).post(reverse("question_move", args=[question.pk]), {"network": other_network.pk})
    assert "asked in confidence" in page.text


def test_a_reply_that_was_reported_leads_to_its_question(asked, signed_in, manager, peer, stranger):
    question = asked()
    reply = reply_to(question=question, text="Ask Kari", label="network", named_cities=[], by=peer)
    report_post(post=reply, reason="It names somebody", by=stranger)
    for page in (reverse("manage_exchange"), question.get_absolute_url()):
        shown = signed_in(manager).get(page).text
        assert "It names somebody" in shown
        assert question.get_absolute_url() in shown
