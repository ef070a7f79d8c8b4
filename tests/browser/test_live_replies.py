"""Replies come without a reload, and words outlive a lost connection."""

import pytest
from playwright.sync_api import expect

from exchange.models import Reply
from exchange.services import ask_question, edit_reply, reply_to
from tests.conftest import PASSWORD, give_seat, make_city, make_official


@pytest.mark.django_db(transaction=True)
def test_replies_come_and_go_out_without_a_reload(new_visitor, network, member):
    peer = make_official("Pilar Peer", make_city("Lima", country="PE", time_zone="America/Lima", region="latin_america"))
    give_seat(peer, network)
    question = ask_question(network=network, title="Depots?", text="", tags=[], label="network", named_cities=[], by=member)
    said = {"label": "network", "named_cities": []}
    asks = new_visitor()
    asks.signs_in(member.email, PASSWORD)
    asks.opens(question.get_absolute_url())
    asks.sees("Nobody has replied yet.")
    page = asks.page
    page.evaluate("window.still = 'here'")
    area = page.locator("textarea[name=text]")
    area.fill("I was just writing")

    reply = reply_to(question=question, text="We built one.", by=peer, **said)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("We built one.")).to_be_visible()
    expect(page.locator("[data-live-says]")).to_have_text("A new reply has come. 1 reply")
    expect(area).to_have_value("I was just writing")
    expect(area).to_be_focused()
    edit_reply(reply=reply, text="We built two.", by=peer, **said)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("We built two.")).to_be_visible()

    page.context.set_offline(True)
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_role("alert")).to_contain_text("Your words are kept")
    expect(area).to_have_value("I was just writing")
    page.context.set_offline(False)
    asks.problems.clear()  # the browser says that it was offline
    page.reload()
    expect(area).to_have_value("I was just writing")

    page.evaluate("window.still = 'here'")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator("article.fresh")).to_be_focused()
    expect(page.locator("[data-live-says]")).to_have_text("Your reply is there.")
    expect(page.locator("textarea[name=text]")).to_have_value("")
    assert Reply.objects.count() == 2
    assert page.evaluate("window.still") == "here"
    asks.looks()

    page.locator("textarea[name=text]").fill(" ")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".errors")).to_be_focused()
    assert page.evaluate("window.still") == "here"
    asks.looks()
