from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import give_seat, make_city, make_network, make_official
from tests.workshops.conftest import in_days, make_workshop
from workshops.models import Registration, Workshop
from workshops.services import announce_workshop


def titles(page):
    return [str(workshop) for workshop in page.context["page"]]


def in_network(network):
    return reverse("network_workshops", args=[network.slug])


def test_who_sees_which_workshop(network, other_network, member, outsider, manager, other_manager, administrator):
    unlisted = make_network("Quiet", is_listed=False)
    give_seat(outsider, other_network)
    announced, draft = make_workshop(network, "Announced"), make_workshop(network, "Draft", status="draft")
    quiet = make_workshop(unlisted, "Quiet")
    shared, shared_draft = make_workshop(network, "Shared"), make_workshop(network, "Shared draft", status="draft")
    shared.also_for.add(other_network)
    shared_draft.also_for.add(other_network)
    everything = {announced, draft, quiet, shared, shared_draft}
    seen = {
        AnonymousUser(): set(),
        member: {announced, shared},
        outsider: {shared},
        other_manager: {announced, quiet, shared},
        manager: everything,
        administrator: everything,
    }
    for reader, workshops in seen.items():
        assert set(Workshop.objects.visible_to(reader)) == workshops, reader


def test_the_list_tells_what_is_coming_the_soonest_first(signed_in, member, network):
    make_workshop(network, "Later", starts_at=in_days(20))
    make_workshop(network, "Soon", starts_at=in_days(2))
    make_workshop(network, "Over", starts_at=in_days(-2))
    make_workshop(network, "Cancelled", status="cancelled")
    browser = signed_in(member)
    assert titles(browser.get(reverse("workshops"))) == ["Soon", "Later"]
    assert titles(browser.get(reverse("workshops"), {"past": "on"})) == ["Over"]


def test_the_list_is_narrowed_by_network_and_kind(signed_in, member, network, other_network):
    give_seat(member, other_network)
    make_workshop(network, "Webinar")
    make_workshop(other_network, "Tour", kind="study_tour")
    browser = signed_in(member)
    assert titles(browser.get(reverse("workshops"), {"network": network.slug})) == ["Webinar"]
    assert titles(browser.get(reverse("workshops"), {"kind": "study_tour"})) == ["Tour"]
    assert titles(browser.get(in_network(other_network))) == ["Tour"]


def test_a_workshop_for_several_networks_stands_in_each(signed_in, member, outsider, network, other_network):
    give_seat(outsider, other_network)
    make_workshop(network, "Shared").also_for.add(other_network)
    assert titles(signed_in(outsider).get(in_network(other_network))) == ["Shared"]
    assert titles(signed_in(member).get(in_network(network))) == ["Shared"]


@time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC), tick=False)
def test_the_month_is_that_of_the_readers_days(signed_in, member, network):
    make_workshop(network, "Late in UTC", starts_at=datetime(2026, 12, 9, 20, tzinfo=UTC))
    tour = {"starts_at": datetime(2026, 12, 14, 2, tzinfo=UTC), "ends_at": datetime(2026, 12, 16, 9, tzinfo=UTC)}
    make_workshop(network, "Three days", **tour)
    month = signed_in(member).get(reverse("workshops"), {"view": "month", "month": "2026-12"}).context["month"]
    days = {day.day.day: [str(workshop) for workshop in day.workshops] for week in month.weeks for day in week if day.workshops}
    assert days == {10: ["Late in UTC"], 14: ["Three days"], 15: ["Three days"], 16: ["Three days"]}


@pytest.mark.parametrize("asked", ["2026-13", "9999-12", "x", "2099-12", "2000-01", ""])
def test_a_month_that_makes_no_sense_shows_one_that_does(asked, signed_in, member):
    assert signed_in(member).get(reverse("workshops"), {"view": "month", "month": asked}).status_code == 200


def test_the_link_to_join_is_for_those_who_are_registered_and_managers(signed_in, member, lead, manager, workshop):
    Registration.objects.create(workshop=workshop, official=member.official, status="registered")
    Registration.objects.create(workshop=workshop, official=lead.official, status="waitlisted")
    told = {
        user: workshop.join_link in signed_in(user).get(workshop.get_absolute_url()).content.decode() for user in (member, lead, manager)
    }
    assert told == {member: True, lead: False, manager: True}


