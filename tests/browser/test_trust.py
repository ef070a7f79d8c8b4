"""Signing up → the city lead vouches → people find each other → roles and duplicates, in a real browser."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from officials.models import Official
from tests.conftest import PASSWORD, make_official

pytestmark = pytest.mark.django_db(transaction=True)


def last_mail(pattern: str) -> str:
    return re.search(pattern, mail.outbox[-1].body, re.MULTILINE)[1]


def test_somebody_signs_up_and_the_city_lead_vouches(new_visitor, member, lead, settings, live_server):
    settings.PUBLIC_URL = live_server.url
    new = new_visitor()
    new.opens("/accounts/login/")
    new.follows("Sign up as an official of a member city")
    new.presses("Sign up")
    new.sees("This field is required.")
    new.page.get_by_label("Name").fill("Nia New")
    new.page.get_by_label("City for which you work").select_option("Jakarta")
    new.page.get_by_label("Job title").fill("Planner, Depots")
    new.page.get_by_label("E-mail address at work").fill("nia@gmail.com")
    new.presses("Sign up")
    new.sees("Confirm your address first")
    new.opens(last_mail(r"(http\S+/confirm-email/\S+)"))
    new.presses("Confirm the address")
    new.opens("/home/")
    new.sees("Jakarta has not said yet that you work there")
    new.opens("/people/")
    new.sees("1 person")

    city = new_visitor()
    city.signs_in(lead.email, PASSWORD)
    city.sees("1 official waits for you to vouch")
    city.opens("/cities/jakarta/")
    city.follows("Its officials in c40net")
    city.presses("Decline")
    city.sees("Say why, so that the person knows what to do next.")
    city.presses("Vouch")
    city.sees("Nia New is in.")

    new.opens("/settings/")
    new.page.get_by_label("Expertise").fill("bus depots, tenders")
    new.page.get_by_label("French").check()
    new.presses("Save")
    new.opens("/people/")
    new.sees("3 people")

    colleague = new_visitor()
    colleague.signs_in(member.email, PASSWORD)
    colleague.opens("/people/")
    colleague.fills(**{"Name,_expertise": "DEPÔT"})
    colleague.presses("Search")
    colleague.follows("Nia New")
    colleague.sees("bus depots, tenders")
    colleague.sees("French")
    assert "nia@gmail.com" not in colleague.page.content()


def test_administrators_edit_roles_and_merge_duplicates(new_visitor, administrator, manager, member, jakarta, network):
    twin = make_official("melati mémber", jakarta)
    office = new_visitor()
    office.signs_in(administrator.email, PASSWORD)
    for path in ("/manage/", "/manage/officials/", "/cities/jakarta/officials/", "/cities/jakarta/officials/domains/"):
        office.opens(path)
    office.opens("/manage/people/")
    office.page.get_by_label("Name").fill("Nora New")
    office.page.get_by_label("E-mail address").fill("nora@c40net.test")
    office.presses("Add as staff")
    office.sees("Nora New is staff from today on.")
    office.page.get_by_role("link", name=re.compile("End as staff.*Mara Manager")).click()
    office.looks()
    office.sees("Public Transport")
    office.follows("Public Transport")
    office.page.get_by_label("Member of staff").select_option("Nora New")
    office.presses("Let them run it")
    office.sees("Nora New now runs the network.")
    office.opens("/manage/duplicates/")
    office.page.get_by_role("link", name=re.compile(f"Show what would move.*{twin.email}")).click()
    office.looks()
    office.sees("What happens if you merge")
    office.presses("Merge")
    office.sees("has one entry now.")
    office.opens(reverse("city_duplicates"))
    assert Official.objects.current().filter(city=jakarta).count() == 1
