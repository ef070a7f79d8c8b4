"""Putting one's workshops on one's own calendar: in a browser, every page checked at two widths."""

import pytest
from icalendar import Calendar

from tests.conftest import PASSWORD
from tests.workshops.conftest import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_official_makes_renews_and_takes_back_the_address_of_their_calendar(new_visitor, member, network):
    workshop, visitor = make_workshop(network), new_visitor()
    visitor.signs_in(member.email, PASSWORD)
    visitor.opens("/settings/calendar/")
    visitor.presses("Make my private address")
    for summary in visitor.page.locator("main summary").all():
        summary.click()
    visitor.looks()
    first = visitor.page.get_by_label("My workshops", exact=True).input_value()
    visitor.presses("Make a new address")
    assert visitor.page.get_by_label("My workshops", exact=True).input_value() != first
    visitor.presses("Stop it")
    visitor.sees("Make my private address")
    visitor.opens(workshop.get_absolute_url())
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Add it to my calendar").click()
    assert Calendar.from_ical(download.value.path().read_bytes()).events[0]["SUMMARY"] == workshop.title
