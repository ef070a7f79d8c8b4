from datetime import timedelta

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from networks.models import Invitation, Seat
from networks.services import invite_official, request_seat
from networks.tasks import mail_invitation
from officials.models import User
from tests.conftest import give_seat, make_network


def invite(manager, network, city, email="new.face@jakarta.example"):
    return invite_official(network=network, email=email, full_name="New Face", city=city, by=manager)


def test_a_manager_invites_and_the_link_is_mailed_once(signed_in, manager, network, jakarta):
    fields = {"full_name": "New Face", "email": "New.Face@Jakarta.example", "city": jakarta.pk}
    assert signed_in(manager).post(reverse("network_invitations", args=[network.slug]), fields).status_code == 302
    invitation = Invitation.objects.get()
    mail_invitation(invitation.pk)
    mail_invitation(invitation.pk)
    assert [message.to for message in mail.outbox] == [["new.face@jakarta.example"]]
    assert invitation.get_absolute_url() in mail.outbox[0].body


def test_a_newcomer_joins_with_one_click(signed_in, manager, network, jakarta):
    invitation = invite(manager, network, jakarta)
    browser = signed_in(None)
    assert browser.get(invitation.get_absolute_url()).status_code == 200
    assert not User.objects.filter(email=invitation.email).exists(), "opening the link changes nothing"
    response = browser.post(invitation.get_absolute_url())
    assert response.url == network.get_absolute_url()
    seat = Seat.objects.get(official__user__email=invitation.email)
    assert (seat.status, seat.official.city) == ("active", jakarta)
    assert browser.get(reverse("network_members", args=[network.slug])).status_code == 200


def test_somebody_who_had_already_asked_joins_too(signed_in, manager, network, outsider, oslo):
    request_seat(network=network, official=outsider.official, offers="a", seeks="b", by=outsider)
    invitation = invite(manager, network, oslo, outsider.email)
    signed_in(outsider).post(invitation.get_absolute_url())
    assert list(outsider.official.seats.values_list("status", flat=True)) == ["active"]


def test_somebody_who_was_invited_and_asks_joins_at_once(manager, network, outsider, oslo):
    invitation = invite(manager, network, oslo, outsider.email)
    seat = request_seat(network=network, official=outsider.official, offers="a", seeks="b", by=outsider)
    invitation.refresh_from_db()
    assert (seat.status, invitation.accepted_at is None) == ("active", False)


def test_the_link_does_not_sign_in_somebody_who_has_an_account(signed_in, manager, network, outsider, oslo):
    User.objects.filter(pk=outsider.pk).update(last_login=timezone.now())
    browser = signed_in(None)
    browser.post(invite(manager, network, oslo, outsider.email).get_absolute_url())
    assert outsider.official.seats.get().status == "active"
    assert browser.get(reverse("home")).status_code == 302


def test_a_used_a_revoked_and_an_expired_invitation_say_so(signed_in, manager, network, jakarta):
    invitation = invite(manager, network, jakarta)
    signed_in(manager).post(reverse("invitation_revoke", args=[network.slug, invitation.pk]))
    expired = invite(manager, network, jakarta, "late@jakarta.example")
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    for closed in (invitation, expired):
        page = signed_in(None).post(closed.get_absolute_url(), follow=True)
        assert "no longer open" in page.content.decode()
    assert not Seat.objects.exists()


def test_an_address_that_works_for_another_city_is_not_moved(signed_in, manager, network, jakarta, outsider):
    invitation = invite(manager, network, jakarta, outsider.email)
    page = signed_in(outsider).post(invitation.get_absolute_url())
    assert "needs a second look" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not Seat.objects.exists()


def test_a_second_open_invitation_is_refused_next_to_the_address(signed_in, manager, network, jakarta):
    invite(manager, network, jakarta)
    fields = {"full_name": "New Face", "email": "NEW.face@jakarta.example", "city": jakarta.pk}
    page = signed_in(manager).post(reverse("network_invitations", args=[network.slug]), fields)
    assert "open invitation" in str(page.context["form"].errors["email"])
    assert Invitation.objects.count() == 1


def test_inviting_a_member_is_refused(signed_in, manager, network, member, jakarta):
    fields = {"full_name": "x", "email": member.email, "city": jakarta.pk}
    page = signed_in(manager).post(reverse("network_invitations", args=[network.slug]), fields)
    assert "member already" in str(page.context["form"].errors["email"])


def test_an_invitation_to_a_working_group_brings_the_seat_in_its_network(signed_in, manager, network, outsider, oslo):
    group = make_network("Depots", parent=network)
    signed_in(outsider).post(invite(manager, group, oslo, outsider.email).get_absolute_url())
    assert set(outsider.official.seats.active().values_list("network__slug", flat=True)) == {"depots", "public-transport"}


def test_a_member_of_the_network_invited_to_its_group_keeps_one_seat_in_each(signed_in, manager, network, outsider, oslo):
    give_seat(outsider, network)
    group = make_network("Depots", parent=network)
    signed_in(outsider).post(invite(manager, group, oslo, outsider.email).get_absolute_url())
    assert outsider.official.seats.count() == 2
