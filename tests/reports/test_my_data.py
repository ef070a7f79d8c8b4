"""/settings/data/: everything that c40net has on me, as one ZIP."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.urls import reverse

from activity.models import Activity
from activity.services import activity, record_all
from activity.verbs import Verb
from exchange.services import ask_question, reply_to
from networks.models import Invitation, SeatMessage
from tests.conftest import make_official
from tests.workshops.conftest import make_workshop
from workshops.models import (
    CalendarFeed,
    FollowUp,
    Registration,
    RegistrationAnswer,
    RegistrationQuestion,
    Speaker,
    WorkshopSession,
)

PARTS = [
    "profile", "addresses", "posts", "secretariat", "stewardships", "seats", "messages", "invitations", "registrations", "answers",
    "follow_ups", "speaking", "calendar", "signatures", "actions", "influence", "proposals", "questions", "replies", "stories", "introductions",
    "introduced", "found_useful", "followed", "pulses", "notifications", "notification_settings", "quiet_hours", "resources", "uses", "downloads",
    "digest_settings", "left_out", "digests", "paused", "notes", "activity", "access_tokens", "sessions",
]  # fmt: skip


@pytest.fixture
def download(signed_in):
    def downloaded(user) -> ZipFile:
        answer = signed_in(user).post(reverse("my_data"), {"download": "yes"})
        assert answer["Content-Type"] == "application/zip"
        return ZipFile(BytesIO(b"".join(answer.streaming_content)))

    return downloaded


def rows(archive: ZipFile, name: str) -> list[dict]:
    return json.loads(archive.read(f"{name}.json"))


def test_everything_is_in_it_as_json_and_csv_with_a_readme(download, member):
    archive = download(member)
    assert sorted(archive.namelist()) == sorted(["README.txt", *(f"{part}.{kind}" for part in PARTS for kind in ("csv", "json"))])
    [profile] = rows(archive, "profile")
    assert (profile["full_name"], profile["email"], profile["time_zone"]) == ("Melati Member", member.email, "Asia/Jakarta")
    [seat] = rows(archive, "seats")
    assert (seat["in_network"], seat["for_city"], seat["status"]) == ("Public Transport", "Jakarta", "active")
    [post] = csv.DictReader(StringIO(archive.read("posts.csv").decode("utf-8-sig")))
    assert post["of_city"] == "Jakarta"
    readme = archive.read("README.txt").decode()
    assert all(f"\n{part}: " in readme for part in PARTS)
    assert Activity.objects.get(verb=Verb.DATA_DOWNLOADED).actor == member


def test_what_others_are_and_do_is_not_in_it(download, member, lead, outsider, network, manager):
    SeatMessage.objects.create(seat=lead.official.seats.get(), author=manager, text="Only for Lestari")
    Invitation.objects.create(network=network, email="new@x.example", full_name="Nina Newcomer", city=lead.official.city)
    own = Invitation.objects.create(network=network, email=member.email.upper(), full_name="Melati", city=member.official.city)
    with transaction.atomic():
        record_all(
            [
                activity(
                    Verb.SEAT_STARTED, by=manager, subject=member.official, official=member.official, network=network, came_from="192.0.2.9"
                )
            ]
        )
        record_all([activity(Verb.SEAT_STARTED, by=manager, subject=lead.official, official=lead.official, network=network)])
    archive = download(member)
    text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for words in ("Lestari", "Nina", lead.email, outsider.email, own.token, "192.0.2.9", "argon2", "md5$"):
        assert words not in text
    assert [row["verb"] for row in rows(archive, "activity") if row["verb"] != Verb.SIGNED_IN] == [Verb.SEAT_STARTED, Verb.DATA_DOWNLOADED]
    assert len(rows(archive, "invitations")) == 1


def test_csv_files_run_no_formulas(download, member):
    member.full_name = "=1+1"
    member.save()
    archive = download(member)
    [profile] = csv.DictReader(StringIO(archive.read("profile.csv").decode("utf-8-sig")))
    assert (profile["full_name"], rows(archive, "profile")[0]["full_name"]) == ("'=1+1", "=1+1")


def queries_of(browser, count) -> int:
    with count as queries:
        assert browser.get(reverse("my_data")).status_code == 200
    return len(queries)


def test_three_lines_and_three_hundred_take_as_many_queries(signed_in, member, network, django_assert_max_num_queries):
    browser, counts = signed_in(member), []
    for number in (3, 297):
        with transaction.atomic():
            record_all(activity(Verb.SEAT_STARTED, by=member, subject=member.official, network=network) for _ in range(number))
        counts.append(queries_of(browser, django_assert_max_num_queries(45)))
    assert counts[0] == counts[1]


def test_the_page_leads_on_to_correcting_and_closing(signed_in, oslo):
    page = signed_in(make_official("Nia New", oslo, verified_at=None)).get(reverse("my_data")).content.decode()
    assert f'href="{reverse("settings")}"' in page
    assert f'href="{reverse("account_close")}"' in page


def test_what_one_did_at_workshops_is_in_it_and_what_others_did_is_not(download, member, lead, network):
    workshop = make_workshop(network, "Depots")
    question = RegistrationQuestion.objects.create(workshop=workshop, text="How many buses?")
    session = WorkshopSession.objects.create(workshop=workshop, title="Opening", starts_at=workshop.starts_at)
    for user in (member, lead):
        registration = Registration.objects.create(workshop=workshop, official=user.official, status="registered", registered_by=member)
        RegistrationAnswer.objects.create(registration=registration, question=question, text=f"By {user}")
        FollowUp.objects.create(workshop=workshop, official=user.official, text=f"Next, by {user}")
        Speaker.objects.create(session=session, official=user.official)
        CalendarFeed.objects.create(user=user)
    archive = download(member)
    [registration] = rows(archive, "registrations")
    assert (registration["for_workshop"], registration["in_network"], registration["status"]) == (
        "Depots",
        "Public Transport",
        "registered",
    )
    assert [row["text"] for row in rows(archive, "answers")] == ["By Melati Member"]
    assert [row["text"] for row in rows(archive, "follow_ups")] == ["Next, by Melati Member"]
    assert [row["in_session"] for row in rows(archive, "speaking")] == ["Opening"]
    [calendar] = rows(archive, "calendar")
    assert set(calendar) == {"created_at"}


def test_what_one_asked_and_replied_is_in_it_and_what_others_wrote_is_not(download, member, lead, network):
    said = {"label": "network", "named_cities": []}
    own, other = (ask_question(network=network, title=f"By {user}?", text="", tags=[], by=user, **said) for user in (member, lead))
    for question, user in ((own, lead), (other, member)):
        reply_to(question=question, text=f"Reply of {user}", by=user, **said)
    archive = download(member)
    assert [row["title"] for row in rows(archive, "questions")] == ["By Melati Member?"]
    assert [row["text"] for row in rows(archive, "replies")] == ["Reply of Melati Member"]
