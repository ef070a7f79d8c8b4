import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Network, Seat
from networks.services import (
    InvitationOnlyError,
    admit_verified,
    approve_seats,
    create_network,
    decline_seats,
    invite_official,
    request_seat,
)
from officials.models import Official, Verification
from officials.services import decline_official
from tests.conftest import give_seat, mail_what_is_owed, make_network, make_official

ASK = {"offers": "Ten years of data on bus lanes", "seeks": "How to pay for depots"}


def set_admission(network, admission, **fields):
    Network.objects.filter(pk=network.pk).update(admission=admission, **fields)
    network.refresh_from_db()


def ask(user, network, **more):
    return request_seat(network=network, official=user.official, by=user, **ASK, **more)


@pytest.fixture
def newcomer(oslo):
    """Says that they work for Oslo; nobody has vouched for them yet."""
    return make_official("Nora Newcomer", oslo, verified_at=None)


def test_a_verified_official_joins_an_open_network_at_once(signed_in, outsider, network):
    set_admission(network, "open")
    page = signed_in(outsider).post(reverse("seat_join", args=[network.slug]), ASK, follow=True)
    assert "Welcome to Public Transport" in page.content.decode()
    assert outsider.official.seats.get().status == "active"
    assert Activity.objects.get(verb=Verb.SEAT_STARTED).actor == outsider


def test_an_unverified_official_waits_until_somebody_vouches_for_them(newcomer, network):
    set_admission(network, "open")
    assert ask(newcomer, network).status == "requested"
    assert admit_verified() == 0
    Official.objects.filter(user=newcomer).update(verified_at="2026-01-01T00:00Z", verification="city_lead")
    assert admit_verified() == 1
    assert newcomer.official.seats.get().status == "active"


def test_approving_an_unverified_official_vouches_for_them(signed_in, newcomer, manager, network):
    ask(newcomer, network)
    page = signed_in(manager).get(reverse("network_seats", args=[network.slug])).content.decode()
    assert "Approving vouches for them" in page
    approve_seats(seats=network.seats.all(), by=manager)
    official = Official.objects.get(user=newcomer)
    assert (official.is_verified, official.verification, official.verified_by) == (True, Verification.STAFF, manager)
    assert signed_in(newcomer).get(reverse("network_members", args=[network.slug])).status_code == 200


def test_one_comes_into_a_network_by_invitation_and_reads_whom_to_ask(signed_in, outsider, manager, network):
    set_admission(network, "invitation")
    browser, address = signed_in(outsider), reverse("seat_join", args=[network.slug])
    assert "Mara Manager" in browser.get(address).content.decode()
    assert "Mara Manager" in browser.post(address, ASK).content.decode()
    assert not Seat.objects.exists()
    with pytest.raises(InvitationOnlyError):
        ask(outsider, network)


def test_who_runs_a_network_by_invitation_is_not_told_to_somebody_unverified(signed_in, newcomer, manager, network):
    set_admission(network, "invitation")
    page = signed_in(newcomer).get(reverse("seat_join", args=[network.slug])).content.decode()
    assert "by invitation" in page
    assert "Mara Manager" not in page


def test_somebody_who_is_invited_joins_a_network_by_invitation(signed_in, outsider, manager, network, oslo):
    set_admission(network, "invitation", is_listed=False)
    invite_official(network=network, email=outsider.email, full_name="Odd", city=oslo, by=manager)
    signed_in(outsider).post(reverse("seat_join", args=[network.slug]), ASK)
    assert outsider.official.seats.get().status == "active"


