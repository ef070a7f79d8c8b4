from datetime import timedelta

from notices.models import Pause
from notices.services import pause_mail, send_again
from tests.digests.conftest import MONDAY, lines


def test_to_whom_mail_is_paused_gets_no_digest_and_then_one_of_the_whole_time(member, network, the_clock, smtp_sink, city_joins):
    the_clock()
    pause_mail(address=member.email, why=Pause.Why.SPAM)
    city_joins("Quito", network, days_ago=-1)
    the_clock(MONDAY + timedelta(days=7))
    assert smtp_sink.messages == []
    city_joins("Lima", network, days_ago=-8)
    send_again(user=member, by=member)
    the_clock(MONDAY + timedelta(days=14))
    assert [lines(message) for message in smtp_sink.messages] == [["Lima joined Public Transport", "Quito joined Public Transport"]]


def test_one_that_is_due_when_mail_is_paused_waits(member, network, the_clock, smtp_sink, city_joins, settings):
    city_joins("Quito", network)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    the_clock()
    pause_mail(address=member.email, why=Pause.Why.CAME_BACK)
    settings.EMAIL_PORT = port
    the_clock(MONDAY + timedelta(minutes=5))
    assert (smtp_sink.messages, member.digests.get().status) == ([], "due")
    send_again(user=member, by=member)
    the_clock(MONDAY + timedelta(minutes=10))
    assert len(smtp_sink.messages) == 1
