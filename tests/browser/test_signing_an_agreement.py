"""A manager drafts an agreement → cities are asked → their leads sign → the last makes it active → one leaves, in a real browser."""

import os
from datetime import timedelta

import pytest

from officials.models import today
from tests.conftest import PASSWORD
from tests.partnerships.conftest import leads, make_partner, make_rate  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("C40NET_SHOTS")


def shot(visitor, name):
    if SHOTS:
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{SHOTS}-{name}-{width}.png", full_page=True)
        visitor.page.set_viewport_size({"width": 1440, "height": 900})


def test_an_agreement_from_its_draft_to_a_city_that_leaves(new_visitor, network, manager, leads):  # noqa: F811
    make_partner(website="https://partner.example", contact="office@partner.example")
    make_rate("EUR", today() - timedelta(days=365), "1.1")
    office = new_visitor()
    office.signs_in(manager.email, PASSWORD)
    office.opens("/networks/public-transport/agreements/")
    shot(office, "empty")
    office.follows("Draft an agreement")
    fields = {
        "title": "Shared depot engineers", "scope": "Two engineers plan **electric depots**.\n\n- grid connection\n- tenders", "quorum": "3",
        "starts_on": f"{today():%Y}-01-01", "ends_on": f"{today().year + 2}-12-31", "currency": "eur", "value": "600000",
        "value_for": "two engineers for two years", "cost": "100000", "alone_means": "The tender of 2024 of each city.",
    }  # fmt: skip
    for name, value in fields.items():
        office.page.locator(f"[name={name}]").fill(value)
    office.page.get_by_label("Partner").select_option("Sample Institute")
    office.page.get_by_label("By the Shapley value").check()
    shot(office, "create")
    office.presses("Save the draft")
    for name, alone in (("Accra", "40000"), ("Bogota", "60000"), ("Cairo", "30000"), ("Dakar", "50000")):
        office.page.get_by_label("City", exact=True).select_option(name)
        office.page.locator("[name=cost_alone]").fill(alone)
        office.presses("Put it on the draft")
    shot(office, "parties")
    office.follows("Open for signature")
    office.presses("Open for signature")
    office.sees("0 of 3 signed, 3 to go")
    address = office.page.url

    for number, user in enumerate(leads[:3]):
        lead = new_visitor()
        lead.signs_in(user.email, PASSWORD)
        lead.opens("/home/")
        lead.sees("Waits for your city’s signature")
        if number == 1:
            shot(lead, "home")
        lead.opens(address)
        if number == 2:
            lead.sees("Accra and Bogota joined: 2 of 3 signed, one to go")
            shot(lead, "one-to-go")
        lead.page.get_by_role("link", name="Read and sign").first.click()
        lead.looks()
        if number == 0:
            lead.presses("Sign for the city")
            lead.sees("Please look at this again")
            shot(lead, "sign-error")
        lead.page.locator("[name=authority]").fill("Deputy mayor, council decision 14/2026")
        lead.page.get_by_role("checkbox").check()
        lead.presses("Sign for the city")
    lead.sees("The agreement is active.")
    shot(lead, "active")

    lead.page.get_by_role("link", name="Cairo leaves the agreement").click()
    lead.looks()
    shot(lead, "leave")
    lead.page.locator("[name=reason]").fill("The council stopped the money.")
    lead.presses("Leave the agreement")
    lead.sees("2 of 3 signed, one to go")
    office.opens(f"{address}shares/")
    office.sees("a city left")
    shot(office, "shares")
    office.opens("/manage/partnerships/")
    shot(office, "manage")
    office.opens("/manage/partnerships/rates/")
    shot(office, "rates")
    office.opens("/networks/public-transport/")
    office.sees("Too few cities are left")
    shot(office, "network")
