"""Handing over, closing an account, and accounts that nobody uses."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Invitation, Network, Seat
from networks.periodic import close_unused_accounts
from networks.services import close_account, hand_over, invite_official, request_seat
from networks.tasks import mail_handover, mail_unused
from officials.models import Official, Staff, User, today
from officials.services import LastAdministratorError, add_official, merge_people
from reach.models import Snapshot, SnapshotFigure
from reach.services import compute_snapshots
from tests.conftest import PASSWORD, give_seat, make_network, make_official, make_staff


def latest(user: User) -> Official:
    return Official.objects.filter(user=user).latest("pk")


def networks_of(user: User) -> set[str]:
    return set(Seat.objects.active().filter(official__user=user).values_list("network__name", flat=True))


@pytest.fixture
def successor(jakarta) -> User:
    return make_official("Sari Successor", jakarta)


def test_a_lead_hands_over_what_an_official_had(signed_in, lead, member, successor, network, other_network):
    """Seats, working groups among them, pass on; what the successor has or asked for is theirs once."""
    group = make_network("Depots", parent=network)
    for held in (group, other_network):
        give_seat(member, held)
    give_seat(successor, other_network)
    Seat.objects.filter(official=member.official, network=network).update(offers="Ten years of data")
    request_seat(network=network, official=successor.official, offers="a", seeks="b", by=successor)
    answer = signed_in(lead).post(reverse("handover", args=[member.official.pk]), {"successor": successor.official.pk, "note": "Ask Ayu."})
    assert answer.url == reverse("city_officials", args=["jakarta"])
    left = latest(member)
    assert (left.ended_on, left.successor, left.handover_note) == (today(), successor.official, "Ask Ayu.")
    assert networks_of(member) == set()
    assert networks_of(successor) == {"Public Transport", "Depots", "Cool Cities"}
    assert Seat.objects.filter(official=successor.official).count() == 3
    verbs = Activity.objects.filter(actor=lead).exclude(verb=Verb.SIGNED_IN).values_list("verb", flat=True)
    assert sorted(verbs) == sorted([Verb.SEAT_LEFT] * 3 + [Verb.SEAT_STARTED] * 2 + [Verb.OFFICIAL_LEFT, Verb.HANDED_OVER])


def test_the_successor_gets_one_mail_with_the_note(lead, member, successor, network):
    hand_over(official=member.official, successor=successor.official, note="Ask Ayu about the depots.", by=lead)
    for _ in range(2):
        mail_handover(latest(member).pk)
    [message] = mail.outbox
    assert (message.to, message.subject) == ([successor.email], "Melati Member handed over to you in Jakarta")
    assert "Ask Ayu about the depots." in message.body
    assert "Public Transport" in message.body


def test_a_former_official_has_no_access_from_that_second_on(signed_in, manager, member, network):
    browser = signed_in(member)
    Invitation.objects.create(network=make_network("Zero Waste"), email=member.email, full_name="Melati", city=member.official.city)
    assert browser.get(reverse("network_members", args=[network.slug])).status_code == 200
    EmailAddress.objects.create(user=member, email="melati@home.example", verified=True)
    Invitation.objects.create(network=network, email="Melati@home.example", full_name="Melati", city=member.official.city)
    hand_over(official=member.official, successor=None, note="", by=manager)
    assert browser.get(reverse("network_members", args=[network.slug])).url.startswith(reverse("account_login"))
    assert Client().post(reverse("account_login"), {"login": member.email, "password": PASSWORD}).status_code == 200
    assert not Invitation.objects.waiting().exists()
    former = User.objects.get(pk=member.pk)
    assert not Network.objects.shared_with(former).exists()
    User.objects.filter(pk=member.pk).update(is_active=True)
    assert browser.get(reverse("home")).url.startswith(reverse("account_login"))


def test_a_city_lead_passes_that_on_too(lead, manager, successor):
    hand_over(official=lead.official, successor=successor.official, note="", by=manager)
    assert (latest(lead).is_lead, latest(successor).is_lead) == (False, True)


def test_a_lead_who_hands_over_their_own_post_is_signed_out(signed_in, lead, successor):
    browser = signed_in(lead)
    answer = browser.post(reverse("handover", args=[lead.official.pk]), {"successor": successor.official.pk})
    assert answer.url == reverse("landing")
    assert browser.get(reverse("home")).url.startswith(reverse("account_login"))


def test_nobody_of_another_city_takes_over(signed_in, manager, member, outsider):
    page = signed_in(manager).post(reverse("handover", args=[member.official.pk]), {"successor": outsider.official.pk, "note": "x"})
    assert "successor" in page.context["form"].errors
    assert latest(member).ended_on is None


def test_who_left_comes_back_when_somebody_invites_them(manager, member, oslo):
    hand_over(official=member.official, successor=None, note="", by=manager)
    again = add_official(email=member.email, full_name="x", city=oslo, language="en", by=manager)
    assert (again.user, again.city, again.user.is_active, again.user.full_name) == (member, oslo, True, "Melati Member")
    assert Official.objects.filter(user=member).count() == 2


def reauthenticated(user: User) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def test_closing_asks_for_the_password_first(signed_in, member):
    browser = signed_in(member)
    answer = browser.post(reverse("account_close"), {"sure": "on"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=member.pk).erased_at is None


def test_who_signs_in_with_codes_signs_in_anew(signed_in, member):
    member.set_unusable_password()
    member.save()
    browser = signed_in(member)
    User.objects.filter(pk=member.pk).update(last_login=timezone.now() - timedelta(hours=1))
    assert browser.get(reverse("account_close")).url.startswith(reverse("account_login"))
    assert browser.get(reverse("home")).url.startswith(reverse("account_login"))


def test_a_closed_account_leaves_a_former_official(member, network, manager):
    invite_official(
        network=make_network("Zero Waste"), email=member.email, full_name="Melati Member", city=member.official.city, by=manager
    )
    request_seat(network=make_network("Food"), official=member.official, offers="a", seeks="b", by=member)
    name, email = member.full_name, member.email
    browser = reauthenticated(member)
    assert browser.post(reverse("account_close"), {}).status_code == 200
    assert browser.post(reverse("account_close"), {"sure": "on"}).url == reverse("landing")
    erased = User.objects.get(pk=member.pk)
    assert (str(erased), erased.full_name, erased.email, erased.is_active) == ("former official", "", f"erased-{member.pk}@invalid", False)
    assert not EmailAddress.objects.filter(user=erased).exists()
    assert not Seat.objects.held().filter(official__user=erased).exists()
    assert browser.get(reverse("home")).url.startswith(reverse("account_login"))
    kept = "".join(str(list(model.objects.values_list())) for model in (User, Official, Seat, Activity, Invitation))
    assert name not in kept
    assert email not in kept
    assert "former official of Jakarta asked to join Food" in [str(line) for line in Activity.objects.all()]


def test_figures_of_past_days_stay_as_they_were(member, network, manager):
    days = [today() - timedelta(days=n) for n in (1, 10, 20)]

    def figures() -> list:
        Snapshot.objects.all().delete()
        compute_snapshots(days=days)
        return list(
            SnapshotFigure.objects.order_by("snapshot__as_of", "figure", "network", "region").values_list(
                "snapshot__as_of", "figure", "network", "value"
            )
        )

    before = figures()
    assert ("officials-reached", None, 1.0) in [row[1:] for row in before]
    close_account(user=member, by=member)
    assert figures() == before


def test_the_last_administrator_stays(administrator):
    browser = reauthenticated(administrator)
    with pytest.raises(LastAdministratorError):
        close_account(user=administrator, by=administrator)
    administrator.refresh_from_db()
    assert administrator.erased_at is None
    make_staff("Bea Boss", is_administrator=True)
    close_account(user=administrator, by=administrator)
    assert browser.get(reverse("home")).status_code == 302


def test_staff_who_close_their_account_run_nothing_more(manager, network):
    close_account(user=manager, by=manager)
    assert not network.stewardships.current().exists()
    assert Staff.objects.get(user=manager).ended_on == today()
    assert str(Activity.objects.get(verb=Verb.STEWARDSHIP_ENDED)) == "former official no longer runs Public Transport"


@pytest.mark.django_db
def test_an_account_that_nobody_uses_is_warned_once_and_closed_a_month_later(
    member, lead, successor, settings, django_capture_on_commit_callbacks
):
    now = timezone.now()
    sample = make_official("Sam Sample", member.official.city, is_lead=False)
    User.objects.filter(pk=sample.pk).update(is_sample=True)
    User.objects.update(created_at=now - timedelta(days=800))
    User.objects.filter(pk=lead.pk).update(last_login=now - timedelta(days=705))
    User.objects.filter(pk=successor.pk).update(last_login=now - timedelta(days=600))
    for user in User.objects.all():
        for _ in range(2):
            mail_unused(user.pk)
    assert sorted(message.to[0] for message in mail.outbox) == sorted([member.email, lead.email])
    User.objects.filter(pk=lead.pk).update(last_login=now + timedelta(days=1))
    with time_machine.travel(now + timedelta(days=29)):
        close_unused_accounts()
    assert not User.objects.filter(erased_at__isnull=False).exists()
    with time_machine.travel(now + timedelta(days=31)):
        close_unused_accounts()
    assert list(User.objects.filter(erased_at__isnull=False)) == [member]


def test_what_was_merged_into_a_closed_account_has_no_name_left(member, outsider, administrator):
    outsider.official.delete()
    merge_people(survivor=member, duplicate=User.objects.get(pk=outsider.pk), by=administrator)
    close_account(user=member, by=member)
    assert not User.objects.filter(full_name__in=["Melati Member", "Odd Outsider"]).exists()
