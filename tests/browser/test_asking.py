"""From a question to the reply that helped."""

import os

import pytest
from django.urls import reverse

from exchange.models import Question
from tests.conftest import PASSWORD, give_seat, make_city, make_official


@pytest.mark.django_db(transaction=True)
def test_a_city_asks_and_another_answers(new_visitor, network, member, manager):
    peer = make_official("Pilar Peer", make_city("Lima", country="PE", time_zone="America/Lima", region="latin_america"))
    peer.expertise = ["Depots"]
    peer.save()
    give_seat(peer, network)
    asks, answers, desk = new_visitor(), new_visitor(), new_visitor()

    asks.signs_in(member.email, PASSWORD)
    asks.opens(reverse("network_exchange", args=[network.slug]))
    shot(asks, "empty")
    asks.follows("Ask a question")
    words = "Ours has **40 bays**.\n\n- Which charger?\n- <script>document.title = 'taken'</script>"
    asks.fills(Your_question="Who has built a depot in two storeys?", Tags="depots, chargers")
    area = asks.page.locator("textarea[name=text]")
    area.fill(words)
    asks.page.reload()
    assert area.input_value() == words
    asks.fills(Your_question="Who has built a depot in two storeys?", Tags="depots, chargers")
    asks.presses("Preview")
    asks.sees("As it will look")
    shot(asks, "ask")
    asks.presses("Ask")
    asks.sees("You hear of each reply")
    assert asks.page.title() == "Who has built a depot in two storeys? · c40net"
    asks.sees("knows about it")
    shot(asks, "asked")

    answers.signs_in(peer.email, PASSWORD)
    answers.sees("Who has built a depot in two storeys?")
    answers.opens(Question.objects.get().get_absolute_url())
    answers.page.locator("textarea[name=text]").fill("We did, in *Surquillo*: the ramps cost more than the chargers.")
    answers.presses("Reply")
    answers.page.locator("article.reply", has_text="the ramps cost more").wait_for()
    assert answers.page.locator("textarea[name=text]").input_value() == ""

    asks.opens(Question.objects.get().get_absolute_url())
    asks.presses("This helped")
    asks.sees("It did not help")
    shot(asks, "question")
    asks.opens(reverse("network_exchange", args=[network.slug]))
    shot(asks, "list")
    asks.opens(reverse("home"))
    shot(asks, "home")

    desk.signs_in(manager.email, PASSWORD)
    desk.opens(Question.objects.get().get_absolute_url())
    desk.opens(reverse("manage_exchange"))
    shot(desk, "manage")


def shot(visitor, name) -> None:
    """Where SHOTS names a folder, how it looks is left there."""
    if folder := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/asking-{name}-{width}.png", full_page=True)
