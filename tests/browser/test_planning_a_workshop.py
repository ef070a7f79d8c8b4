import pytest

from tests.conftest import PASSWORD
from tests.workshops.conftest import in_days
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_manager_plans_and_announces_and_a_member_sees_it(new_visitor, network, member, manager, jakarta):
    at_work = new_visitor()
    at_work.signs_in(manager.email, PASSWORD)
    at_work.opens("/networks/public-transport/workshops/")
    at_work.follows("Plan a workshop")
    at_work.presses("Save the draft")
    at_work.sees("Please look at this again")

    day = f"{in_days(10):%Y-%m-%d}"
    at_work.fills(Title="Depot charging", What_it_is_about="What we got **wrong**.", Starts=f"{day}T10:00", Ends=f"{day}T11:30")
    at_work.page.get_by_label("In person", exact=True).check()
    at_work.page.get_by_label("Host city").select_option(label="Jakarta")
    at_work.fills(Venue="City hall")
    assert at_work.page.get_by_label("Link to join online").is_hidden(), "nothing asks for a link to what is in person"
    at_work.presses("Save the draft")
    at_work.sees("Only those who run the network see it")
    at_work.sees("City hall, Jakarta")

    at_work.follows("Agenda")
    at_work.page.get_by_label("Title").fill("Welcome")
    at_work.presses("Add it")
    at_work.page.get_by_label("An official").select_option(label="Melati Member · Jakarta")
    at_work.presses("Add to the session")
    at_work.sees("Melati Member")

    at_work.follows("Overview")
    at_work.follows("Announce it")
    at_work.presses("Announce it")
    at_work.sees("1 member is mailed")

    workshop = Workshop.objects.get()
    at_home = new_visitor()
    at_home.signs_in(member.email, PASSWORD)
    at_home.sees("Depot charging")
    at_home.opens("/workshops/")
    at_home.follows("Month")
    at_home.opens(f"/workshops/?view=month&month={workshop.starts_at.astimezone(member.time_zone):%Y-%m}")
    at_home.page.get_by_role("link", name="10:00 Depot charging").click()
    at_home.looks()
    at_home.sees("10:00–11:30 WIB")
    at_home.sees("Welcome")