@pytest.mark.parametrize(("status", "days", "is_offered"), [("announced", 10, True), ("cancelled", 10, False), ("announced", -10, False)])
def test_only_what_will_take_place_is_offered_for_the_calendar(status, days, is_offered, signed_in, member, network):
    workshop = make_workshop(network, starts_at=in_days(days), status=status)
    page = signed_in(member).get(workshop.get_absolute_url()).content.decode()
    assert (reverse("workshop_ics", args=[workshop.pk]) in page) is is_offered


def test_what_people_wrote_can_do_no_harm(signed_in, member, network):
    workshop = make_workshop(network, "<script>x</script>", text="<script>alert(1)</script> [x](javascript:alert(1)) **bold**")
    page = signed_in(member).get(workshop.get_absolute_url()).content.decode()
    assert "<script>x" not in page
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "<strong>bold</strong>" in page


def test_cards_lead_to_workshops_from_the_pages_where_one_is(signed_in, member, manager, network, jakarta):
    workshop = make_workshop(network, host_city=jakarta, setting="in_person")
    address = f'href="{workshop.get_absolute_url()}"'
    for path in (reverse("home"), network.get_absolute_url(), jakarta.get_absolute_url()):
        assert address in signed_in(member).get(path).content.decode(), path
    assert address not in signed_in(None).get(jakarta.get_absolute_url()).content.decode()
    assert address not in signed_in(None).get(network.get_absolute_url()).content.decode()


def test_the_feed_leads_to_the_workshop(signed_in, manager, member, network):
    workshop = make_workshop(network, status="draft")
    announce_workshop(workshop=workshop, by=manager)
    page = signed_in(member).get(reverse("network_feed", args=[network.slug])).content.decode()
    assert f'invites to <a href="{workshop.get_absolute_url()}">{workshop}</a>' in page


def test_the_manager_is_told_what_to_look_after(signed_in, manager, other_manager, member, network):
    asked, draft = make_workshop(network, "Asked"), make_workshop(network, "Draft", status="draft")
    over = make_workshop(network, "Over", starts_at=in_days(-30))
    Registration.objects.create(workshop=asked, official=member.official, status="requested")
    page = signed_in(manager).get(reverse("manage")).content.decode()
    assert all(str(workshop) in page for workshop in (asked, draft, over))
    assert "Workshops to look after" not in signed_in(other_manager).get(reverse("manage")).content.decode()


def test_the_managers_list_is_narrowed_by_state(signed_in, manager, network, other_network):
    for title, fields in {
        "Draft": {"status": "draft"}, "Coming": {}, "Over": {"starts_at": in_days(-30)}, "Off": {"status": "cancelled"},
    }.items():  # fmt: skip
        make_workshop(network, title, **fields)
    make_workshop(other_network, "Of others")
    browser, address = signed_in(manager), reverse("manage_workshops")
    states = {"draft": ["Draft"], "coming": ["Coming"], "held": ["Over"], "without-follow-up": ["Over"], "cancelled": ["Off"]}
    assert {state: titles(browser.get(address, {"state": state})) for state in states} == states
    assert len(titles(browser.get(address))) == 4


def queries(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_pages_of_workshops_take_the_same_queries_however_many_there_are(signed_in, member, manager, network, jakarta):
    def add(numbers):
        rows = []
        for number in numbers:
            workshop = make_workshop(network, f"Workshop {number}", host_city=jakarta, starts_at=in_days(1) + timedelta(hours=number))
            rows.append(workshop)
            session = workshop.sessions.create(starts_at=workshop.starts_at, title="Welcome")
            session.speakers.create(official=member.official)
        official = make_official(f"Olu {numbers[0]}", make_city(f"City {numbers[0]}")).official
        Registration.objects.bulk_create(Registration(workshop=row, official=official, status="registered") for row in rows)
        return rows

    first = add(range(3))[0]
    pages = {
        reverse("workshops"): member, f"{reverse('workshops')}?view=month&month={in_days(3):%Y-%m}": member, in_network(network): member,
        first.get_absolute_url(): member, reverse("manage_workshops"): manager, reverse("home"): member, network.get_absolute_url(): member,
        reverse("manage"): manager, jakarta.get_absolute_url(): member,
    }  # fmt: skip
    few = {page: queries(signed_in(user), page) for page, user in pages.items()}
    add(range(3, 300))
    assert {page: queries(signed_in(user), page) for page, user in pages.items()} == few
