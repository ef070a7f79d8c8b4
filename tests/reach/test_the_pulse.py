"""Three statements a quarter, answered by members. What each answered is kept nowhere."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activity.models import Activity
from networks.services import leave_network
from notices.models import Notice
from notices.tasks import mail_notice
from officials.models import today
from officials.services import merge_people
from reach.models import PulseAnswered, PulseRound, PulseTally
from reach.periodic import keep_pulses
from reach.queries.pulse import pulse_results
from reach.services import AlreadyAnsweredError, AskedLatelyError, PulseClosedError, TooFewMembersError, answer_pulse, open_pulse
from tests.conftest import give_seat, make_city, make_network, make_official
from tests.reach.conftest import make_pulse

SCORES = {"openly": 5, "helps": 4, "whom": 2}
PAGE = "/networks/public-transport/pulse/"


@pytest.fixture
def crowd(network, member):
    """Five members of Public Transport, of five cities."""
    others = [make_official(f"Peer {n}", make_city(f"City {n}")) for n in range(4)]
    for other in others:
        give_seat(other, network)
    return [member, *others]


def text_of(browser, address=PAGE) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def send_notices() -> None:
    """Twice, as a worker that was cut off would."""
    for _twice in range(2):
        for pk in Notice.objects.filter(kind="reach.pulse_opened").values_list("pk", flat=True):
            mail_notice(pk)


def counted(asked) -> dict:
    return {(tally.statement, tally.score): tally.count for tally in asked.tallies.all() if tally.count}


def test_a_member_answers_and_three_counters_go_up_by_one(crowd, network, manager, signed_in):
    asked = open_pulse(network=network, by=manager)
    page = signed_in(crowd[0]).post(PAGE, SCORES, follow=True).content.decode()
    assert "Nobody learns what you answered" in page
    assert counted(asked) == {("openly", 5): 1, ("helps", 4): 1, ("whom", 2): 1}


def test_of_an_answer_nothing_is_kept_but_that_somebody_answered(crowd, network, manager):
    asked = open_pulse(network=network, by=manager)
    lines = Activity.objects.count()
    answer_pulse(asked=asked, official=crowd[0].official, scores=SCORES)
    assert Activity.objects.count() == lines
    assert {field.name for field in PulseTally._meta.get_fields()} == {"id", "round", "statement", "score", "count"}
    assert {field.name for field in PulseAnswered._meta.get_fields()} == {"id", "round", "official"}
    assert PulseAnswered.objects.get().pk.version == 4, "drawn at random: its order is nobody's"


def test_nobody_answers_twice_nor_as_another_entry_of_theirs(crowd, network, administrator):
    asked = make_pulse(network)
    twin = make_official("Melati Memberr", crowd[0].official.city)
    give_seat(twin, network)
    answer_pulse(asked=asked, official=twin.official, scores=SCORES)
    merge_people(survivor=crowd[0], duplicate=twin, by=administrator)
    with pytest.raises(AlreadyAnsweredError):
        answer_pulse(asked=asked, official=crowd[0].official, scores=SCORES)


def test_an_answer_that_comes_when_it_is_over_is_not_counted(crowd, network, signed_in):
    asked = make_pulse(network, days_ago=30)
    with pytest.raises(PulseClosedError):
        answer_pulse(asked=asked, official=crowd[0].official, scores=SCORES)
    assert "this round is over" in signed_in(crowd[0]).post(PAGE, SCORES).content.decode()
    assert counted(asked) == {}


def test_nothing_is_told_while_it_is_open_however_many_answered(network, member, manager, administrator, signed_in):
    make_pulse(network, days_ago=5, counts=[0, 0, 0, 0, 8642])
    for person in (member, manager, administrator):
        page = text_of(signed_in(person))
        assert "8642" not in page
        assert 'class="figure"' not in page


def test_from_five_answers_on_members_and_staff_read_what_was_said(network, member, manager, signed_in):
    counts = {"openly": [0, 1, 0, 2, 2], "helps": [0, 0, 5, 0, 0], "whom": [5, 0, 0, 0, 0]}
    make_pulse(network, days_ago=40, counts=counts)
    for person in (member, manager):
        page = text_of(signed_in(person))
        assert "<strong>4.0</strong> <em>I can ask here openly</em>" in page
        assert "4 agree (4 or 5), 0 chose 3, 1 disagree (1 or 2)" in page
        assert "5 answers of 1 members" in page


def test_of_four_answers_nobody_reads_anything(network, member, administrator, signed_in):
    make_pulse(network, days_ago=40, counts=[0, 0, 0, 0, 4])
    for person in (member, administrator):
        page = text_of(signed_in(person))
        assert "Too few answers to show" in page
        assert "5.0" not in page
    assert pulse_results(network)[0].said == ()


def test_no_choice_of_city_region_or_day_makes_a_smaller_group(network, member, signed_in):
    make_pulse(network, days_ago=40, counts=[1, 1, 1, 1, 1])
    browser = signed_in(member)
    plain = browser.get(PAGE).context["results"]
    for asked in ("city=jakarta", "region=europe", "as_of=2020-01-01", "network=other"):
        assert browser.get(f"{PAGE}?{asked}").context["results"] == plain


def test_each_round_says_its_own_and_one_with_too_few_says_so_in_words(network, member, signed_in):
    make_pulse(network, days_ago=130, counts=[0, 0, 0, 3, 0])
    make_pulse(network, days_ago=40, counts=[0, 0, 0, 0, 6])
    page = text_of(signed_in(member))
    assert page.count(">5.0</td>") == 3
    assert '<td colspan="3" class="soft">too few answers</td>' in page


def test_a_manager_asks_and_each_member_gets_one_mail(crowd, network, manager, signed_in):
    page = signed_in(manager).post(f"{PAGE}open/", follow=True).content.decode()
    assert "Members are asked by mail" in page
    notices = Notice.objects.filter(kind="reach.pulse_opened")
    assert set(notices.values_list("user", flat=True)) == {user.pk for user in crowd}
    send_notices()
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(user.email for user in crowd)
    assert PAGE in mail.outbox[0].body


def test_who_has_answered_or_left_gets_no_mail(crowd, network, manager):
    asked = open_pulse(network=network, by=manager)
    answer_pulse(asked=asked, official=crowd[0].official, scores=SCORES)
    leave_network(seat=network.seats.get(official=crowd[1].official), by=crowd[1])
    send_notices()
    assert {sent.to[0] for sent in mail.outbox} == {user.email for user in crowd[2:]}


def test_members_are_not_asked_again_within_two_months(crowd, network, manager, signed_in):
    make_pulse(network, days_ago=59)
    with pytest.raises(AskedLatelyError):
        open_pulse(network=network, by=manager)
    assert "less than two months ago" in signed_in(manager).post(f"{PAGE}open/", follow=True).content.decode()
    PulseRound.objects.update(opened_at=timezone.now() - timedelta(days=61))
    assert open_pulse(network=network, by=manager)


def test_a_network_of_four_is_not_asked(crowd, network, manager):
    leave_network(seat=network.seats.get(official=crowd[1].official), by=crowd[1])
    with pytest.raises(TooFewMembersError):
        open_pulse(network=network, by=manager)
    keep_pulses()
    assert not PulseRound.objects.exists()


def test_the_clock_asks_once_a_quarter_and_closes_after_three_weeks(crowd, network):
    for _twice in range(2):
        keep_pulses()
    [first] = PulseRound.objects.all()
    assert (first.opened_by, first.last_day) == (None, today() + timedelta(days=21))
    for days, rounds, still_open in ((21, 1, 1), (22, 1, 0), (90, 1, 0), (92, 2, 1)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            keep_pulses()
            assert (PulseRound.objects.count(), PulseRound.objects.filter(closed_at=None).count()) == (rounds, still_open)
    first.refresh_from_db()
    assert first.members == 5


def test_the_log_tells_members_that_it_can_be_read_and_managers_that_it_cannot(crowd, network, manager):
    for answers, verb, audience in ((5, "pulse.closed", "members"), (4, "pulse.unanswered", "managers")):
        PulseRound.objects.all().delete()
        make_pulse(network, counts=[0, 0, answers, 0, 0])
        with time_machine.travel(timezone.now() + timedelta(days=22)):
            keep_pulses()
        line = Activity.objects.filter(verb__startswith="pulse.").latest("pk")
        assert (line.verb, line.audience, line.actor) == (verb, audience, None)


def test_home_and_the_networks_reach_ask_until_one_has_answered(crowd, network, signed_in):
    asked = make_pulse(network)
    browser = signed_in(crowd[0])
    assert PAGE in text_of(browser, "/home/")
    assert "How do you find it here?" in text_of(browser, f"/networks/{network.slug}/reach/")
    answer_pulse(asked=asked, official=crowd[0].official, scores=SCORES)
    assert PAGE not in text_of(browser, "/home/")
    assert "You have answered" in text_of(browser)


def test_staff_and_members_of_other_networks_are_not_asked(network, manager, outsider, signed_in):
    make_pulse(network)
    give_seat(outsider, make_network("Other"))
    for person in (manager, outsider):
        assert PAGE not in text_of(signed_in(person), "/home/")
    assert 'type="radio"' not in text_of(signed_in(manager))


def test_the_page_takes_as_many_queries_after_twenty_rounds_as_after_two(network, member, signed_in):
    browser, counts = signed_in(member), []
    for rounds in (range(1, 3), range(3, 21)):
        for number in rounds:
            make_pulse(network, days_ago=91 * number, counts=[1, 1, 1, 1, 1])
        with CaptureQueriesContext(connection) as captured:
            text_of(browser)
        counts.append(len(captured))
    assert counts[0] == counts[1]
