from datetime import timedelta

import pytest

from digests.models import Digest
from officials.models import User
from tests.conftest import give_seat, make_official
from tests.digests.conftest import MONDAY, lines


@pytest.fixture
def news(member, lead, network, city_joins):
    """Something to tell to two members."""
    city_joins("Quito", network)


@pytest.mark.usefixtures("news")
def test_an_address_refused_for_good_holds_nobody_up_and_is_not_tried_again(member, lead, the_clock, smtp_sink):
    smtp_sink.answers[member.email] = "550 No such person"
    the_clock()
    the_clock(MONDAY + timedelta(days=1))
    assert [message["To"] for message in smtp_sink.messages] == [lead.email]
    assert list(member.digests.values_list("status", "attempts")) == [("failed", 1)]


@pytest.mark.usefixtures("news")
def test_what_a_refused_digest_would_have_told_is_in_the_next(member, the_clock, smtp_sink):
    smtp_sink.answers[member.email] = "550 No such person"
    the_clock()
    smtp_sink.answers.clear()
    the_clock(MONDAY + timedelta(days=7))
    assert [lines(message) for message in smtp_sink.mail_to(member)] == [["Quito joined Public Transport"]]


@pytest.mark.usefixtures("news")
def test_a_mailbox_that_is_busy_is_tried_again_ever_less_often(member, lead, the_clock, smtp_sink):
    smtp_sink.answers[member.email] = "451 Try later"
    for minutes in (0, 4, 6, 15, 17):
        the_clock(MONDAY + timedelta(minutes=minutes))
    assert member.digests.get().attempts == 3
    smtp_sink.answers.clear()
    the_clock(MONDAY + timedelta(minutes=38))
    assert len(smtp_sink.mail_to(member)) == len(smtp_sink.mail_to(lead)) == 1


@pytest.mark.usefixtures("news")
def test_a_mail_server_that_is_down_loses_nothing(member, lead, the_clock, smtp_sink, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    the_clock()
    assert set(Digest.objects.values_list("status", "attempts")) == {("due", 0)}
    settings.EMAIL_PORT = port
    the_clock(MONDAY + timedelta(minutes=5))
    assert len(smtp_sink.mail_to(member)) == len(smtp_sink.mail_to(lead)) == 1


@pytest.mark.usefixtures("news")
def test_a_mail_server_that_is_down_for_weeks_ends_in_one_mail_for_the_whole_time(
    member, network, the_clock, smtp_sink, settings, city_joins
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    the_clock()
    the_clock(MONDAY + timedelta(days=7))
    city_joins("Lima", network, days_ago=-8)
    settings.EMAIL_PORT = port
    the_clock(MONDAY + timedelta(days=14))
    assert [lines(m) for m in smtp_sink.mail_to(member)] == [["Lima joined Public Transport", "Quito joined Public Transport"]]
    assert list(member.digests.order_by("day").values_list("status", flat=True)) == ["failed", "failed", "sent"]


@pytest.mark.usefixtures("news")
def test_a_mail_server_that_stalls_is_given_up_and_tried_again(member, lead, the_clock, smtp_sink, settings):
    settings.EMAIL_TIMEOUT, smtp_sink.delay = 0.3, 5
    the_clock()
    assert set(Digest.objects.values_list("status", "attempts")) == {("due", 1)}
    smtp_sink.delay = 0
    the_clock(MONDAY + timedelta(minutes=6))
    assert len(smtp_sink.mail_to(member)) == len(smtp_sink.mail_to(lead)) == 1


@pytest.mark.usefixtures("news")
def test_a_mail_server_that_hangs_up_is_called_again_for_the_others(member, lead, the_clock, smtp_sink):
    smtp_sink.drops = 1
    the_clock()
    assert len(smtp_sink.messages) == 1
    assert sorted(Digest.objects.values_list("status", "attempts")) == [("due", 1), ("sent", 0)]
    the_clock(MONDAY + timedelta(minutes=6))
    assert len(smtp_sink.mail_to(member)) == len(smtp_sink.mail_to(lead)) == 1


@pytest.mark.usefixtures("news")
def test_one_that_cannot_be_made_holds_nobody_up(member, lead, the_clock, smtp_sink):
    User.objects.filter(pk=member.pk).update(email="not an address\n@c40net.test")
    the_clock()
    assert [message["To"] for message in smtp_sink.messages] == [lead.email]
    assert member.digests.get().attempts == 1


def test_more_than_a_batch_goes_out_in_as_many_runs_as_are_queued(network, jakarta, the_clock, smtp_sink, city_joins, monkeypatch):
    monkeypatch.setattr("digests.tasks.BATCH", 2)
    for number in range(3):
        give_seat(make_official(f"Official {number}", jakarta), network)
    city_joins("Quito", network)
    the_clock()
    assert len(smtp_sink.messages) == 2
    the_clock()
    assert len(smtp_sink.messages) == 3
