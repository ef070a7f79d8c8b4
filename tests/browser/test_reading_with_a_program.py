"""Making a token and reading with it: in a browser, every page checked at two widths."""

import json
from urllib.request import Request, urlopen

import pytest

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_official_makes_a_token_reads_with_it_and_ends_it(new_visitor, member, network):
    visitor = new_visitor()
    visitor.signs_in(member.email, PASSWORD)
    visitor.opens("/settings/tokens/")
    visitor.sees("No program reads with your eyes.")
    visitor.presses("Make it")
    visitor.sees("This field is required.")
    visitor.fills(What_for="The dashboard of our climate office")
    visitor.presses("Make it")
    token = visitor.page.get_by_label("Copy it now").input_value()
    read = urlopen(Request(f"{visitor.base_url}/api/v1/networks", headers={"Authorization": f"Bearer {token}"}))  # noqa: S310 - our own server
    assert [row["name"] for row in json.load(read)["results"]] == [network.name]
    visitor.follows("What there is to read")
    for summary in visitor.page.locator("main summary").all():
        summary.click()
    visitor.looks()
    visitor.opens("/settings/tokens/")
    visitor.presses("End it")
    visitor.sees("No program reads with your eyes.")
