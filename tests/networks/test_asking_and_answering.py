from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Seat, SeatMessage, Stewardship
from networks.services import SeatAnsweredError, answer_question, approve_seats, ask_question, decline_seats, request_seat
from notices.models import Notice, Wish
from notices.services import mail_unsent
from tests.conftest import mail_what_is_owed, make_network, make_staff
from tests.real_parts import wait_until

ASK = {"offers": "Ten years of data on bus lanes", "seeks": "How to pay for depots"}


@pytest.fixture
def seat(outsider, network):
    return request_seat(network=network, official=outsider.official, by=outsider, **ASK)


def question_page(seat):
    return reverse("seat_question", args=[seat.network.slug, seat.pk])


def test_a_manager_asks_and_the_applicant_answers(signed_in, outsider, manager, network, seat, mailoutbox):
    signed_in(manager).post(question_page(seat), {"text": "How many buses?"})
    for _ in range(2):
        mail_what_is_owed(kind="networks.seat_question")
    applicant = signed_in(outsider)
    assert "A question for you" in applicant.get(reverse("home")).content.decode()
    assert "has a question for you" in applicant.get(network.get_absolute_url()).content.decode()
    page = reverse("seat_request", args=[network.slug])
    assert "How many buses?" in applicant.get(page).content.decode()
    applicant.post(page, {"text": "Nine hundred."})
    for _ in range(2):
        mail_what_is_owed(kind="networks.seat_replied")
    assert [(message.to, "buses" in message.body, "Nine hundred" in message.body) for message in mailoutbox] == [
        ([outsider.email], True, False),
        ([manager.email], False, True),
    ]
    requests = signed_in(manager).get(reverse("network_seats", args=[network.slug])).content.decode()
    assert "Nine hundred." in requests
    assert "A question for you" not in applicant.get(reverse("home")).content.decode()
    verbs = Activity.objects.filter(verb__startswith="seat.question").order_by("pk").values_list("verb", "audience")
    assert list(verbs) == [(Verb.SEAT_QUESTION_ASKED, "managers"), (Verb.SEAT_QUESTION_ANSWERED, "managers")]


def test_an_answer_goes_to_who_asked_and_to_all_managers_once_that_one_runs_the_network_no_more(
    outsider, manager, network, seat, mailoutbox
):
    other = make_staff("Olga Other", runs=network)
    ask_question(seat=seat, text="?", by=other)
    answer_question(seat=seat, text="1", by=outsider)
    mail_what_is_owed(kind="networks.seat_replied")
    Stewardship.objects.filter(staff=other.staff).update(ended_on=timezone.now().date())
    answer_question(seat=seat, text="2", by=outsider)
    mail_what_is_owed(kind="networks.seat_replied")
    assert [message.to for message in mailoutbox] == [[other.email], [manager.email]]


def test_nobody_else_reads_what_is_asked_and_answered(signed_in, member, lead, other_manager, manager, network, seat):
    ask_question(seat=seat, text="A delicate question", by=manager)
    for person in (None, member, lead, other_manager):
        for page in (network.get_absolute_url(), reverse("seat_request", args=[network.slug]), question_page(seat), reverse("home")):
            assert "delicate" not in signed_in(person).get(page).content.decode()


def test_there_is_nothing_to_ask_once_the_request_is_answered(signed_in, outsider, manager, network, seat):
    approve_seats(seats=network.seats.all(), by=manager)
    assert signed_in(manager).post(question_page(seat), {"text": "?"}).status_code == 302
    page = signed_in(outsider).post(reverse("seat_request", args=[network.slug]), {"text": "!"})
    assert "was answered meanwhile" in page.content.decode()
    with pytest.raises(SeatAnsweredError):
        ask_question(seat=seat, text="?", by=manager)
    assert not SeatMessage.objects.exists()


def test_an_empty_question_is_refused_next_to_the_field(signed_in, manager, seat):
    page = signed_in(manager).post(question_page(seat), {"text": " "})
    assert page.context["form"].errors == {"text": ["This field is required."]}


def test_the_managers_know_of_a_request_at_once_each_by_one_mail_if_they_want_it(outsider, manager, network, mailoutbox):
    make_staff("Olga Other", runs=network)
    Wish.objects.create(user=make_staff("Quentin Quiet", runs=network), topic="networks.requests", how="never")
    make_staff("Xenia Elsewhere", runs=make_network("Cool Cities"))
    request_seat(network=network, official=outsider.official, by=outsider, **ASK)
    for _ in range(2):
        mail_what_is_owed()
    assert sorted(message.to[0] for message in mailoutbox) == [manager.email, "olga.other@c40net.test"]
    assert "Oslo asks to join Public Transport" in mailoutbox[0].subject
    assert ASK["seeks"] in mailoutbox[0].body


def test_one_application_with_working_groups_is_one_mail_to_each_manager(outsider, manager, network, mailoutbox):
    groups = [make_network("Depots", parent=network), make_network("Fares", parent=network)]
    make_staff("Gerd Group", runs=groups[0])
    request_seat(network=network, official=outsider.official, by=outsider, working_groups=groups, **ASK)
    mail_what_is_owed()
    assert [message.to for message in mailoutbox] == [[manager.email], ["gerd.group@c40net.test"]]
    assert "Depots, Fares" in mailoutbox[0].body


def test_a_request_that_is_answered_before_the_mail_goes_is_not_mailed_to_managers(manager, network, seat, mailoutbox):
    decline_seats(seats=network.seats.all(), reason="No", by=manager)
    mail_what_is_owed(kind="networks.seat_requested")
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_the_clock_mails_once_what_a_killed_worker_left(outsider, manager, network, smtp_sink, start_worker):
    seat = request_seat(network=network, official=outsider.official, by=outsider, **ASK)
    ask_question(seat=seat, text="How many buses?", by=manager)
    start_worker("mail")
    for _ in range(2):
        mail_unsent(older_than=timezone.now() + timedelta(minutes=1))
    wait_until(lambda: not Notice.objects.unmailed().exists())
    assert (len(smtp_sink.mail_to(outsider)), len(smtp_sink.mail_to(manager))) == (1, 1)


def test_the_manager_sees_the_earlier_answers_next_to_a_new_request(signed_in, outsider, manager, network, other_network, seat):
    decline_seats(seats=network.seats.all(), reason="First settle the depot", by=manager)
    elsewhere = request_seat(network=other_network, official=outsider.official, by=outsider, **ASK)
    Seat.objects.filter(pk=elsewhere.pk).update(status="declined", decided_at=timezone.now(), reason="A matter of others")
    request_seat(network=network, official=outsider.official, by=outsider, **ASK)
    for page in (reverse("network_seats", args=[network.slug]), reverse("manage")):
        words = signed_in(manager).get(page).content.decode()
        assert "First settle the depot" in words
        assert "A matter of others" not in words
