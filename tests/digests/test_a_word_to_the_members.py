from datetime import timedelta

import time_machine
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from digests.models import Note
from tests.digests.conftest import MONDAY


def write(browser, network, text):
    return browser.post(reverse("network_note", args=[network.slug]), {"text": text}, follow=True)


def test_who_runs_a_network_writes_one_word_a_month(network, manager, signed_in):
    browser = signed_in(manager)
    assert b"It stands on top of the next digest of each member." in write(browser, network, "See you in Lima.").content
    write(browser, network, "See you in Quito.")
    [note] = Note.objects.all()
    assert (note.text, note.author, note.changed_at is not None) == ("See you in Quito.", manager, True)
    with time_machine.travel(MONDAY + timedelta(days=14)):
        page = write(signed_in(manager), network, "Happy new year.").content.decode()
    assert Note.objects.count() == 2
    assert "See you in Quito." in page
    assert Activity.objects.filter(verb=Verb.NOTE_WRITTEN, network=network).count() == 3


def test_saving_the_same_twice_is_one_change(network, manager, signed_in):
    for _ in range(2):
        write(signed_in(manager), network, "See you in Lima.")
    assert Activity.objects.filter(verb=Verb.NOTE_WRITTEN).count() == 1
    assert Note.objects.get().changed_at is None


def test_it_is_taken_back_from_digests_that_are_still_to_come(network, member, manager, signed_in, the_clock, smtp_sink):
    browser = signed_in(manager)
    write(browser, network, "See you in Lima.")
    assert b"Taken back." in browser.post(reverse("network_note", args=[network.slug]), {"take_back": "yes"}, follow=True).content
    the_clock(MONDAY + timedelta(days=7))
    assert (Note.objects.count(), smtp_sink.messages) == (0, [])


def test_what_is_too_long_or_empty_comes_back_with_the_reason(network, manager, signed_in):
    page = write(signed_in(manager), network, "x" * 1001)
    assert "x" * 1001 in page.content.decode()
    assert page.context["form"].errors["text"]
    assert write(signed_in(manager), network, " ").context["form"].errors["text"]
    assert not Note.objects.exists()


def test_it_stands_on_top_of_the_next_digest_once(network, member, manager, signed_in, the_clock, smtp_sink, city_joins):
    the_clock()
    browser = signed_in(manager)
    write(browser, network, "See you in Lima.")
    the_clock(MONDAY + timedelta(days=7))
    the_clock(MONDAY + timedelta(days=14))
    [message] = smtp_sink.mail_to(member)
    assert "See you in Lima." in message.get_body(["plain"]).get_content()
    with time_machine.travel(MONDAY + timedelta(days=7)):
        assert b"1 member has had it." in browser.get(reverse("network_note", args=[network.slug])).content
