"""Visitor → official asks → manager approves → digest arrives → administrator exports, in a real browser with a real worker."""

import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from activity.models import Activity
from digests.services import plan_digests
from networks.models import Seat
from reach.models import Snapshot
from reach.services import request_snapshot
from tests.conftest import PASSWORD
from tests.real_parts import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def let_a_week_pass():
    """What happened until now happened a week ago."""
    week = timedelta(days=7)
    with transaction.atomic(), connection.cursor() as cursor:
        # The log is append-only; a superuser gets past its trigger.
        cursor.execute("SET LOCAL session_replication_role = replica")
        Activity.objects.update(happened_at=F("happened_at") - week)
    Seat.objects.update(requested_at=F("requested_at") - week, decided_at=F("decided_at") - week, started_at=F("started_at") - week)


def test_the_main_story(
    new_visitor, start_worker, smtp_sink, network, other_network, member, outsider, manager, administrator, settings, live_server
):
    settings.PUBLIC_URL = live_server.url
    start_worker("mail,reach")

    visitor = new_visitor()
    visitor.opens("/")
    visitor.sees("Cities act faster when they act together")
    visitor.opens("/networks/")
    visitor.follows("Public Transport")
    visitor.sees("About Public Transport.")
    assert member.full_name not in visitor.page.content()
    visitor.opens("/cities/")
    visitor.opens("/cities/jakarta/")

    official = new_visitor()
    official.signs_in(outsider.email, PASSWORD)
    official.sees("You are in no network yet")
    official.opens("/networks/public-transport/")
    official.follows("Ask to join")
    official.presses("Ask to join")
    official.sees("This field is required.")
    official.fills(What_can_your_city_offer="Ten years of data on bus lanes", What_does_your_city_seek="How to pay for depots")
    official.presses("Ask to join")
    official.sees("You asked to join")
    official.opens("/home/")
    official.sees("Waiting for an answer")

    staff = new_visitor()
    staff.signs_in(manager.email, PASSWORD)
    staff.opens("/manage/")
    staff.sees("Ten years of data on bus lanes")
    staff.presses("Approve")
    staff.sees("1 official joined.")
    staff.sees("Nothing waits for a decision.")
    for tab in ("requests", "memberships", "invitations"):
        staff.opens(f"/manage/networks/public-transport/{tab.replace('requests', 'seats')}/")

    wait_until(lambda: smtp_sink.mail_to(outsider))
    assert smtp_sink.mail_to(outsider)[0]["Subject"] == "Welcome to Public Transport"

    for path in (
        "/networks/public-transport/",
        "/networks/public-transport/members/",
        "/networks/public-transport/feed/",
        "/settings/",
        "/settings/digest/",
    ):
        official.opens(path)
    official.opens("/networks/public-transport/members/")
    official.sees(member.full_name)

    let_a_week_pass()
    plan_digests(now=timezone.now())
    wait_until(lambda: len(smtp_sink.mail_to(member)) == 1)
    digest = smtp_sink.mail_to(member)[0]
    assert "Odd Outsider of Oslo joined Public Transport" in digest.get_body(("plain",)).get_content()

    request_snapshot(by=administrator)
    wait_until(Snapshot.objects.computed().exists)
    visitor.opens("/reach/")
    visitor.sees("officials")

    office = new_visitor()
    office.signs_in(administrator.email, PASSWORD)
    office.opens("/reports/")
    with office.page.expect_download() as download:
        office.page.get_by_role("button", name=re.compile("Export|Download")).first.click()
    with ZipFile(download.value.path()) as archive:
        exported = archive.read("c40net-members.csv").decode("utf-8-sig")
        assert "One row for each active seat" in archive.read("about.txt").decode("utf-8-sig")
    assert exported.count("Public Transport") == 2
    assert "Odd Outsider" in exported
    office.opens("/reports/")
    office.sees("Ada Administrator")

    unsubscribe = re.search(r"<(http[^>]+)>", digest["List-Unsubscribe"])[1]
    reader = new_visitor()
    reader.opens(unsubscribe)
    reader.page.get_by_role("button").last.click()
    reader.looks()
