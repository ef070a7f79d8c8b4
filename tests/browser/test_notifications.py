"""From a reply to the number in the head of the page, and to what is mailed of it."""

import os

import pytest
from django.urls import reverse

from exchange.services import ask_question, reply_to
from notices.models import Wish
from notices.services import owe
from tests.conftest import PASSWORD, give_seat, make_city, make_official


@pytest.mark.django_db(transaction=True)
def test_somebody_reads_what_is_new_and_says_what_is_mailed(new_visitor, network, member):
    peer = make_official("Pilar Peer", make_city("Lima", country="PE", time_zone="America/Lima", region="latin_america"))
    give_seat(peer, network)
    reader = new_visitor()
    reader.signs_in(member.email, PASSWORD)
    reader.opens(reverse("notifications"))
    reader.sees("Nothing yet")
    shot(reader, "empty")

    asked = {"text": "", "tags": [], "label": "network", "named_cities": [], "by": member, "uploads": []}
    question = ask_question(network=network, title="Who has built a depot in two storeys?", **asked)
    for text in ("We did.", "And the ramps?"):
        reply_to(question=question, text=text, label="network", named_cities=[], by=peer)
    owe("workshops.announced", to=[member], subject=network, network=network)
    reader.opens(reverse("home"))
    head = reader.page.get_by_role("banner").get_by_role("link", name="Notifications")
    assert " ".join(head.text_content().split()) == "Notifications, 3 unread"
    head.click()
    reader.looks()
    shot(reader, "list")
    reader.page.get_by_role("listitem").filter(has_text="A new reply").first.get_by_role("link").click()
    reader.looks()
    assert reader.page.url.endswith(f"#reply-{question.replies.last().pk}")
    reader.opens(reverse("notifications"))
    reader.presses("Mark all as read")
    assert head.inner_text() == "Notifications"
    shot(reader, "read")

    reader.follows("What is mailed to me")
    shot(reader, "settings")
    replies = reader.page.get_by_role("group", name="Replies to questions that you follow")
    replies.get_by_label("In the digest").check()
    reader.page.get_by_label("Quiet from").fill("22:00")
    reader.presses("Save")
    reader.sees("Give both times, or neither.")
    shot(reader, "settings-error")
    reader.page.get_by_label("Quiet until").fill("07:00")
    reader.presses("Save")
    reader.sees("Saved.")
    assert replies.get_by_label("In the digest").is_checked()
    reader.follows(network.name)
    replies.get_by_label("No mail").check()
    shot(reader, "settings-network")
    reader.presses("Save")
    reader.sees("1 exception")
    assert set(Wish.objects.values_list("topic", "network", "how")) == {
        ("exchange.replies", None, "digest"), ("exchange.replies", network.pk, "never"),
    }  # fmt: skip


def shot(visitor, name) -> None:
    """Where SHOTS names a folder, how it looks is left there."""
    if folder := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/notifications-{name}-{width}.png", full_page=True)
