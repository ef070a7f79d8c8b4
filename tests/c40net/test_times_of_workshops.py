"""A workshop is told by the reader's clock, with the host's beside it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from cities.models import City
from workshops.models import Workshop


def workshop(start: datetime, *, zone: str, minutes: int = 90, host: City | None = None) -> Workshop:
    return Workshop(starts_at=start, ends_at=start + timedelta(minutes=minutes), time_zone=ZoneInfo(zone), host_city=host)


def in_words(subject: Workshop, zone: str) -> str:
    with timezone.override(zone):
        return Template("{% load c40net %}{{ it|in_both_zones_as_text }}").render(Context({"it": subject}, autoescape=False))


@pytest.mark.parametrize(
    ("reader", "host", "expected"),
    [
        ("Asia/Jakarta", "Africa/Johannesburg", "Tue 8 Dec 2026, 20:00–21:30 WIB · 15:00 in Johannesburg (SAST)"),
        ("Asia/Kathmandu", "Asia/Kolkata", "Tue 8 Dec 2026, 18:45–20:15 GMT+05:45 · 18:30 in Kolkata (IST)"),
        ("Africa/Johannesburg", "Pacific/Auckland", "Tue 8 Dec 2026, 15:00–16:30 SAST · Wed 9 Dec, 02:00 in Auckland (NZDT)"),
        ("America/Sao_Paulo", "America/Argentina/Buenos_Aires", "Tue 8 Dec 2026, 10:00–11:30 GMT-03:00"),
        ("America/St_Johns", "America/Argentina/Salta", "Tue 8 Dec 2026, 09:30–11:00 NST · 10:00 in Salta (GMT-03:00)"),
        ("Asia/Jakarta", "UTC", "Tue 8 Dec 2026, 20:00–21:30 WIB · 13:00 UTC"),
        ("Pacific/Chatham", "Australia/Eucla", "Wed 9 Dec 2026, 02:45–04:15 GMT+13:45 · Tue 8 Dec, 21:45 in Eucla (GMT+08:45)"),
        ("Europe/London", "UTC", "Tue 8 Dec 2026, 13:00–14:30 GMT"),
    ],
)
def test_a_workshop_is_told_by_both_clocks(reader, host, expected):
    assert in_words(workshop(datetime(2026, 12, 8, 13, 0, tzinfo=UTC), zone=host), reader) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 3, 28, 9, 0, tzinfo=UTC), "Sat 28 Mar 2026, 10:00–11:30 CET · 05:00 in New York (EDT)"),
        (datetime(2026, 3, 29, 9, 0, tzinfo=UTC), "Sun 29 Mar 2026, 11:00–12:30 CEST · 05:00 in New York (EDT)"),
        (
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            "Sun 29 Mar 2026, 01:30 CET – Sun 29 Mar 2026, 04:00 CEST · Sat 28 Mar, 20:30 in New York (EDT)",
        ),
        (
            datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
            "Sun 25 Oct 2026, 02:00 CEST – Sun 25 Oct 2026, 02:30 CET · Sat 24 Oct, 20:00 in New York (EDT)",
        ),
    ],
)
def test_the_days_on_which_clocks_change(start, expected):
    assert in_words(workshop(start, zone="America/New_York"), "Europe/Oslo") == expected


def test_a_study_tour_of_days_tells_both_ends():
    tour = workshop(datetime(2026, 12, 8, 2, 0, tzinfo=UTC), zone="Asia/Jakarta", minutes=2 * 24 * 60 + 8 * 60)
    assert in_words(tour, "Asia/Jakarta") == "Tue 8 Dec 2026, 09:00 WIB – Thu 10 Dec 2026, 17:00 WIB"


def test_the_host_city_is_named_and_written_safely():
    host = City(name="St. John's <b>", time_zone=ZoneInfo("America/St_Johns"))
    subject = workshop(datetime(2026, 12, 8, 13, 0, tzinfo=UTC), zone="America/St_Johns", host=host)
    with timezone.override("Asia/Jakarta"):
        html = Template("{% load c40net %}{% in_both_zones it %}").render(Context({"it": subject}))
    assert '<time datetime="2026-12-08T20:00:00+07:00">Tue 8 Dec 2026, 20:00–21:30 WIB</time> <span class="soft">' in html
    assert "· 09:30 in St. John&#x27;s &lt;b&gt; (NST)" in html


def test_both_clocks_are_told_in_the_readers_language():
    with translation.override("fr"):
        told = in_words(workshop(datetime(2026, 12, 8, 13, 0, tzinfo=UTC), zone="Africa/Johannesburg"), "Europe/Paris")
    assert "mar. 8 déc. 2026" in told
