"""An official writes an action, its lead confirms it, others read what is open to them, in a real browser."""

import pytest

from actions.models import ClimateAction
from tests.actions.conftest import make_practice
from tests.conftest import PASSWORD, give_seat, make_city, make_official

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_action_from_its_draft_to_its_readers(new_visitor, member, lead, manager, network):
    make_practice(network)
    peer = make_official("Pia Peer", make_city("Lima"))
    give_seat(peer, network)
    writer = new_visitor()
    writer.signs_in(member.email, PASSWORD)
    writer.opens("/cities/jakarta/actions/")
    writer.sees("No action yet")
    writer.follows("Write down the first one")
    writer.presses("Save the draft")
    writer.sees("This field is required.")
    writer.page.get_by_label("Title").fill("A bus rapid transit corridor from the port to the old town")
    writer.page.get_by_label("Practice").select_option("Bus rapid transit corridor")
    writer.page.get_by_label("How far is it?").select_option("Planned")
    writer.page.get_by_label("Since when?").fill("2025-03-01")
    writer.page.get_by_label("What your city does, and why").fill(
        "We build **12 km** of lanes.\n\n- stations at level\n- buses every three minutes"
    )
    writer.page.get_by_label("Department in charge").fill("Transport Agency")
    writer.page.get_by_label("Emissions it is expected").fill("12000")
    writer.page.get_by_label("Budget").fill("2500000000")
    writer.presses("Save the draft")
    writer.sees("A draft: only your city sees it")
    address = f"/actions/{ClimateAction.objects.get().pk}/"

    writer.opens(f"{address}stage/")
    writer.page.get_by_label("Since when?").fill("2025-01-01")
    writer.presses("Write it down")
    writer.sees("It came to the stage where it is after that day.")
    writer.page.get_by_label("Since when?").fill("2025-09-01")
    writer.presses("Write it down")
    writer.sees("September 2025")
    writer.opens(f"{address}indicators/")
    writer.page.get_by_label("What is measured").fill("Bus lanes in use")
    writer.page.get_by_label("Unit").fill("km")
    writer.page.get_by_label("Target").fill("12")
    writer.presses("Add")
    for year, value in (("2025", "2.5"), ("2026", "7")):
        writer.page.get_by_label("Year", exact=True).fill(year)
        writer.page.get_by_label("Value", exact=True).fill(value)
        writer.presses("Save")
    writer.opens(f"{address}milestones/")
    writer.page.get_by_label("Milestone").fill("The first station opens")
    writer.page.get_by_label("Due").fill("2027-03-01")
    writer.presses("Add")
    writer.opens(f"{address}documents/")
    writer.page.get_by_label("Title").fill("The council's decision")
    writer.page.get_by_label("Link").fill("https://jakarta.example/decision")
    writer.presses("Add")
    writer.opens(f"{address}influence/")
    writer.page.get_by_label("contributed to it").check()
    writer.page.get_by_label("How").fill("Bogotá showed us its depots.")
    writer.presses("Save")
    writer.sees("Said by Jakarta itself")

    reader = new_visitor()
    reader.signs_in(peer.email, PASSWORD)
    reader.page.goto(reader.base_url + address)
    reader.problems.clear()  # the 404
    reader.sees("There is nothing here that you can see")

    boss = new_visitor()
    boss.signs_in(lead.email, PASSWORD)
    boss.opens("/home/")
    boss.sees("What waits in your city's actions")
    boss.opens(f"{address}readers/")
    boss.page.get_by_role("group", name="budget").get_by_label("our city only").check()
    boss.presses("Save")
    boss.presses("Confirm and publish")
    boss.sees("Those to whom your city opens it can read it now.")

    reader.opens(address)
    reader.sees("12,000 t CO₂e a year")
    assert "2,500,000,000" not in reader.page.inner_text("main")
    reader.opens("/networks/public-transport/practices/")
    reader.sees("1 action")

    staff = new_visitor()
    staff.signs_in(manager.email, PASSWORD)
    staff.opens(address)
    staff.follows("Propose a change to the city")
    staff.page.get_by_label("Title").fill("Corridor 1")
    staff.presses("Propose it to Jakarta")
    staff.sees("Waits for the city")
    writer.opens("/home/")
    writer.page.get_by_role("link", name="Accept or decline").click()
    writer.looks()
    writer.presses("Accept the change")
    writer.sees("Changed since it was confirmed")
    staff.opens("/manage/networks/public-transport/practices/")
    staff.sees("Bus rapid transit corridor")
