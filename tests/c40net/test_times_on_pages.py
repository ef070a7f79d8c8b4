from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from cities.models import DatePrecision

TUESDAY = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)


def shown(template: str, value, **context) -> str:
    return Template("{% load c40net %}" + template).render(Context({"value": value, **context}))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", '<time datetime="2026-12-08T20:00:00+07:00">Tue 8 Dec 2026, 20:00 WIB</time>'),
        ("Asia/Kolkata", '<time datetime="2026-12-08T18:30:00+05:30">Tue 8 Dec 2026, 18:30 IST</time>'),
        ("Asia/Kathmandu", '<time datetime="2026-12-08T18:45:00+05:45">Tue 8 Dec 2026, 18:45 GMT+05:45</time>'),
        ("America/Sao_Paulo", '<time datetime="2026-12-08T10:00:00-03:00">Tue 8 Dec 2026, 10:00 GMT-03:00</time>'),
        ("Pacific/Kiritimati", '<time datetime="2026-12-09T03:00:00+14:00">Wed 9 Dec 2026, 03:00 GMT+14:00</time>'),
        ("UTC", '<time datetime="2026-12-08T13:00:00+00:00">Tue 8 Dec 2026, 13:00 UTC</time>'),
    ],
)
def test_a_moment_is_told_in_the_readers_zone_with_its_name(zone, expected):
    with timezone.override(zone):
        assert shown("{% moment value %}", TUESDAY) == expected


def test_a_moment_in_summer_has_the_summers_name():
    with timezone.override("Europe/Oslo"):
        assert shown("{% moment value %}", datetime(2026, 7, 8, 13, 0, tzinfo=UTC)).endswith("15:00 CEST</time>")


@pytest.mark.parametrize(("language", "expected"), [("es", "mar 8 dic 2026"), ("fr", "mar. 8 déc. 2026")])
def test_a_moment_is_told_in_the_readers_language(language, expected):
    with translation.override(language), timezone.override("Asia/Kathmandu"):
        assert expected in shown("{% moment value %}", TUESDAY)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=2, minutes=50), "2 h ago"),
        (timedelta(hours=12, minutes=59), "12 h ago"),
        (timedelta(hours=13, minutes=1), "yesterday"),
        (timedelta(days=4), "Friday"),
        (timedelta(days=6), "Wednesday"),
        (timedelta(days=7), "1 December"),
        (timedelta(days=400), "3 November 2025"),
        (timedelta(days=-2), "10 December"),
    ],
)
@time_machine.travel(TUESDAY, tick=False)
def test_how_long_ago_is_told_in_fewer_words_the_longer_it_is(since, expected):
    assert f">{expected}</time>" in shown("{% ago value %}", TUESDAY - since)


@time_machine.travel(TUESDAY, tick=False)
def test_yesterday_is_the_readers_yesterday():
    """At 13:00 UTC it is past midnight on Kiritimati, where ten hours ago was still the day before."""
    with timezone.override("Pacific/Kiritimati"):
        assert ">yesterday<" in shown("{% ago value %}", TUESDAY - timedelta(hours=10))
    with timezone.override("UTC"):
        assert ">10 h ago<" in shown("{% ago value %}", TUESDAY - timedelta(hours=10))


@time_machine.travel(TUESDAY, tick=False)
def test_how_long_ago_says_the_moment_on_hover():
    assert 'title="Tue 8 Dec 2026, 11:00 UTC"' in shown("{% ago value %}", TUESDAY - timedelta(hours=2))


@pytest.mark.parametrize(
    ("precision", "english", "portuguese"),
    [
        (DatePrecision.DAY, "9 March 2014", "9 de março de 2014"),
        (DatePrecision.MONTH, "March 2014", "março de 2014"),
        (DatePrecision.YEAR, "2014", "2014"),
        (DatePrecision.BY, "2014 or earlier", None),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(precision, english, portuguese):
    template = "{{ value|dated:precision }}"
    assert shown(template, date(2014, 3, 9), precision=precision) == english
    if portuguese:
        with translation.override("pt"):
            assert shown(template, date(2014, 3, 9), precision=precision) == portuguese


def test_the_date_of_a_moment_is_the_one_where_the_reader_is():
    with timezone.override("Asia/Tokyo"):
        assert shown("{{ value|dated }}", TUESDAY + timedelta(hours=3)) == "9 December 2026"


def test_no_date_is_told_as_nothing():
    assert shown("{{ value|dated }}", None) == ""


@pytest.mark.django_db
def test_the_bar_marks_the_page_and_the_section_one_is_in(client, oslo):
    assert '<a href="/cities/" aria-current="page">Cities</a>' in client.get("/cities/").text
    assert '<a href="/cities/" aria-current="true">Cities</a>' in client.get("/cities/oslo/").text
    assert '<a href="/networks/">Networks</a>' in client.get("/cities/oslo/").text