def test_an_unlisted_network_does_not_exist_for_those_who_have_nothing_to_do_with_it(
    signed_in, outsider, member, manager, network, jakarta
):
    set_admission(network, "approval", is_listed=False)
    make_network("BRT", succeeded_by=network, started_on="2020-01-01", ended_on="2026-01-01")
    pages = [reverse("networks") + "?q=public&ended=on", reverse("city", args=[jakarta.slug]), reverse("landing"), "/networks/brt/"]
    for stranger in (None, outsider):
        browser = signed_in(stranger)
        assert browser.get(network.get_absolute_url()).status_code == 404
        assert not [page for page in pages if "Public Transport" in browser.get(page).content.decode()]
    assert signed_in(outsider).post(reverse("seat_join", args=[network.slug]), ASK).status_code == 404
    for insider in (member, manager):
        assert signed_in(insider).get(network.get_absolute_url()).status_code == 200
    assert "Public Transport" in signed_in(member).get(reverse("networks")).content.decode()


def test_an_unlisted_network_is_seen_by_those_who_asked_and_those_who_are_invited(signed_in, outsider, newcomer, manager, network, oslo):
    ask(outsider, network)
    set_admission(network, "approval", is_listed=False)
    invite_official(network=network, email=newcomer.email, full_name="N", city=oslo, by=manager)
    assert signed_in(outsider).get(network.get_absolute_url()).status_code == 200
    assert signed_in(newcomer).get(network.get_absolute_url()).status_code == 200


def test_a_former_official_no_longer_sees_an_unlisted_network_that_declined_them(signed_in, outsider, manager, network):
    ask(outsider, network)
    set_admission(network, "approval", is_listed=False)
    decline_seats(seats=network.seats.all(), reason="No", by=manager)
    browser = signed_in(outsider)
    assert browser.get(network.get_absolute_url()).status_code == 200
    Official.objects.filter(user=outsider).update(ended_on=timezone.now().date())
    assert browser.get(network.get_absolute_url()).status_code == 404


def test_a_working_group_that_became_unlisted_is_no_longer_told_of_in_its_network(signed_in, member, manager, network):
    create_network(name="Depots", slug="depots", area=network.area, purpose="Where buses sleep.", parent=network, by=manager)
    address = reverse("network_feed", args=[network.slug])
    assert "Depots" in signed_in(member).get(address).content.decode()
    Network.objects.filter(slug="depots").update(is_listed=False)
    assert "Depots" not in signed_in(member).get(address).content.decode()
    assert "Depots" in signed_in(manager).get(address).content.decode()


def test_the_beginning_of_an_unlisted_working_group_is_not_told_in_its_network(signed_in, member, manager, network):
    fields = {"slug": "secret-depots", "area": network.area, "purpose": "x", "parent": network, "by": manager}
    create_network(name="Secret Depots", is_listed=False, **fields)
    assert "Secret Depots" not in signed_in(member).get(reverse("network_feed", args=[network.slug])).content.decode()


def test_a_manager_says_who_may_join_and_whether_it_is_listed(signed_in, manager, network):
    words = {"name": "Transit", "area": network.area.pk, "purpose": "x", "admission": "invitation"}
    signed_in(manager).post(reverse("network_edit", args=[network.slug]), words)
    network.refresh_from_db()
    assert (network.admission, network.is_listed) == ("invitation", False)


@pytest.fixture
def groups(network):
    """Two that may be asked for, and one each that is unlisted, by invitation and over."""
    make_network("Closed Depots", parent=network, admission="invitation")
    make_network("Hidden Depots", parent=network, is_listed=False)
    make_network("Former Depots", parent=network, started_on="2020-01-01", ended_on="2021-01-01")
    return [make_network("Depots", parent=network), make_network("Fares", parent=network)]


def test_one_application_covers_a_network_and_its_working_groups(signed_in, outsider, manager, network, groups):
    browser, address = signed_in(outsider), reverse("seat_join", args=[network.slug])
    offered = browser.get(address).context["form"].fields["working_groups"].queryset
    assert [group.name for group in offered] == ["Depots", "Fares"]
    browser.post(address, {**ASK, "working_groups": [group.pk for group in groups]})
    seats = outsider.official.seats.order_by("network__name")
    assert list(seats.values_list("network__name", "status")) == [
        ("Depots", "requested"),
        ("Fares", "requested"),
        ("Public Transport", "requested"),
    ]


