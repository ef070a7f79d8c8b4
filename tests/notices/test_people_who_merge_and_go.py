"""What becomes of notices and wishes when a person turns out to be two, closes their account, or asks for their data."""

import json
from datetime import time
from io import BytesIO
from zipfile import ZipFile

from networks.services import close_account
from notices.models import How, Notice, QuietHours, Wish
from notices.services import owe, save_wishes
from officials.services import merge_people
from reports.queries import my_data, write_zip
from tests.conftest import make_official


def test_who_turns_out_to_be_somebody_else_brings_what_they_were_told(member, jakarta, network, administrator, worker):
    duplicate = make_official("Melati Member Two", jakarta)
    owe("workshops.reminder", to=[member, duplicate], subject=network, key="2026")
    owe("workshops.announced", to=[duplicate], subject=network, network=network)
    merge_people(survivor=member, duplicate=duplicate, by=administrator)
    kinds = Notice.objects.visible_to(member).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["workshops.reminder", "workshops.announced"], "of the same they keep one"


def test_a_closed_account_leaves_nothing_of_what_it_was_told(member, replied, worker):
    replied()
    save_wishes(wishes={"exchange.replies": How.NEVER}, quiet_hours=(time(22), time(7)), by=member)
    close_account(user=member, by=member)
    assert not Notice.objects.filter(user=member).exists()
    assert not Wish.objects.exists()
    assert not QuietHours.objects.exists()
    assert worker() == []


def test_a_link_of_a_closed_account_stops_nothing(member, replied, worker, client, mailoutbox):
    replied()
    worker()
    link = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    close_account(user=member, by=member)
    assert client.post(link).status_code == 404
    assert not Wish.objects.exists()


def test_everybody_gets_a_copy_of_what_they_were_told_and_what_they_said(member, replied, network):
    replied()
    save_wishes(wishes={"exchange.replies": How.NEVER}, network=network, by=member)
    file = BytesIO()
    write_zip(file, my_data(member))
    with ZipFile(file) as archive:
        told, said = (json.loads(archive.read(f"{name}.json")) for name in ("notifications", "notification_settings"))
    assert [(row["kind"], row["in_network"]) for row in told] == [("exchange.replied", "Public Transport")]
    assert said == [{"topic": "exchange.replies", "how": "never", "in_network": "Public Transport"}]
    assert "Depots?" not in json.dumps(told)
