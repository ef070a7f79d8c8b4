"""A city lead hands over → the former official is out → somebody else takes their data and goes → the audit tells it, in a real browser."""

import re
from zipfile import ZipFile

import pytest

from officials.models import User
from tests.conftest import PASSWORD, make_official

pytestmark = pytest.mark.django_db(transaction=True)


def test_leaving_and_what_the_audit_says(new_visitor, network, lead, member, outsider, administrator):
    make_official("Sari Successor", lead.official.city)
    former = new_visitor()
    former.signs_in(member.email, PASSWORD)
    former.opens("/networks/public-transport/members/")

    city = new_visitor()
    city.signs_in(lead.email, PASSWORD)
    city.opens("/cities/jakarta/officials/")
    city.page.get_by_role("link", name=re.compile("Hand over.*Melati Member")).click()
    city.looks()
    city.page.locator("select[name=successor]").select_option("Sari Successor")
    city.page.locator("textarea[name=note]").fill("Ask Ayu.")
    city.presses("End the post and hand over")
    city.sees("Melati Member has no access any more.")
    former.opens("/networks/public-transport/members/")
    assert "/accounts/login/" in former.page.url

    leaver = new_visitor()
    leaver.signs_in(outsider.email, PASSWORD)
    leaver.opens("/settings/")
    leaver.follows("My data")
    with leaver.page.expect_download() as download:
        leaver.page.get_by_role("button", name="Download everything").click()
    assert "profile.json" in ZipFile(download.value.path()).namelist()
    leaver.follows("Close my account")
    leaver.page.locator("input[name=password]").fill(PASSWORD)
    leaver.presses("Go on")
    leaver.page.get_by_role("checkbox").check()
    leaver.presses("Close my account")
    leaver.sees("Your account is closed.")
    assert str(User.objects.get(pk=outsider.pk)) == "former official"

    office = new_visitor()
    office.signs_in(administrator.email, PASSWORD)
    office.opens("/manage/")
    office.follows("Audit")
    office.sees("The account of former official was closed")
    office.sees("Melati Member of Jakarta handed over to Sari Successor")
    office.page.get_by_label("Person, by name or e-mail address").fill("sari")
    office.presses("Show")
    office.sees("Sari Successor of Jakarta joined Public Transport")
    assert "The account of former official" not in office.page.inner_text("main")
