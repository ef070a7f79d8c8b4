"""On the day: at the door, with the code, and what an unreliable phone sends."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.models import Registration, Workshop
from workshops.services import (
    CheckInClosedError,
    NotThereError,
    Press,
    TooEarlyError,
    check_in,
    check_in_alone,
    mark_contribution,
    undo_check_in,
)


@pytest.fixture
def running(network) -> Workshop:
    """It began ten minutes ago."""
    return make_workshop(network, "Depot tour", starts_at=timezone.now() - timedelta(minutes=10), setting="in_person", host_city=None)


def register(workshop, user, **fields) -> Registration:
    return Registration.objects.create(workshop=workshop, official=user.official, **{"status": "registered", **fields})


def recorded(*verbs) -> list[str]:
    return list(Activity.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True))


def minutes_ago(minutes: int):
    return timezone.now() - timedelta(minutes=minutes)


def counts(workshop) -> tuple[int, int, int]:
    found = Workshop.objects.with_counts().get(pk=workshop.pk)
    return found.registered_count, found.attended_count, found.contributed_count


def test_a_press_keeps_its_own_time_and_the_same_press_again_is_one(running, member, manager):
    registration = register(running, member)
    pressed = minutes_ago(7)
    for _ in range(2):
        assert check_in(workshop=running, presses=[Press(pressed, registration=registration.pk, key="a")], by=manager) == set()
    registration.refresh_from_db()
    assert registration.attended_at == pressed
    assert recorded(Verb.ATTENDED, Verb.WALKED_IN) == [Verb.ATTENDED]
    assert Activity.objects.get(verb=Verb.ATTENDED).happened_at == pressed


def test_a_phone_whose_clock_is_wrong_brings_nobody_from_the_future_or_the_day_before(running, member, lead, manager):
    early, late = register(running, member), register(running, lead)
    presses = [Press(minutes_ago(5000), registration=early.pk, key="a"), Press(minutes_ago(-90), registration=late.pk, key="b")]
    check_in(workshop=running, presses=presses, by=manager)
    assert Registration.objects.get(pk=early.pk).attended_at == running.starts_at - timedelta(hours=12)
    assert Registration.objects.get(pk=late.pk).attended_at <= timezone.now()


def test_who_is_not_registered_or_still_waits_walks_in(running, member, lead, manager):
    waits = register(running, lead, status="waitlisted")
    presses = [Press(minutes_ago(3), official=member.official.pk, key="a"), Press(minutes_ago(2), registration=waits.pk, key="b")]
    assert check_in(workshop=running, presses=presses, by=manager) == set()
    assert running.registrations.attended().filter(is_walk_in=True).count() == 2
    assert recorded(Verb.ATTENDED, Verb.WALKED_IN) == [Verb.WALKED_IN, Verb.ATTENDED] * 2


def test_nobody_walks_in_who_is_no_member(running, outsider, member, manager):
    gone = register(running, outsider, status="cancelled")
    presses = [Press(minutes_ago(3), official=outsider.official.pk, key="a"), Press(minutes_ago(3), registration=gone.pk, key="b")]
    assert check_in(workshop=running, presses=presses, by=manager) == {"a", "b"}
    assert not Registration.objects.attended().exists()


def test_what_was_taken_back_is_not_brought_back_by_a_late_press(running, member, manager):
    registration = register(running, member)
    press = Press(minutes_ago(7), registration=registration.pk, key="a")
    check_in(workshop=running, presses=[press], by=manager)
    undo_check_in(registration=registration, by=manager)
    check_in(workshop=running, presses=[press], by=manager)
    assert counts(running) == (1, 0, 0)
    check_in(workshop=running, presses=[Press(timezone.now(), registration=registration.pk, key="b")], by=manager)
    assert counts(running) == (1, 1, 0)
    assert recorded(Verb.ATTENDANCE_CORRECTED) == [Verb.ATTENDANCE_CORRECTED]


def test_a_walk_in_that_was_a_mistake_leaves_no_registration(running, member, manager):
    check_in(workshop=running, presses=[Press(minutes_ago(1), official=member.official.pk)], by=manager)
    undo_check_in(registration=running.registrations.get(), by=manager)
    assert counts(running) == (0, 0, 0)


def test_registered_attended_and_contributed_are_three_counts(running, member, lead, manager):
    mine, _no_show = register(running, member), register(running, lead)
    with pytest.raises(NotThereError):
        mark_contribution(registration=mine, contributed=True, contribution="Led a table", by=manager)
    check_in(workshop=running, presses=[Press(minutes_ago(1), registration=mine.pk)], by=manager)
    for what in ("Led a table", "Led two tables"):
        mark_contribution(registration=mine, contributed=True, contribution=what, by=manager)
    assert counts(running) == (2, 1, 1)
    assert recorded(Verb.CONTRIBUTED) == [Verb.CONTRIBUTED]
    undo_check_in(registration=mine, by=manager)
    assert counts(running) == (2, 0, 0)


def test_the_door_opens_twelve_hours_before_and_for_oneself_one_hour(network, member, manager):
    tomorrow = make_workshop(network, starts_at=minutes_ago(-60 * 24))
    with pytest.raises(TooEarlyError):
        check_in(workshop=tomorrow, presses=[], by=manager)
    tonight = make_workshop(network, starts_at=minutes_ago(-120))
    check_in(workshop=tonight, presses=[], by=manager)
    with pytest.raises(TooEarlyError):
        check_in_alone(workshop=tonight, official=member.official, by=member)
    soon = make_workshop(network, starts_at=minutes_ago(-59))
    assert check_in_alone(workshop=soon, official=member.official, by=member).is_walk_in


def test_nobody_comes_to_what_was_cancelled_or_checks_in_alone_once_it_is_over(network, member, manager):
    over, called_off = (
        make_workshop(network, starts_at=minutes_ago(200)),
        make_workshop(network, starts_at=minutes_ago(5), status="cancelled"),
    )
    for workshop in (over, called_off):
        with pytest.raises(CheckInClosedError):
            check_in_alone(workshop=workshop, official=member.official, by=member)
    with pytest.raises(CheckInClosedError):
        check_in(workshop=called_off, presses=[], by=manager)
    check_in(workshop=over, presses=[Press(minutes_ago(199), official=member.official.pk)], by=manager)
    assert counts(over) == (1, 1, 0)


def test_somebody_at_the_door_checks_in_with_the_code(running, member, signed_in):
    register(running, member)
    browser, address = signed_in(member), reverse("workshop_check_in", args=[running.check_in_token])
    assert "I am here" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 302
    assert counts(running) == (1, 1, 0)
    assert "You are checked in" in browser.get(address).content.decode()


def test_a_member_without_registration_walks_in_with_the_code(running, member, signed_in):
    browser, address = signed_in(member), reverse("workshop_check_in", args=[running.check_in_token])
    assert "You are not registered" in browser.get(address).content.decode()
    browser.post(address)
    assert Registration.objects.get().is_walk_in


def test_too_early_and_too_late_are_told_in_words(network, member, signed_in):
    browser = signed_in(member)
    later, over = make_workshop(network, starts_at=minutes_ago(-90)), make_workshop(network, starts_at=minutes_ago(200))
    page = browser.get(reverse("workshop_check_in", args=[later.check_in_token])).content.decode()
    assert "You can check in from" in page
    assert "This workshop is over" in browser.get(reverse("workshop_check_in", args=[over.check_in_token])).content.decode()
    assert browser.post(reverse("workshop_check_in", args=[over.check_in_token])).status_code == 200
    assert not Registration.objects.exists()


def send(browser, workshop, presses, now=None):
    body = {"now": (now or timezone.now()).isoformat(), "presses": presses}
    return browser.post(reverse("workshop_attendance", args=[workshop.pk]), json.dumps(body), content_type="application/json")


def test_a_phone_sends_what_it_kept_and_hears_what_was_taken(running, member, outsider, manager, signed_in):
    registration = register(running, member)
    pressed = minutes_ago(7)
    presses = [
        {"registration": registration.pk, "at": pressed.isoformat(), "key": "a"},
        {"official": outsider.official.pk, "at": pressed.isoformat(), "key": "b"},
    ]
    for _ in range(2):
        answer = send(signed_in(manager), running, presses)
        assert answer.json() == {"taken": ["a"], "refused": ["b"]}
    registration.refresh_from_db()
    assert abs(registration.attended_at - pressed) < timedelta(seconds=5)


def test_the_time_is_right_though_the_phones_clock_is_an_hour_ahead(running, member, manager, signed_in):
    registration, ahead = register(running, member), timedelta(hours=1)
    pressed = minutes_ago(7)
    presses = [{"registration": registration.pk, "at": (pressed + ahead).isoformat(), "key": "a"}]
    send(signed_in(manager), running, presses, now=timezone.now() + ahead)
    registration.refresh_from_db()
    assert abs(registration.attended_at - pressed) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "body",
    [b"null", b"[]", b"{}", b'{"now": 1, "presses": []}', b'{"now": "2026-01-01", "presses": []}', b"[" * 5000,
     b'{"now": "9999-12-31T23:59:59Z", "presses": []}', b'{"now": "2026-11-25T10:00:00Z", "presses": [{"at": null, "key": 1}]}', b"\xff"],
)  # fmt: skip
def test_what_no_phone_of_ours_sends_is_refused(body, running, manager, signed_in):
    answer = signed_in(manager).post(reverse("workshop_attendance", args=[running.pk]), body, content_type="application/json")
    assert answer.status_code == 400


def test_the_buttons_work_without_scripts(running, member, lead, manager, signed_in):
    registration = register(running, member)
    browser, address = signed_in(manager), reverse("workshop_attendance", args=[running.pk])
    browser.post(address, {"registration": registration.pk})
    browser.post(address, {"official": lead.official.pk})
    page = browser.get(address)
    assert counts(running) == (2, 2, 0)
    assert "walked in" in page.content.decode()
    browser.post(reverse("workshop_attendance_undo", args=[running.pk]), {"undo": registration.pk})
    assert counts(running) == (2, 1, 0)


def test_no_shows_stay_visible(network, member, manager, signed_in):
    over = make_workshop(network, starts_at=minutes_ago(200))
    register(over, member)
    assert "Did not come" in signed_in(manager).get(reverse("workshop_attendance", args=[over.pk])).content.decode()


def test_the_door_finds_people_whatever_the_accents(running, member, manager, signed_in, jakarta):
    jose = make_official("José Núñez", jakarta)
    give_seat(jose, running.network)
    register(running, member)
    door = signed_in(manager).get(reverse("workshop_attendance", args=[running.pk]), {"q": "nunez"}).context["door"]
    assert [official.user for official in door.others] == [jose]
    assert (door.cities, door.registered) == ([], 1)


def test_the_code_is_a_picture_of_the_link_without_styles(running, manager, signed_in, settings):
    settings.PUBLIC_URL = "https://networks.example"
    page = signed_in(manager).get(reverse("workshop_code", args=[running.pk])).content.decode()
    assert "<svg" in page
    assert f"https://networks.example/workshops/check-in/{running.check_in_token}/" in page
    assert "style=" not in page
