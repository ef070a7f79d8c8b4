"""Actions opened in every way, every kind of reader, and everything that shows actions: nobody reads what is not open to them."""

import re

import pytest
from django.urls import reverse

from actions.models import PARTS, ClimateAction, Document, Indicator, IndicatorValue, Readers
from actions.services import change_stage
from tests.actions.conftest import make_action
from tests.conftest import give_seat, make_city, make_official

MARKER = re.compile(r"zq([a-z]+\d+)zq")
RANK = {"public": 0, "members": 1, "city": 2}
WAYS = [("published", readers, part) for readers in Readers.values for part in Readers.values] + [
    ("draft", "public", "public"),
    ("withdrawn", "public", "public"),
]
PAGES = [
    "/home/", "/cities/jakarta/", "/cities/jakarta/actions/", "/cities/jakarta/actions/export/", "/networks/public-transport/",
    "/networks/public-transport/feed/", "/networks/public-transport/practices/", "/networks/public-transport/progress/", "/search/?q=zq",
    "/manage/", "/manage/audit/", "/manage/networks/public-transport/practices/",
]  # fmt: skip


@pytest.fixture
def opened(jakarta, practice, member):
    """An action for each way of opening it, each part with a marker of its own; and a line in the log."""
    made = []
    for number, (status, readers, part) in enumerate(WAYS):
        words = {name: f"zq{name}{number}zq" for name in PARTS}
        action = make_action(
            jakarta, f"zqtitle{number}zq", practice=practice, readers=readers, text=words["text"], department=words["lead"],
            **{f"{name}_for": part for name in PARTS},
        )  # fmt: skip
        indicator = Indicator.objects.create(action=action, name=words["indicators"], unit="km")
        IndicatorValue.objects.create(indicator=indicator, year=2024, value=1)
        Document.objects.create(action=action, title=words["documents"], link="https://x.example/")
        withdrawn = {"withdrawn_at": action.changed_at} if status == "withdrawn" else {}
        ClimateAction.objects.filter(pk=action.pk).update(status=status, **withdrawn)
        change_stage(action=action, stage="adopted", happened_on=action.changed_at.date(), by=member)
        made.append(action)
    return made


def may_read(rank: int) -> set[str]:
    """By the words of the city, told without any queryset."""
    may = set()
    for number, (status, readers, part) in enumerate(WAYS):
        if rank == 2 or (status == "published" and rank >= RANK[readers]):
            may.add(f"title{number}")
            if rank >= RANK[part]:
                may |= {f"{name}{number}" for name in ("text", "lead", "indicators", "documents")}
    return may


def text_of(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")


def test_nobody_reads_more_of_actions_than_is_open_to_them(opened, member, lead, manager, administrator, outsider, network, signed_in):
    peer = make_official("Pia Peer", make_city("Lima"))
    give_seat(peer, network)
    ranks = {None: 0, outsider: 0, peer: 1, manager: 1, administrator: 1, member: 2, lead: 2}
    for reader, rank in ranks.items():
        browser, may = signed_in(reader), may_read(rank)
        for page in PAGES:
            assert set(MARKER.findall(text_of(browser.get(page)))) <= may, f"{page} to {reader}"
        told = set()
        for action in opened:
            told |= set(MARKER.findall(text_of(browser.get(action.get_absolute_url()))))
        assert told == may, f"the pages of actions to {reader}"
        for what in ("report_export", "my_data"):
            answer = browser.post(reverse(what), {"what": "actions", "format": "csv"})
            assert set(MARKER.findall(text_of(answer))) <= may, f"{what} to {reader}"
