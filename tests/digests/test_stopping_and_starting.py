import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from activity.models import Activity
from activity.verbs import Verb
from digests.models import Digest, Schedule, Subscription, schedule_of
from digests.queries import told_of, unsubscribe_path
from officials.models import User
from tests.conftest import give_seat
from tests.digests.conftest import MONDAY, lines


def told(verb) -> int:
    return Activity.objects.filter(verb=verb).count()


def test_one_click_in_the_mail_program_stops_it_without_signing_in(member, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network)
    the_clock()
    (message,) = smtp_sink.messages
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = re.fullmatch(r"<http://localhost:8000(/digests/unsubscribe/\S+/)>", message["List-Unsubscribe"].strip())[1]
    assert f"http://localhost:8000{url}" in message.get_body(["plain"]).get_content()
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    city_joins("Lima", network, days_ago=-1)
    the_clock(MONDAY + timedelta(days=7))
    assert len(smtp_sink.messages) == 1
    assert Activity.objects.get(verb=Verb.DIGEST_STOPPED).actor == member


def test_one_click_works_as_a_plain_form_too(member):
    answer = Client(enforce_csrf_checks=True).post(
        unsubscribe_path(member), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert member.digest_subscription.how_often == "never"


def test_opening_the_link_only_asks(member):
    page = Client().get(unsubscribe_path(member))
    assert page.status_code == 200
    assert b"Stop the digest" in page.content
    assert not hasattr(member, "digest_subscription")


def test_stopping_twice_is_one_change(member):
    for _ in range(2):
        assert b"The digest is stopped" in Client().post(unsubscribe_path(member)).content
    assert told(Verb.DIGEST_STOPPED) == 1


def test_the_same_page_starts_it_again(member):
    Client().post(unsubscribe_path(member))
    assert b"The digest comes to you" in Client().post(unsubscribe_path(member), {"answer": "start"}).content
    assert (told(Verb.DIGEST_STOPPED), told(Verb.DIGEST_STARTED)) == (1, 1)


def test_a_link_that_we_did_not_make_is_not_found(member):
    path = unsubscribe_path(member)
    for wrong in (path.replace(":", ":x"), "/digests/unsubscribe/1/", path.replace(f"/{member.pk}:", f"/{member.pk + 1}:")):
        assert Client().get(wrong).status_code == 404
        assert Client().post(wrong).status_code == 404


def test_who_stops_between_planning_and_sending_gets_none(member, network, the_clock, smtp_sink, city_joins, settings):
    city_joins("Quito", network)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    the_clock()
    Client().post(unsubscribe_path(member))
    settings.EMAIL_PORT = port
    the_clock(MONDAY + timedelta(minutes=5))
    assert smtp_sink.messages == []


def test_who_starts_again_gets_the_next_on_monday_with_what_happened_meanwhile(
    member, network, the_clock, smtp_sink, city_joins, signed_in
):
    city_joins("Lima", network)
    the_clock()
    Client().post(unsubscribe_path(member))
    city_joins("Quito", network, days_ago=-1)
    with time_machine.travel(MONDAY + timedelta(days=7)):
        signed_in(member).post("/settings/digest/", {"how_often": "weekly", "weekday": 0, "hour": 8, "networks": [network.pk]})
        the_clock()
    assert len(smtp_sink.messages) == 1
    the_clock(MONDAY + timedelta(days=14))
    assert [lines(message) for message in smtp_sink.messages[1:]] == [["Quito joined Public Transport"]]


def test_the_settings_page_says_when_the_next_comes_and_what_it_would_tell(member, network, signed_in, city_joins):
    city_joins("Quito", network, days_ago=0.1)
    page = signed_in(member).get("/settings/digest/").content.decode()
    assert "Mon 30 Nov 2026, 08:00 WIB" in page
    assert "Quito" in page


def test_the_settings_page_says_when_the_last_came(member, network, the_clock, signed_in, city_joins):
    city_joins("Quito", network)
    the_clock()
    page = " ".join(signed_in(member).get("/settings/digest/").content.decode().split())
    assert re.search(r"The last one came <time [^>]+>Mon 23 Nov 2026, 19:00 WIB</time> and told of 1 thing\.", page)


def test_the_settings_page_stops_and_starts_it(member, signed_in):
    browser = signed_in(member)
    wish = {"weekday": 0, "hour": 8, "networks": list(member.official.seats.values_list("network", flat=True))}
    assert browser.post("/settings/digest/", {"how_often": "never", **wish}).url == "/settings/digest/"
    assert b"You stopped it." in browser.get("/settings/digest/").content
    browser.post("/settings/digest/", {"how_often": "weekly", **wish})
    assert b"The next one comes" in browser.get("/settings/digest/").content


def test_without_a_seat_the_settings_page_says_what_to_do_first(outsider, signed_in):
    assert b"It starts once you have a seat in a network." in signed_in(outsider).get("/settings/digest/").content


@pytest.mark.django_db
def test_the_settings_page_is_for_those_who_signed_in(client):
    assert client.get("/settings/digest/").url.startswith("/accounts/login/")
    assert not Digest.objects.exists()


def test_a_link_under_each_network_leaves_it_out_and_takes_it_back(member, network, other_network, the_clock, smtp_sink, city_joins):
    give_seat(member, other_network)
    path = unsubscribe_path(member, network)
    assert b"No more of Public Transport in your digest?" in Client().get(path).content
    assert b"Your digest tells nothing of Public Transport" in Client(enforce_csrf_checks=True).post(path).content
    assert list(told_of(member).exclude(pk__in=member.left_out_of_digest.values("network"))) == [other_network]
    assert b"No more of Public Transport in your digest?" in Client().post(path, {"answer": "start"}).content
    assert not member.left_out_of_digest.exists()
    assert told(Verb.DIGEST_SET) == 2


def test_who_leaves_out_every_network_gets_none(member, network, the_clock, city_joins):
    Client().post(unsubscribe_path(member, network))
    city_joins("Quito", network)
    the_clock()
    assert not Digest.objects.exists()


def test_the_link_stops_the_whole_of_it_too_and_makes_it_rarer(member, network):
    Client().post(unsubscribe_path(member), {"answer": "monthly"})
    assert (member.digest_subscription.how_often, member.digest_subscription.hour) == ("monthly", 8)
    assert b"The digest is stopped" in Client().post(unsubscribe_path(member, network), {"answer": "stop_all"}).content


def test_the_settings_page_keeps_when_and_of_what(member, network, other_network, signed_in):
    give_seat(member, other_network)
    browser = signed_in(member)
    browser.post("/settings/digest/", {"how_often": "monthly", "weekday": 3, "hour": 17, "networks": [other_network.pk]})
    assert schedule_of(User.objects.get(pk=member.pk)) == Schedule("monthly", weekday=3, hour=17)
    page = browser.get("/settings/digest/").content.decode()
    assert "Thu 3 Dec 2026, 17:00 WIB" in page
    assert re.findall(r'name="networks" value="(\d+)"[^>]* checked', page) == [str(other_network.pk)]
    assert told(Verb.DIGEST_SET) == 1


def test_what_makes_no_sense_comes_back_with_the_reason(member, signed_in):
    page = signed_in(member).post("/settings/digest/", {"how_often": "hourly", "weekday": 9, "hour": 24, "networks": ["x"]})
    assert set(page.context["form"].errors) == {"how_often", "weekday", "hour", "networks"}
    assert not Subscription.objects.exists()