def test_working_groups_are_not_named_to_somebody_unverified(signed_in, newcomer, network, groups):
    page = signed_in(newcomer).get(reverse("seat_join", args=[network.slug])).content.decode()
    assert "Depots" not in page


def test_a_working_group_that_is_not_offered_cannot_be_slipped_in(signed_in, outsider, network, groups):
    hidden = Network.objects.get(name="Hidden Depots")
    page = signed_in(outsider).post(reverse("seat_join", args=[network.slug]), {**ASK, "working_groups": [hidden.pk]})
    assert list(page.context["form"].errors) == ["working_groups"]
    assert not Seat.objects.exists()


def test_a_seat_in_a_working_group_waits_for_the_one_in_its_network(signed_in, outsider, manager, network, groups):
    ask(outsider, network, working_groups=groups[:1])
    browser, requests = signed_in(manager), reverse("network_seats", args=["depots"])
    of_group = Seat.objects.get(network=groups[0])
    page = browser.post(requests, {"seats": [of_group.pk], "decision": "approve"}, follow=True).content.decode()
    assert "1 official has no seat in Public Transport yet" in page
    assert set(outsider.official.seats.values_list("status", flat=True)) == {"requested"}
    approve_seats(seats=network.seats.requested(), by=manager)
    browser.post(requests, {"seats": [of_group.pk], "decision": "approve"})
    assert set(outsider.official.seats.values_list("status", flat=True)) == {"active"}


def test_a_request_for_the_network_that_is_declined_takes_those_for_its_groups_along_in_one_mail(
    outsider, manager, network, groups, mailoutbox
):
    ask(outsider, network, working_groups=groups)
    decline_seats(seats=network.seats.requested(), reason="Not yet", by=manager)
    assert set(outsider.official.seats.values_list("status", "reason")) == {("declined", "Not yet")}
    mail_what_is_owed(kind="networks.seat_answered")
    assert [message.to for message in mailoutbox] == [[outsider.email]]


def test_an_open_group_of_an_open_network_is_joined_in_the_same_breath(outsider, network, groups):
    set_admission(network, "open")
    set_admission(groups[0], "open")
    ask(outsider, network, working_groups=groups)
    seats = outsider.official.seats.order_by("network__name")
    assert list(seats.values_list("network__name", "status")) == [
        ("Depots", "active"),
        ("Fares", "requested"),
        ("Public Transport", "active"),
    ]


def test_an_invitation_to_a_group_uses_the_request_for_its_network(outsider, manager, network, groups, oslo, signed_in):
    ask(outsider, network)
    invitation = invite_official(network=groups[0], email=outsider.email, full_name="Odd", city=oslo, by=manager)
    signed_in(outsider).post(invitation.get_absolute_url())
    assert list(outsider.official.seats.values_list("status", flat=True)) == ["active", "active"]


def test_a_member_sees_what_an_unlisted_group_of_their_network_is_only_with_a_seat_in_it(signed_in, member, network):
    group = make_network("Hidden Depots", parent=network, is_listed=False)
    assert "Hidden Depots" not in signed_in(member).get(network.get_absolute_url()).content.decode()
    give_seat(member, group)
    assert "Hidden Depots" in signed_in(member).get(network.get_absolute_url()).content.decode()


def test_who_was_declined_by_the_city_waits_for_no_network(signed_in, lead, manager, network, jakarta):
    claimant = make_official("Cleo Claimant", jakarta, verified_at=None)
    seat = ask(claimant, network)
    decline_official(official=claimant.official, reason="Nobody here knows you", by=lead)
    assert "Cleo Claimant" not in signed_in(manager).get(reverse("network_seats", args=[network.slug])).content.decode()
    assert approve_seats(seats=network.seats.all(), by=manager) == 0
    seat.refresh_from_db()
    assert seat.status == "requested"
