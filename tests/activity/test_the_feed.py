from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from activity.models import Activity
from activity.queries import told
from activity.services import activity, record_all
from activity.templatetags.activity import with_links
from activity.verbs import Verb
from tests.conftest import make_city
from workshops.models import Workshop


@pytest.fixture
def workshop(network):
    starts = timezone.now() + timedelta(days=3)
    return Workshop.objects.create(
        network=network, title="Depots <at> night", starts_at=starts, ends_at=starts + timedelta(hours=1), status="announced"
    )


def feed(user) -> list[Activity]:
    return told(Activity.objects.visible_to(user).with_names().newest_first(), user=user)


def test_what_says_the_same_of_the_same_thing_is_told_as_one(manager, network, workshop):
    now = timezone.now()
    verbs = [Verb.WORKSHOP_ANNOUNCED, *[Verb.REGISTERED] * 3, Verb.WORKSHOP_CHANGED, Verb.REGISTERED]
    record_all(activity(verb, by=manager, subject=workshop, network=network, at=now - timedelta(minutes=n)) for n, verb in enumerate(verbs))
    assert [(line.verb, line.more) for line in feed(manager)] == [
        (Verb.WORKSHOP_ANNOUNCED, 0), (Verb.REGISTERED, 2), (Verb.WORKSHOP_CHANGED, 0), (Verb.REGISTERED, 0),
    ]  # fmt: skip
    assert with_links(feed(manager)[1]).endswith('<span class="soft">and 2 more</span>')


def test_it_leads_to_what_the_reader_may_see_and_to_nothing_else(member, manager, network, workshop):
    record_all([activity(Verb.WORKSHOP_ANNOUNCED, by=manager, subject=workshop, network=network)])
    link = f'<a href="/workshops/{workshop.pk}/">Depots &lt;at&gt; night</a>'
    assert link in with_links(feed(member)[0])
    Workshop.objects.update(status="draft")
    assert "<b>Depots &lt;at&gt; night</b>" in with_links(feed(member)[0])
    assert link in with_links(feed(manager)[0])


def test_people_who_say_the_same_stay_apart(member, lead, manager, network):
    record_all(
        activity(Verb.SEAT_STARTED, by=manager, subject=user.official, official=user.official, network=network) for user in (member, lead)
    )
    assert [line.more for line in feed(member)] == [0, 0]


def test_a_feed_asks_once_for_all_that_it_leads_to(network, manager, django_assert_num_queries):
    lines = [activity(Verb.CITY_JOINED, by=None, subject=(city := make_city(f"City {n}")), city=city, network=network) for n in range(9)]
    record_all([*lines, activity(Verb.NETWORK_CREATED, by=manager, subject=network, network=network)])
    feed(AnonymousUser())
    with django_assert_num_queries(2):
        assert len(feed(AnonymousUser())) == 10
