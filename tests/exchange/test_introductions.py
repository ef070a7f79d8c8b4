"""Two officials are put in touch: who learns what, and when."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from exchange.models import Introduction, Outcome
from exchange.periodic import keep_introductions
from exchange.queries import introduction_figures
from exchange.services import (
    accept_introduction,
    ask_for_answer,
    decline_introduction,
    introduce,
    say_outcome,
    withdraw_introduction,
)
from exchange.services.errors import (
    AnsweredMeanwhileError,
    AskedOftenError,
    IntroducedBeforeError,
    NotMembersError,
    NotTheirsError,
    SameCityError,
    TooEarlyError,
)
from networks.models import Seat
from networks.services import close_account, hand_over
from notices.models import Notice
from officials.services import merge_people
from reports.queries import my_data
from tests.conftest import give_seat, make_official
from tests.exchange.test_mails import send

NOTE = "Jakarta is looking for what Lima knows about depots."


@pytest.fixture
def made(network, member, peer, manager):
    """Introduces the member of Jakarta to the peer of Lima."""

    def introduced(**fields):
        return introduce(**{"network": network, "seeker": member.official, "giver": peer.official, "note": NOTE, "by": manager, **fields})

    return introduced


@pytest.fixture
def agreed(made, member, peer):
    introduction = made()
    for user in (member, peer):
        introduction = accept_introduction(introduction=introduction, by=user)
    return introduction


def later(days: int):
    return time_machine.travel(timezone.now() + timedelta(days=days, hours=1), tick=True)


def mails_to(user, subject: str) -> list:
    return [message for message in mail.outbox if message.to == [user.email] and subject in message.subject]


def test_addresses_are_shown_to_each_other_once_both_have_accepted(made, signed_in, member, peer):
    path = made().get_absolute_url()
    for person, other in ((member, peer), (peer, member)):
        page = signed_in(person).get(path).text
        assert NOTE in page
        assert other.full_name in page
        assert other.email not in page
        assert other.full_name in signed_in(person).get(reverse("home")).text
        signed_in(person).post(path)
    for person, other in ((member, peer), (peer, member)):
        assert other.email in signed_in(person).get(path).text
    send()
    assert peer.email in mails_to(member, "You are in touch with Pilar Peer of Lima")[0].body
    assert all(peer.email not in message.body for message in mails_to(member, "would you talk"))


def test_nobody_but_the_two_and_who_runs_the_network_learns_of_it(agreed, signed_in, member, peer, stranger, lead, manager, other_manager):
    say_outcome(introduction=agreed, met=True, useful=True, text="zqoutcome", by=member)
    for person, status in ((member, 200), (peer, 200), (manager, 200), (stranger, 404), (lead, 404), (other_manager, 404)):
        assert signed_in(person).get(agreed.get_absolute_url()).status_code == status
    for person in (stranger, lead, other_manager):
        assert not Activity.objects.visible_to(person).filter(verb__startswith="introduction.").exists()
    lines = Activity.objects.visible_to(manager).filter(verb__startswith="introduction.").with_names()
    assert "Mara Manager introduced Melati Member of Jakarta to Pilar Peer" in {line.sentence for line in lines}
    assert "zqoutcome" not in signed_in(peer).get(agreed.get_absolute_url()).text
    assert "zqoutcome" in signed_in(manager).get(agreed.get_absolute_url()).text


def test_who_declined_is_told_to_who_runs_the_network_and_not_to_the_other(made, signed_in, member, peer, manager):
    introduction = made()
    accept_introduction(introduction=introduction, by=member)
    signed_in(peer).post(introduction.get_absolute_url(), {"decline": "1"})
    page = signed_in(member).get(introduction.get_absolute_url()).text
    assert "It did not come about" in page
    assert "declined" not in page
    assert "declined" in signed_in(manager).get(introduction.get_absolute_url()).text
    send()
    assert len(mails_to(member, "did not come about")) == 1
    assert not mails_to(peer, "did not come about")


def test_rules_of_introducing(made, network, member, lead, peer, stranger, outsider, asked):
    with pytest.raises(SameCityError):
        made(giver=lead.official)
    with pytest.raises(NotMembersError):
        made(giver=outsider.official)
    with pytest.raises(NotMembersError):
        made(giver=member.official)
    made()
    with pytest.raises(IntroducedBeforeError):
        made(seeker=peer.official, giver=member.official)
    ask_for_answer(question=asked(), official=peer.official, by=member)
    made(seeker=stranger.official)
    with pytest.raises(AskedOftenError):
        made(seeker=lead.official)
    with pytest.raises(AskedOftenError):
        ask_for_answer(question=asked(), official=peer.official, by=member)


def test_each_answers_for_themself_and_once(made, member, peer, manager):
    introduction = made()
    with pytest.raises(NotTheirsError):
        accept_introduction(introduction=introduction, by=manager)
    for _ in range(2):
        accept_introduction(introduction=introduction, by=member)
    introduction.refresh_from_db()
    assert introduction.status == "open"
    withdraw_introduction(introduction=introduction, by=manager)
    for answer in (accept_introduction, decline_introduction):
        with pytest.raises(AnsweredMeanwhileError):
            answer(introduction=introduction, by=peer)
    with pytest.raises(TooEarlyError):
        say_outcome(introduction=introduction, met=True, useful=True, text="", by=member)


def test_who_has_not_answered_is_reminded_once_and_after_two_weeks_it_lapses(made, member, peer, signed_in):
    introduction = made()
    accept_introduction(introduction=introduction, by=member)
    for days in (6, 8, 9, 15, 16):
        with later(days):
            keep_introductions()
            send()
    introduction.refresh_from_db()
    assert introduction.status == "lapsed"
    assert len(mails_to(peer, "waits for your answer")) == 1
    assert not mails_to(member, "waits for your answer")
    assert len(mails_to(member, "did not come about")) == 1
    page = signed_in(peer).post(introduction.get_absolute_url(), follow=True).text
    assert "It is settled already." in page


def test_both_are_asked_after_three_weeks_what_came_of_it_and_it_is_counted(agreed, member, peer, network, signed_in):
    say_outcome(introduction=agreed, met=True, useful=False, text="", by=peer)
    for days in (20, 22, 23):
        with later(days):
            keep_introductions()
            send()
    assert len(mails_to(member, "What came of meeting Lima?")) == 1
    assert not mails_to(peer, "What came of meeting")
    with later(22):
        browser = signed_in(member)
        assert "What came of meeting Pilar Peer" in browser.get(reverse("home")).text
        path = reverse("introduction_outcome", args=[agreed.pk])
        assert "Say yes or no." in browser.post(path, {"met": "yes"}).text
        browser.post(path, {"met": "yes", "useful": "yes", "text": "We copy their ramps."})
        assert "What came of meeting" not in browser.get(reverse("home")).text
    figures = introduction_figures(Introduction.objects.all())
    assert (figures.made, figures.in_touch, figures.met, figures.useful) == (1, 1, 1, 1)
    assert Outcome.objects.get(official=member.official).text == "We copy their ramps."


def test_an_open_one_passes_to_who_took_over_who_is_asked_anew(made, member, peer, lima, network, manager):
    introduction = made()
    accept_introduction(introduction=introduction, by=peer)
    successor = make_official("Sol Successor", lima)
    hand_over(official=peer.official, successor=successor.official, note="", by=manager)
    keep_introductions()
    introduction.refresh_from_db()
    assert (introduction.giver, introduction.giver_accepted_at) == (successor.official, None)
    send()
    assert len(mails_to(successor, "would you talk to Jakarta?")) == 1


def test_it_follows_somebody_whose_entries_are_merged_with_their_answer(made, peer, lima, network, administrator):
    introduction = made()
    accept_introduction(introduction=introduction, by=peer)
    survivor = make_official("Pilar Peer Again", lima)
    merge_people(survivor=survivor, duplicate=peer, by=administrator)
    keep_introductions()
    introduction.refresh_from_db()
    assert introduction.giver.user == survivor
    assert introduction.giver == survivor.official
    assert introduction.giver_accepted_at


def test_it_ends_with_the_seat_or_the_account_of_one_of_them(made, network, member, peer, stranger, lead):
    left, closed = made(), made(seeker=lead.official, giver=stranger.official)
    Seat.objects.filter(official=peer.official).update(status="left", ended_at=timezone.now())
    close_account(user=stranger, by=stranger)
    keep_introductions()
    for introduction in (left, closed):
        introduction.refresh_from_db()
        assert introduction.status == "lapsed"


def test_no_mail_goes_to_who_has_closed_their_account_or_names_their_address(agreed, member, peer):
    close_account(user=peer, by=peer)
    send()
    assert [message.to for message in mail.outbox] == []
    assert Notice.objects.unmailed().filter(user=member).count() == 0


def test_what_we_have_on_somebody_has_their_introductions_without_the_others_address(agreed, member, peer, manager):
    say_outcome(introduction=agreed, met=True, useful=True, text="zqoutcome", by=peer)
    parts = {who: {part.name: list(part.rows) for part in my_data(who)} for who in (member, peer, manager)}
    [mine] = parts[member]["introductions"]
    assert (mine["with_city"], mine["you_seek"], mine["status"]) == ("Lima", True, "agreed")
    assert "zqoutcome" not in str(parts[member])
    assert parts[peer]["introductions"][0]["what_you_said"] == "zqoutcome"
    assert len(parts[manager]["introduced"]) == 1
    assert peer.email not in str(parts[member]["introductions"])


def test_staff_introduce_from_the_page_and_what_is_wrong_stands_at_its_field(signed_in, manager, network, member, lead, peer):
    browser, path = signed_in(manager), reverse("introduce", args=[network.slug])
    sent = {"seeker": member.official.pk, "giver": lead.official.pk, "note": NOTE}
    page = browser.post(path, sent).text
    assert "they know where to find each other" in page
    assert NOTE in page
    answer = browser.post(path, {**sent, "giver": peer.official.pk}, follow=True)
    assert "Both are asked by mail." in answer.text
    assert "1 waits for an answer." in browser.get(reverse("manage")).text
    assert "Melati Member, Jakarta, and Pilar Peer, Lima" in browser.get(reverse("manage_introductions")).text
    withdrawn = browser.post(reverse("introduction_withdraw", args=[Introduction.objects.get().pk]), follow=True)
    assert "It is taken back." in withdrawn.text


def test_pages_take_as_many_queries_for_30_as_for_3(signed_in, network, member, manager, oslo, django_assert_max_num_queries):
    counts = []
    for number in (3, 27):
        for n in range(number):
            other = make_official(f"Other {number} {n}", oslo)
            give_seat(other, network)
            introduction = introduce(network=network, seeker=member.official, giver=other.official, note=NOTE, by=manager)
            if n % 3:
                for user in (member, other):
                    accept_introduction(introduction=introduction, by=user)
                say_outcome(introduction=introduction, met=True, useful=True, text="", by=member)
        pages = [(manager, "manage_introductions"), (manager, "manage"), (member, "introductions"), (member, "home")]
        counts.append([])
        for who, page in pages:
            with django_assert_max_num_queries(90) as asked:
                assert signed_in(who).get(reverse(page)).status_code == 200
            counts[-1].append(len(asked))
    assert all(many <= few for few, many in zip(*counts, strict=True))
