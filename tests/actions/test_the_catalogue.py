"""manage.py load_practices: what cities can do in the networks."""

import pytest
from django.core.management import call_command
from django.db.models import Count

from actions.models import Practice
from networks.models import Network


@pytest.fixture
def world(db):
    call_command("load_world", verbosity=0)
    call_command("load_practices", verbosity=0)


@pytest.mark.usefixtures("world")
def test_every_open_network_has_practices_that_say_what_they_are():
    counts = Network.objects.open().annotate(n=Count("practices")).values_list("n", flat=True)
    assert (min(counts) >= 4, max(counts) <= 10, Practice.objects.count() >= 60) == (True, True, True)
    assert not Practice.objects.filter(definition="").exists()


@pytest.mark.usefixtures("world")
def test_a_second_time_nothing_is_written_and_what_managers_changed_stays():
    Practice.objects.filter(slug="cool-roofs").update(name="White roofs", definition="As we say it.", is_active=False)
    before = list(Practice.objects.order_by("pk").values())
    call_command("load_practices", verbosity=0)
    assert list(Practice.objects.order_by("pk").values()) == before
