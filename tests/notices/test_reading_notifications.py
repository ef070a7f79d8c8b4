"""The page of notifications, and the number in the head of every page."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchange.services import ask_question, edit_reply, follow, hide_post, reply_to
from networks.models import Seat
from networks.services import leave_network
from notices.models import Notice
from notices.services import owe
from tests.conftest import give_seat

PAGE = "/notifications/"


def unread(browser) -> str:
    """What stands in the head of a page."""
    found = re.search(r'<span class="count">(\S+?)<', browser.get(reverse("cities")).text)
    return found[1] if found else ""


def test_a_reply_is_counted_until_it_is_opened(member, replied, signed_in):
    notice, browser = replied(), signed_in(member)
    assert unread(browser) == "1"
    page = browser.get(PAGE).text
    assert "A new reply" in page
    assert "Depots?" in page
    assert "Public Transport" in page
    opened = browser.get(notice.get_absolute_url())
    assert opened.url == f"{notice.subject.get_absolute_url()}#reply-{notice.details['reply']}"
    assert unread(browser) == ""
    assert "Depots?" in browser.get(PAGE).text


def test_all_are_marked_as_read_but_not_what_came_meanwhile(member, replied, signed_in):
    browser, seen = signed_in(member), replied()
    later = replied("Also theirs.")
    assert browser.post(PAGE, {"up_to": seen.pk}).url == PAGE
    assert list(Notice.objects.visible_to(member).unread()) == [later]


def test_more_than_a_hundred_are_not_counted(member, network, signed_in):
    Notice.objects.bulk_create(Notice(user=member, kind="workshops.announced", subject=network) for _ in range(105))
    assert unread(signed_in(member)) == "99+"


def test_they_stand_under_their_day_where_the_reader_is(member, network, signed_in):
    [old, new] = [owe("workshops.announced", to=[member], subject=network, key=key)[0] for key in "ab"]
    # In Jakarta it is the 10th already.
    Notice.objects.filter(pk=old.pk).update(created_at=datetime(2025, 3, 9, 18, tzinfo=ZoneInfo("UTC")))
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", signed_in(member).get(PAGE).text)
    assert headings == ["Today", "10 March 2025"]
    assert new.pk > old.pk


def test_a_long_list_goes_on_from_the_last_one_seen(member, network, signed_in):
    Notice.objects.bulk_create(Notice(user=member, kind="workshops.announced", subject=network) for _ in range(65))
    browser, path, shown = signed_in(member), PAGE, []
    while path:
        page = browser.get(path).text
        shown += [int(pk) for pk in re.findall(r'href="/notifications/(\d+)/"', page)]
        older = re.search(r'href="(\?before=\d+)"', page)
        path = f"{PAGE}{older[1]}" if older else None
    assert shown == list(Notice.objects.order_by("-pk").values_list("pk", flat=True))


def test_only_the_unread_ones_may_be_shown(member, replied, signed_in):
    browser = signed_in(member)
    first, second = replied(), replied("Theirs.")
    browser.get(first.get_absolute_url())
    page = browser.get(f"{PAGE}?unread").text
    assert first.get_absolute_url() not in page
    assert second.get_absolute_url() in page


def test_an_empty_page_says_what_will_stand_there(member, signed_in):
    assert "Nothing yet" in signed_in(member).get(PAGE).text
    assert "You have read everything." in signed_in(member).get(f"{PAGE}?unread").text


def test_what_one_may_see_no_longer_has_no_name_and_leads_nowhere(member, replied, signed_in):
    notice, browser = replied(), signed_in(member)
    leave_network(seat=Seat.objects.get(official=member.official), by=member)
    page = browser.get(PAGE).text
    assert "Depots?" not in page
    assert "Public Transport" not in page.partition("<main")[2]
    assert "It is not open to you any more." in page
    answer = browser.get(notice.get_absolute_url())
    assert answer.status_code == 404
    assert "Depots?" not in answer.text
    assert unread(browser) == "", "what was opened is read, whatever became of it"


@pytest.mark.parametrize("label", ["network", "cities", "chatham", "public"])
def test_a_label_holds_on_the_page_whoever_was_told(label, member, lead, peer, outsider, network, manager, signed_in, jakarta):
    third = give_seat(outsider, network).official
    question = ask_question(
        network=network, title="zqtitle", text="", tags=[], label=label, named_cities=[peer.official.city] if label == "cities" else [], by=member,
        uploads=[],
    )  # fmt: skip
    people = [member, lead, peer, third.user, manager]
    owe("exchange.asked", to=people, subject=question, network=network)
    read = {user for user in people if "zqtitle" in signed_in(user).get(PAGE).text}
    assert read == set(people) - ({third.user} if label == "cities" else set())


def test_nobody_is_told_of_a_reply_that_is_not_for_them(member, lead, peer, outsider, question, network):
    from_oslo = give_seat(outsider, network).official.user
    for user in (lead, from_oslo):
        follow(question=question, by=user)
    reply_to(question=question, text="Only for you.", label="cities", named_cities=[question.official.city], by=peer)
    told = Notice.objects.filter(kind="exchange.replied").values_list("user", flat=True)
    assert set(told) == {member.pk, lead.pk}, "the named city and no other"


@pytest.mark.parametrize("narrowed", [True, False], ids=["kept to named cities", "taken off the page"])
def test_a_reply_that_is_not_for_them_any_more_has_no_name_and_leads_nowhere(
    narrowed, question, outsider, lead, peer, network, manager, signed_in
):
    user = give_seat(outsider, network).official.user
    follow(question=question, by=user)
    reply = reply_to(question=question, text="Ours.", label="network", named_cities=[], by=peer)
    if narrowed:
        edit_reply(reply=reply, text="Ours.", label="cities", named_cities=[question.official.city], by=peer)
    else:
        hide_post(post=reply, reason="Not so.", by=manager)
    browser, notice = signed_in(user), Notice.objects.get(user=user)
    page = browser.get(PAGE).text
    assert "Depots?" not in page
    assert "It is not open to you any more." in page
    assert browser.get(notice.get_absolute_url()).status_code == 404


def test_nobody_opens_what_was_for_somebody_else(replied, lead, signed_in):
    assert signed_in(lead).get(replied().get_absolute_url()).status_code == 404


def test_however_many_there_are_they_take_as_many_queries(member, replied, network, signed_in):
    browser = signed_in(member)

    def queries_of_the_page(count: int) -> int:
        for _ in range(count):
            replied()
            owe("workshops.announced", to=[member], subject=network, network=network)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        return len(queries)

    assert queries_of_the_page(1) == queries_of_the_page(13)


def test_what_was_told_a_week_ago_is_told_with_its_day(member, network, signed_in):
    [notice] = owe("workshops.announced", to=[member], subject=network)
    Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(days=1))
    assert "Yesterday" in signed_in(member).get(PAGE).text
