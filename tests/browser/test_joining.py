"""Asking, being asked and being let in; and inviting a whole list: in a browser, every page checked at two widths."""

import pytest

from networks.models import Invitation, Seat, SeatMessage
from tests.conftest import PASSWORD, make_city, make_network

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_official_asks_for_a_network_and_its_group_and_answers_a_question_first(new_visitor, outsider, manager, network):
    make_network("Depots", parent=network)
    official, desk = new_visitor(), new_visitor()
    official.signs_in(outsider.email, PASSWORD)
    official.opens(f"/networks/{network.slug}/join/")
    official.fills(offer="Bus depots without diesel", seek="How others pay for them")
    official.page.get_by_label("Depots").check()
    official.presses("Ask to join")
    assert Seat.objects.requested().count() == 2

    desk.signs_in(manager.email, PASSWORD)
    desk.opens("/manage/")
    desk.page.locator("main summary").first.click()
    desk.page.get_by_label("Your question").first.fill("Who decides about depots in Oslo?")
    desk.presses("Send the question")
    desk.opens(f"/manage/networks/{network.slug}/seats/")
    desk.sees("Your question waits for an answer.")
    desk.opens("/manage/networks/depots/seats/")
    desk.sees("Approving here gives none there")
    desk.opens(f"/manage/networks/{network.slug}/seats/{Seat.objects.get(network=network).pk}/question/")

    official.opens("/home/")
    official.follows("Answer")
    official.fills(Your_answer="The city council, each June.")
    official.presses("Send")
    official.sees("The city council, each June.")
    assert SeatMessage.objects.count() == 2

    desk.opens(f"/manage/networks/{network.slug}/seats/")
    desk.sees("The city council, each June.")
    desk.presses("Approve")
    desk.opens("/manage/networks/depots/seats/")
    desk.presses("Approve")
    assert Seat.objects.active().filter(official=outsider.official).count() == 2
    official.opens(f"/networks/{network.slug}/members/")
    official.sees("Odd Outsider")


def test_a_network_by_invitation_says_whom_to_ask_and_a_list_is_invited_to_it(new_visitor, outsider, manager, network):
    make_city("São Paulo")
    network.admission, network.is_listed = "invitation", True
    network.save()
    official, desk, newcomer = new_visitor(), new_visitor(), new_visitor()
    official.signs_in(outsider.email, PASSWORD)
    official.opens(network.get_absolute_url())
    official.follows("Whom to ask")
    official.sees("Mara Manager")

    desk.signs_in(manager.email, PASSWORD)
    desk.opens(f"/manage/networks/{network.slug}/")
    desk.opens(f"/manage/networks/{network.slug}/invitations/")
    desk.follows("Invite many at once")
    desk.page.get_by_label("One official on each line").fill("Ana Alves; ana@sp.example; Sao Paulo\nBad Line; b@x.example; Osol")
    desk.presses("Look through the lines")
    desk.sees("Did you mean Oslo?")
    desk.presses("Invite 1 official")
    desk.sees("1 invitation is on its way.")
    desk.opens(f"/manage/networks/{network.slug}/invitations/?state=waiting")
    desk.presses("Send again")
    desk.sees("is on its way again")

    newcomer.opens(Invitation.objects.get().get_absolute_url())
    newcomer.presses("No, thank you")
    newcomer.sees("You said no")
    desk.opens(f"/manage/networks/{network.slug}/invitations/")
    desk.sees("Declined")
