"""An official of a member city signs up, and is believed by the domain of the address or not yet."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Network
from officials.models import PERSONAL_MAIL_DOMAINS, Official, User
from officials.services import add_official
from tests.conftest import make_city


def sign_up(client, city, address, **fields):
    said = {"full_name": "Nia New", "city": city.pk, "job_title": "Planner", "email": address} | fields
    return client.post(reverse("account_signup"), said)


def confirm(client) -> None:
    client.post(re.search(r"https?://\S+/confirm-email/\S+", mail.outbox[-1].body)[0])


def test_an_address_of_the_citys_own_is_enough(client, jakarta):
    jakarta.email_domains = ["jakarta.example"]
    jakarta.save()
    sign_up(client, jakarta, "Nia@Transport.Jakarta.Example")
    assert not Official.objects.get().is_verified
    confirm(client)
    official = Official.objects.get()
    assert (official.city, official.job_title, official.is_verified, official.verification) == (jakarta, "Planner", True, "domain")
    assert str(official.user.time_zone) == "Asia/Jakarta"
    assert client.get(reverse("home")).status_code == 200
    happened = Activity.objects.exclude(verb=Verb.SIGNED_IN).order_by("pk").values_list("verb", flat=True)
    assert list(happened) == [Verb.OFFICIAL_REGISTERED, Verb.OFFICIAL_VERIFIED]


@pytest.mark.parametrize("email", ["nia@gmail.com", "nia@jakarta.example.org", "nia@notjakarta.example"])
def test_any_other_address_waits_for_somebody_to_vouch(client, jakarta, email):
    """Not even where a city's domains name a provider of personal mail."""
    jakarta.email_domains = ["jakarta.example", "gmail.com"]
    jakarta.save()
    sign_up(client, jakarta, email)
    assert not Official.objects.waiting().exists()
    confirm(client)
    assert [official.user.email for official in Official.objects.waiting()] == [email]
    assert "Jakarta has not said yet that you work there" in client.get(reverse("home")).text


def test_personal_mail_is_known():
    assert {"gmail.com", "outlook.com", "yahoo.com", "qq.com"} <= PERSONAL_MAIL_DOMAINS
    assert all(domain == domain.lower().strip() for domain in PERSONAL_MAIL_DOMAINS)


def test_who_waits_sees_what_a_visitor_sees(client, jakarta, network, member):
    sign_up(client, jakarta, "nia@gmail.com")
    confirm(client)
    assert client.get(reverse("network", args=[network.slug])).status_code == 200
    assert client.get(reverse("network_members", args=[network.slug])).status_code == 404
    assert not Network.objects.shared_with(User.objects.get(email="nia@gmail.com")).exists()


def test_signing_up_says_the_same_whether_the_address_is_known_or_not(client, jakarta, member):
    answers = [sign_up(client, jakarta, email) for email in (member.email, "nobody@c40net.test")]
    assert answers[0].url == answers[1].url
    assert "nothing was changed" in mail.outbox[0].body
    member.refresh_from_db()
    assert member.full_name == "Melati Member"
    assert member.posts.count() == 1


def test_nobody_sets_a_password_for_an_address_that_is_not_theirs(client, jakarta):
    sign_up(
        client, jakarta, "victim@jakarta.example", password1="ocean-lantern-42", password2="ocean-lantern-42", password="ocean-lantern-42"
    )
    assert not User.objects.get().has_usable_password()


def test_only_member_cities_can_be_chosen(client, db):
    former = make_city("Leftville", left_on="2020-01-01")
    page = sign_up(client, former, "nia@x.example")
    assert "city" in page.context["form"].errors
    assert not User.objects.exists()


def test_who_signs_up_and_is_then_invited_is_believed(client, jakarta, oslo, manager):
    """Also where somebody else had signed up with the address, for another city."""
    sign_up(client, oslo, "nia@gmail.com")
    official = add_official(email="nia@gmail.com", full_name="Nia", city=jakarta, language="en", by=manager)
    assert (official.city, official.is_verified, official.verified_by) == (jakarta, True, manager)
    assert EmailAddress.objects.get(email="nia@gmail.com").verified


BAD = ["", " ", "x" * 151, "\x00", "<script>alert(1)</script>", "=1+1", "\u202egnp", "😀" * 40]


@pytest.mark.parametrize("text", BAD)
def test_strange_words_never_break_it(client, jakarta, text):
    for field in ("full_name", "job_title", "email", "city"):
        said = {"full_name": "N", "city": jakarta.pk, "job_title": "P", "email": "a@x.example"} | {field: text}
        response = client.post(reverse("account_signup"), said)
        assert response.status_code in {200, 302}
