"""At once, in the digest, or never; for all networks or for one; and never in somebody's quiet hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from digests.queries import what_happened
from networks.models import Seat
from networks.services import leave_network
from notices.models import How, Notice, QuietHours, Wish
from notices.queries import topics
from notices.services import mail_unsent, owe, save_wishes
from tests.conftest import give_seat

REPLIES = "exchange.replies"


def say(user, how, *, network=None, hours=None, topic=REPLIES):
    save_wishes(wishes={topic: how}, network=network, quiet_hours=hours, by=user)


def test_who_said_nothing_is_mailed_at_once_and_only_once(member, replied, worker):
    replied()
    assert worker() == [(member.email, "A new reply in Public Transport")]


def test_who_wants_no_mail_finds_it_on_the_page(member, replied, worker, signed_in):
    say(member, How.NEVER)
    replied()
    assert worker() == []
    assert "Depots?" in signed_in(member).get("/notifications/").text


def test_what_is_put_off_to_the_digest_is_in_the_next_one_and_in_no_other(member, replied, worker, digest):
    say(member, How.DIGEST)
    now = timezone.now()
    replied()
    assert worker() == []
    sent = digest(member, since=now - timedelta(days=7), until=now + timedelta(minutes=1))
    assert "- A new reply: Depots?" in sent.body
    assert worker() == [(member.email, sent.subject)]
    assert digest(member, since=now + timedelta(minutes=1), until=now + timedelta(days=7)) is None


def test_nothing_is_in_both(member, replied, worker):
    """The digest tells what happened in a network; but not what its reader was mailed, or is told in the part for them."""
    start = timezone.now()
    replied()
    contents = what_happened(user=member, since=start - timedelta(days=1), until=timezone.now() + timedelta(minutes=1))
    assert Activity.objects.filter(verb="reply.posted").exists()
    assert "replied" not in " ".join(str(line.sentence) for news in contents.networks for line in news.activities)
    worker()
    say(member, How.DIGEST)
    replied("Again.")
    contents = what_happened(user=member, since=start - timedelta(days=1), until=timezone.now() + timedelta(minutes=1))
    assert [line.name for line in contents.notices] == ["Depots?"]
    assert "replied" not in " ".join(str(line.sentence) for news in contents.networks for line in news.activities)


@pytest.mark.parametrize("label", ["cities", "chatham"])
def test_the_digest_does_not_repeat_what_was_said_in_confidence(label, member, lead, network, question, digest):
    type(question).objects.filter(pk=question.pk).update(label=label)
    save_wishes(wishes={"exchange.asked": How.DIGEST}, by=lead)
    owe("exchange.asked", to=[lead], subject=question, network=network)
    now = timezone.now()
    sent = digest(lead, since=now - timedelta(days=7), until=now + timedelta(minutes=1))
    words = sent.subject + sent.body + sent.alternatives[0].content
    assert "You are asked to answer" in words
    assert "Depots?" not in words
    assert "Melati" not in words


def test_the_digest_leaves_out_what_its_reader_may_see_no_longer(member, replied, digest):
    say(member, How.DIGEST)
    notice = replied()
    leave_network(seat=Seat.objects.get(official=member.official), by=member)
    now = timezone.now()
    assert digest(member, since=now - timedelta(days=7), until=now + timedelta(minutes=1)) is None
    assert notice.how == How.DIGEST


def test_one_network_may_be_told_of_otherwise(member, lead, network, other_network):
    say(member, How.NEVER)
    say(member, How.DIGEST, network=network)
    owe("exchange.asked", to=[member], subject=network, network=network)
    for where in (network, other_network, None):
        owe("exchange.accepted", to=[member, lead], subject=network, network=where)
    how = Notice.objects.filter(kind="exchange.accepted").order_by("pk")
    assert [notice.how for notice in how.filter(user=member)] == ["digest", "never", "never"]
    assert {notice.how for notice in how.filter(user=lead)} == {"at_once"}
    assert Notice.objects.get(kind="exchange.asked").how == "at_once", "another topic"


def test_what_one_would_lose_by_reading_late_is_mailed_to_everybody(member, network):
    save_wishes(wishes={topic.name: How.NEVER for topic in topics()}, by=member)
    assert owe("workshops.offered", to=[member], subject=network)[0].how == How.AT_ONCE
    assert owe("workshops.registered", to=[member], subject=network)[0].how == How.NEVER


def test_stopping_holds_for_what_waits_already(member, replied, worker):
    replied()
    say(member, How.NEVER)
    assert worker() == []


def test_what_waits_for_the_digest_stays_there_when_the_next_ones_come_at_once(member, replied):
    say(member, How.DIGEST)
    first = replied()
    say(member, None)
    assert [notice.how for notice in (Notice.objects.get(pk=first.pk), replied("More."))] == ["digest", "at_once"]


JAKARTA, OSLO = ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Oslo")
NIGHT = time(22), time(7)


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "end"),
    [
        ("Asia/Jakarta", NIGHT, datetime(2026, 11, 25, 23, tzinfo=JAKARTA), datetime(2026, 11, 26, 7, tzinfo=JAKARTA)),
        ("Asia/Jakarta", NIGHT, datetime(2026, 11, 25, 6, 59, tzinfo=JAKARTA), datetime(2026, 11, 25, 7, tzinfo=JAKARTA)),
        ("Asia/Jakarta", NIGHT, datetime(2026, 11, 25, 7, tzinfo=JAKARTA), None),
        ("Asia/Jakarta", NIGHT, datetime(2026, 11, 25, 21, 59, tzinfo=JAKARTA), None),
        ("Asia/Jakarta", (time(12), time(14)), datetime(2026, 11, 25, 13, tzinfo=JAKARTA), datetime(2026, 11, 25, 14, tzinfo=JAKARTA)),
        # The clocks go forward at 02:00: seven is an hour nearer.
        ("Europe/Oslo", NIGHT, datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        # They go back at 03:00: seven is an hour farther.
        ("Europe/Oslo", NIGHT, datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        # They end in the hour that the clock shows twice, or at one that it does not show.
        ("Europe/Oslo", (time(22), time(2, 30)), datetime(2026, 10, 25, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("Europe/Oslo", (time(22), time(2, 30)), datetime(2026, 3, 29, 0, 10, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clock_where_the_person_is(zone, hours, moment, end, member):
    member.time_zone = ZoneInfo(zone)
    quiet = QuietHours(user=member, starts_at=hours[0], ends_at=hours[1])
    assert quiet.end_of(moment.astimezone(UTC)) == end


def test_mail_waits_for_the_end_of_quiet_hours_and_the_clock_sends_it(member, replied, question, worker, network):
    say(member, None, hours=NIGHT)
    with time_machine.travel(datetime(2026, 11, 25, 23, tzinfo=JAKARTA), tick=False):
        notice = replied()
        [urgent] = owe("exchange.hidden", to=[member], subject=question, network=network)
        assert [subject for _to, subject in worker()] == ["What you wrote in Public Transport was taken off the page"]
        mail.outbox.clear()
    notice.refresh_from_db()
    assert notice.due_at == datetime(2026, 11, 26, 7, tzinfo=JAKARTA)
    assert notice.mailed_at is None
    urgent.refresh_from_db()
    assert urgent.mailed_at, "what cannot wait does not"
    with time_machine.travel(datetime(2026, 11, 26, 6, 59, tzinfo=JAKARTA), tick=False):
        assert not list(Notice.objects.owed_before(timezone.now(), now=timezone.now()))
    with time_machine.travel(datetime(2026, 11, 26, 7, tzinfo=JAKARTA), tick=False):
        assert list(Notice.objects.owed_before(timezone.now(), now=timezone.now())) == [notice]
        assert worker() == [(member.email, "A new reply in Public Transport")]


def test_who_ends_their_quiet_hours_is_mailed_what_waited(member, replied, worker):
    say(member, None, hours=NIGHT)
    with time_machine.travel(datetime(2026, 11, 25, 23, tzinfo=JAKARTA), tick=False):
        replied()
        assert worker() == []
        say(member, None)
        assert list(Notice.objects.owed_before(timezone.now() + timedelta(minutes=1), now=timezone.now()))
        assert len(worker()) == 1


def test_what_the_server_refused_for_days_is_tried_no_more(member, replied):
    replied()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert not Notice.objects.owed_before(timezone.now(), now=timezone.now()).exists()


# The page of the settings


def answers(**changed):
    return {topic.name: changed.get(topic.name.replace(".", "_"), "at_once") for topic in topics() if not topic.is_must}


def test_they_are_said_on_one_page(member, signed_in):
    browser, path = signed_in(member), reverse("settings_notifications")
    sent = {**answers(exchange_replies="digest", workshops_announced="never"), "quiet_from": "22:00", "quiet_until": "07:00"}
    assert browser.post(path, sent).url == path
    assert dict(Wish.objects.values_list("topic", "how")) == {REPLIES: "digest", "workshops.announced": "never"}
    assert (member.quiet_hours.starts_at, member.quiet_hours.ends_at) == NIGHT
    page = browser.get(path).text
    assert "Asia/Jakarta" in page
    assert 'value="22:00"' in page
    assert "A place is offered to you" in page, "what is always mailed stands there too"
    browser.post(path, answers())
    assert not Wish.objects.exists()
    assert not QuietHours.objects.exists()
    assert Activity.objects.filter(verb="notifications.set").count() == 2


@pytest.mark.parametrize("hours", [("22:00", ""), ("", "07:00"), ("25:00", "07:00"), ("22:00", "22:00")])
def test_half_an_answer_to_when_it_is_quiet_is_not_kept(hours, member, signed_in):
    sent = {**answers(exchange_replies="never"), "quiet_from": hours[0], "quiet_until": hours[1]}
    page = signed_in(member).post(reverse("settings_notifications"), sent)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Wish.objects.exists()


def test_one_network_has_a_page_of_its_own(member, network, other_network, signed_in):
    browser, path = signed_in(member), reverse("settings_notifications_network", args=[network.slug])
    browser.post(path, {REPLIES: "never"})
    assert Wish.objects.get().network == network
    assert "1 exception" in browser.get(reverse("settings_notifications")).text
    browser.post(path, {REPLIES: ""})
    assert not Wish.objects.exists()
    assert browser.get(reverse("settings_notifications_network", args=[other_network.slug])).status_code == 404


# The link in each mail


def link_in(message) -> str:
    return message.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]


def test_each_mail_is_stopped_by_one_click_without_signing_in(member, lead, replied, worker, client, network):
    replied()
    worker()
    [message] = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = link_in(message)
    assert link in message.body
    assert link in message.alternatives[0].content
    asked = client.get(link).text
    assert "No more of these mails?" in asked
    assert "Replies to questions that you follow" in asked
    assert not Wish.objects.exists(), "a mail scanner that opens it stops nothing"
    client.post(link, {"List-Unsubscribe": "One-Click"})
    wish = Wish.objects.get()
    assert (wish.user, wish.topic, wish.network, wish.how) == (member, REPLIES, network, "never")
    client.post(link, {"answer": "start"})
    assert Wish.objects.get().how == "at_once"


def test_what_is_always_mailed_cannot_be_stopped(member, network, question, worker):
    owe("exchange.hidden", to=[member], subject=question, network=network)
    worker()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


@pytest.mark.parametrize("token", ["1.1.exchange.replies", "x", "1.1.exchange.replies:forged"])
def test_nobody_stops_mail_with_a_link_that_we_never_made(token, member, client):
    assert client.post(reverse("notifications_stop", args=[token])).status_code == 404


def test_staff_who_put_something_off_get_a_digest_for_it(manager, network, digest):
    save_wishes(wishes={"actions.answered": How.DIGEST}, by=manager)
    owe("actions.answered", to=[manager], subject=network, network=network)
    now = timezone.now()
    assert digest(manager, since=now - timedelta(days=7), until=now + timedelta(minutes=1)).subject == "1 thing for you"


def test_a_seat_given_later_changes_nothing_of_what_was_said(member, other_network):
    say(member, How.NEVER)
    give_seat(member, other_network)
    assert owe("exchange.replied", to=[member], subject=other_network, network=other_network)[0].how == How.NEVER


def test_the_clock_hands_over_what_waited(member, replied, worker):
    notice = replied()
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    mail_unsent(older_than=timezone.now() - timedelta(minutes=2))
    assert worker() == [(member.email, "A new reply in Public Transport")]
    notice.refresh_from_db()
    assert notice.mailed_at
