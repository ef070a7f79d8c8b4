from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from cities.models import DatePrecision
from tests.conftest import make_city


def page_of(client, city) -> str:
    return client.get(city.get_absolute_url()).text


def test_a_city_tells_since_when_it_is_a_member_as_far_as_is_known(client, db):
    assert "Member since 2010 or earlier" in page_of(client, make_city("Oslo", joined_precision=DatePrecision.BY))
    assert "Member since January 2010" in page_of(client, make_city("Rome", joined_precision=DatePrecision.MONTH))


def test_a_former_member_is_shown_as_former(client, db):
    cairo = make_city("Cairo", left_on=date(2022, 12, 31), left_precision=DatePrecision.BY)
    text = page_of(client, cairo)
    assert "Former member" in text
    assert "2022 or earlier" in text
    assert "Member since" not in text


@time_machine.travel(datetime(2026, 12, 8, 13, 0, tzinfo=UTC), tick=False)
def test_a_city_tells_what_time_it_is_there(client, jakarta):
    assert "Tue 8 Dec 2026, 20:00 WIB" in page_of(client, jakarta)


def test_nobody_who_works_there_is_named_to_a_visitor(client, member, jakarta):
    assert member.full_name not in page_of(client, jakarta)


@pytest.mark.usefixtures("db")
def test_a_city_that_is_not_there_is_not_found(client):
    response = client.get(reverse("city", args=["atlantis"]))
    assert response.status_code == 404
    assert "There is nothing here that you can see" in response.text
