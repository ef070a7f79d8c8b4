"""What has not moved for a year is asked about, once a year, and never shamed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import ClimateAction
from actions.services import ask_about_the_shelf
from notices.models import Notice
from tests.actions.conftest import make_action

LONG_AGO = timezone.now() - timedelta(days=500)


@pytest.fixture
def shelved(jakarta, practice):
    return make_action(jakarta, "Night buses", practice=practice, stage_on=date(2024, 3, 1), changed_at=LONG_AGO, confirmed_at=LONG_AGO)


def is_shelved(action) -> bool:
    return ClimateAction.objects.on_the_shelf(timezone.now()).filter(pk=action.pk).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "done"}, {"stage": "stopped"}, {"status": "draft"}, {"changed_at": timezone.now()}, {"affirmed_at": timezone.now()},
        {"stage_on": timezone.now().date()},
    ],
)  # fmt: skip
def test_what_is_done_moves_or_was_asked_about_is_not_on_the_shelf(shelved, fields):
    assert is_shelved(shelved)
    ClimateAction.objects.filter(pk=shelved.pk).update(**fields)
    assert not is_shelved(shelved)


def test_its_city_answers_with_one_click(signed_in, member, shelved):
    browser = signed_in(member)
    assert "Night buses" in browser.get(reverse("home")).content.decode()
    browser.post(reverse("action_still_on_it", args=[shelved.pk]))
    assert not is_shelved(shelved)
    shelved.refresh_from_db()
    assert not shelved.waits_for_lead


def test_others_read_nothing_of_it_and_staff_read_a_number(signed_in, outsider, manager, shelved):
    assert "Still on it" not in signed_in(outsider).get(reverse("home")).content.decode()
    page = signed_in(manager).get(reverse("manage")).content.decode()
    assert "1 plan" in page
    assert "Night buses" not in page


def test_the_city_is_asked_once_a_year_in_one_mail(lead, member, jakarta, practice, shelved):
    make_action(jakarta, "Bus lanes", practice=practice, stage_on=date(2024, 3, 1), changed_at=LONG_AGO, confirmed_at=LONG_AGO)
    now = timezone.now()
    assert ask_about_the_shelf(now=now) == 1
    assert Notice.objects.get().user == lead
    assert ask_about_the_shelf(now=now + timedelta(days=200)) == 0
    Notice.objects.update(created_at=now - timedelta(days=400))
    assert ask_about_the_shelf(now=now + timedelta(days=40)) == 1


def test_where_there_is_no_lead_whoever_is_in_charge_or_all_are_asked(member, shelved):
    ask_about_the_shelf(now=timezone.now())
    assert Notice.objects.get().user == member
