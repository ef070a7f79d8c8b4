"""The pages on which people register, and those on which managers see who comes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from officials.models import Official, User
from tests.conftest import give_seat, make_network
from tests.workshops.conftest import from_now, make_workshop, place_of
from workshops.models import Registration
from workshops.services import ask_registrants, register


def box(page):
    return page.context["standing"].state


def address(name, workshop):
    return reverse(f"workshop_{name}", args=[workshop.pk])


@pytest.fixture
def question(workshop, manager):
    return ask_registrants(workshop=workshop, text="How many buses?", is_required=True, by=manager)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "open"),
        ({"registration_opens_at": 1}, "not_open"),
        ({"registration_closes_at": -1}, "closed"),
        ({"starts_at": -1, "ends_at": 1}, "running"),
        ({"starts_at": -1}, "held"),
        ({"status": "cancelled"}, "cancelled"),
    ],
)
def test_the_box_says_how_registration_stands(fields, state, signed_in, member, network):
    assert box(signed_in(member).get(make_workshop(network, **from_now(fields)).get_absolute_url())) == state


@pytest.mark.parametrize("status", ["requested", "waitlisted", "offered", "registered"])
def test_the_box_says_how_one_stands_oneself(status, signed_in, member, workshop):
    ends = timezone.now() + timedelta(hours=3) if status == "offered" else None
    workshop.registrations.create(official=member.official, status=status, offer_ends_at=ends)
    assert box(signed_in(member).get(workshop.get_absolute_url())) == status


def test_an_offer_that_lapsed_is_none_before_the_clock_comes_by(signed_in, member, workshop):
    workshop.registrations.create(official=member.official, status="offered", offer_ends_at=timezone.now() - timedelta(minutes=1))
    page = signed_in(member).get(workshop.get_absolute_url())
    assert box(page) == "open"
    assert "went on" in page.content.decode()
    answer = signed_in(member).post(address("registration", workshop), {"answer": "take"}, follow=True)
    assert "went to the next in line" in answer.content.decode()


def test_a_city_that_has_its_places_is_told_so(signed_in, member, lead, network):
    workshop = make_workshop(network, capacity=5, places_per_city=1)
    register(workshop=workshop, official=lead.official, by=lead)
    page = signed_in(member).get(workshop.get_absolute_url())
    assert box(page) == "city_full"
    assert "Your city’s place is taken." in page.content.decode()


def test_staff_are_told_for_whom_it_is_and_not_to_join(signed_in, manager, workshop):
    page = signed_in(manager).get(workshop.get_absolute_url())
    assert box(page) == "not_member"
    assert "Members see here how to register." in page.content.decode()
    assert "Join the network to register." not in page.content.decode()


def test_a_question_that_must_be_answered_is(signed_in, member, manager, workshop, question):
    send = {"official": member.official.pk}
    page = signed_in(member).post(address("register", workshop), send)
    assert f"q{question.pk}" in page.context["form"].errors
    assert not Registration.objects.exists()
    signed_in(member).post(address("register", workshop), {**send, f"q{question.pk}": "Forty"})
    assert "Forty" in signed_in(manager).get(address("registrations", workshop)).content.decode()
    signed_in(member).post(address("registration", workshop), {"answer": "answers", f"q{question.pk}": "Fifty"})
    assert "Fifty" in signed_in(manager).get(address("registrations", workshop)).content.decode()
    assert "Fifty" not in signed_in(member).get(workshop.get_absolute_url()).content.decode(), "the manager alone reads them"


def test_one_registers_a_colleague_and_nobody_elses(signed_in, member, lead, outsider, network, workshop):
    give_seat(outsider, network)
    signed_in(member).post(address("register", workshop), {"official": lead.official.pk})
    assert place_of(lead, workshop) == "registered"
    page = signed_in(member).post(address("register", workshop), {"official": outsider.official.pk})
    assert "official" in page.context["form"].errors


def test_those_who_wait_in_line_are_seen_by_the_manager_alone(signed_in, member, lead, manager, network):
    workshop = make_workshop(network, capacity=1)
    for user in (member, lead):
        register(workshop=workshop, official=user.official, by=user)
    for name in (workshop.get_absolute_url(), address("coming", workshop)):
        page = signed_in(member).get(name).content.decode()
        assert "Lestari Lead" not in page
    assert "1. <b>Lestari Lead</b>" in signed_in(manager).get(address("registrations", workshop)).content.decode()


def test_nobody_is_declined_without_a_reason(signed_in, member, manager, network):
    workshop = make_workshop(network, needs_approval=True)
    asked = register(workshop=workshop, official=member.official, by=member)
    page = signed_in(manager).post(address("registrations", workshop), {"registrations": [asked.pk], "decision": "decline"})
    assert "reason" in page.context["form"].errors
    assert place_of(member, workshop) == "requested"
    send = {"registrations": [asked.pk], "decision": "decline", "reason": "For depots.", "back": "manage"}
    assert signed_in(manager).post(address("registrations", workshop), send).url == "/manage/"
    assert "For depots." in signed_in(member).get(workshop.get_absolute_url()).content.decode()


def test_a_manager_decides_nothing_of_a_workshop_that_others_run(signed_in, member, other_manager, manager, network):
    workshop, other = make_workshop(network), make_workshop(make_network("Night Buses"))
    there = other.registrations.create(official=member.official, status="requested")
    page = signed_in(manager).post(address("registrations", workshop), {"approve": there.pk})
    assert "registrations" in page.context["form"].errors
    assert signed_in(other_manager).post(address("registrations", workshop), {"approve": there.pk}).status_code == 403


def test_after_the_start_it_is_too_late_to_decide(signed_in, member, manager, network):
    workshop = make_workshop(network, needs_approval=True)
    asked = register(workshop=workshop, official=member.official, by=member)
    with time_machine.travel(workshop.starts_at + timedelta(minutes=1)):
        page = signed_in(manager).post(address("registrations", workshop), {"approve": asked.pk})
    assert "it has begun" in page.content.decode()


def test_the_list_is_downloaded_with_the_answers_and_runs_no_formula(signed_in, member, manager, workshop, question):
    register(workshop=workshop, official=member.official, by=member, answers={question.pk: "=1+1"})
    answer = signed_in(manager).get(address("registrations_download", workshop))
    head, line = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head.endswith("How many buses?")
    assert line.startswith("Melati Member,melati.member@c40net.test,Jakarta,")
    assert line.endswith("'=1+1")


def test_questions_are_asked_changed_and_removed(signed_in, manager, workshop):
    page = address("questions", workshop)
    signed_in(manager).post(page, {"question": "", "new-text": "How many buses?"})
    question = workshop.questions.get()
    signed_in(manager).post(page, {"question": question.pk, f"q{question.pk}-text": "How many trams?", f"q{question.pk}-is_required": "on"})
    question.refresh_from_db()
    assert (question.text, question.is_required) == ("How many trams?", True)
    signed_in(manager).post(page, {"question": question.pk, "remove": "1"})
    assert not workshop.questions.exists()


@pytest.mark.parametrize("page", ["overview", "registrations", "coming", "manage"])
def test_pages_take_as_many_queries_with_a_thousand_registrations_as_with_two(page, signed_in, manager, network, jakarta, oslo):
    counts = []
    for title, number in (("Few", 2), ("Many", 1000)):
        workshop = make_workshop(network, title)
        ask_registrants(workshop=workshop, text="How many?", is_required=False, by=manager)
        people = User.objects.bulk_create(User(email=f"{title}{n}@c40net.test", full_name=f"{title} {n}") for n in range(number))
        cities = (jakarta, oslo)
        posts = Official.objects.bulk_create(
            Official(user=user, city=cities[n % 2], verified_at=timezone.now()) for n, user in enumerate(people)
        )
        status = ["registered", "registered", "waitlisted", "requested"] if number > 2 else ["requested", "registered"]
        Registration.objects.bulk_create(
            Registration(workshop=workshop, official=official, status=status[n % len(status)]) for n, official in enumerate(posts)
        )
        at = {"overview": workshop.get_absolute_url(), "manage": "/manage/"}.get(page) or address(page, workshop)
        browser = signed_in(manager)
        browser.get(at)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(at).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] + (2 if page == "registrations" else 0), "the line has its answers, in one query"
