"""From any page to what was said, by the box at the top or by one key."""

import os

import pytest
from django.urls import reverse

from exchange.services import ask_question, reply_to
from tests.conftest import PASSWORD


@pytest.mark.django_db(transaction=True)
def test_somebody_finds_what_a_peer_replied(new_visitor, network, member, lead):
    question = ask_question(
        network=network, title="Who has built a depot in two storeys?", text="Ours has **40 bays**.", tags=["depots"], label="network",
        named_cities=[], by=member,
    )  # fmt: skip
    reply_to(question=question, text="We did: the ramps cost more than the chargers.", label="network", named_cities=[], by=lead)
    visitor = new_visitor()
    visitor.signs_in(member.email, PASSWORD)

    visitor.page.keyboard.press("/")
    visitor.page.keyboard.type("charger")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/search/**")
    visitor.looks()
    visitor.sees("In a reply:")
    assert visitor.page.locator("main mark").all_inner_texts() == ["chargers"]
    shot(visitor, "found")

    visitor.page.locator("input[name=q]").fill("jakarta")
    visitor.presses("Search")
    shot(visitor, "kinds")
    visitor.page.locator("input[name=q]").fill("zeppelin hangar")
    visitor.presses("Search")
    visitor.sees("Nothing that you may see has “zeppelin hangar” in it.")
    shot(visitor, "nothing")

    visitor.opens(reverse("search"))
    visitor.sees("How it looks")
    shot(visitor, "empty")
    visitor.presses("Turn that off")
    visitor.opens(reverse("networks"))
    visitor.page.keyboard.press("/")
    assert visitor.page.evaluate("document.activeElement.tagName") == "BODY"


def shot(visitor, name) -> None:
    """Where SHOTS names a folder, how it looks is left there."""
    if folder := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/searching-{name}-{width}.png", full_page=True)
