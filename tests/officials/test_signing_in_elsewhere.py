"""Single sign-on with a real OpenID provider, and who is let in by it. The browser tries it as well, and SAML too."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.contrib.auth import get_user
from django.urls import include, path, reverse

from c40net import urls
from c40net.settings import openid_connect
from officials.models import User

urlpatterns = [*urls.urlpatterns, path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls"))]


@pytest.fixture(autouse=True)
def _with_its_addresses(settings, monkeypatch):
    """As where OIDC_SERVER_URL is set."""
    monkeypatch.setitem(registry.provider_map, OpenIDConnectProvider.id, OpenIDConnectProvider)
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def with_single_sign_on(settings, openid_provider):
    app = openid_connect(name="City of Jakarta", server_url=openid_provider, client_id="c40net", secret="hush")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": app}


def signs_in_as(browser, name: str):
    """From our page to the provider's, and back with what it says."""
    page = browser.get(reverse("account_login")).text
    address = re.search(r'action="([^"]+)">\s*<input[^>]+csrf[^>]+>\s*<p class="actions"><button[^>]*>Go to City of Jakarta<', page)[1]
    there = browser.post(address)
    asked = parse_qs(urlsplit(there.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/sso/login/callback/"]
    answer = requests.post(there.url, data={"sub": name} if name else {"action": "deny"}, allow_redirects=False, timeout=5)
    assert answer.headers["Location"].startswith("http://testserver/")
    return browser.get(answer.headers["Location"].removeprefix("http://testserver"))


def test_the_way_there_is_on_the_page_only_where_it_is_set_up(client, db):
    assert "With your organisation" not in client.get(reverse("account_login")).text


@pytest.mark.usefixtures("with_single_sign_on")
def test_an_official_signs_in_with_their_city(client, member):
    assert signs_in_as(client, "melati").url == reverse("home")
    assert get_user(client) == member


@pytest.mark.usefixtures("with_single_sign_on")
def test_an_unknown_person_gets_no_account(client, member):
    answer = signs_in_as(client, "stranger")
    assert "c40net does not know you yet" in answer.text
    assert list(User.objects.all()) == [member]
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("with_single_sign_on")
def test_an_address_that_the_provider_has_not_verified_lets_nobody_in(client, member):
    assert "c40net does not know you yet" in signs_in_as(client, "unverified").text
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("with_single_sign_on")
def test_an_address_that_we_have_not_confirmed_lets_nobody_in(client, member):
    EmailAddress.objects.update(verified=False)
    assert "c40net does not know you yet" in signs_in_as(client, "melati").text
    assert not get_user(client).is_authenticated
    member.refresh_from_db()
    assert member.has_usable_password()


@pytest.mark.usefixtures("with_single_sign_on")
def test_somebody_whose_account_is_closed_stays_out(client, member):
    member.is_active = False
    member.save()
    signs_in_as(client, "melati")
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("with_single_sign_on")
def test_staff_are_asked_for_their_second_step_here_too(client, manager):
    assert signs_in_as(client, "manager").url == reverse("mfa_authenticate")


@pytest.mark.usefixtures("with_single_sign_on")
def test_who_turns_back_at_the_provider_is_told_so(client, db):
    answer = signs_in_as(client, "")
    assert "You are not signed in" in answer.text


@pytest.mark.usefixtures("with_single_sign_on")
def test_an_answer_that_nobody_asked_for_is_refused(client, member):
    answer = client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "x", "state": "made-up"})
    assert "You are not signed in" in answer.text
    assert not get_user(client).is_authenticated


def test_a_provider_that_is_away_is_said_to_be(client, db, settings):
    app = openid_connect(name="City of Jakarta", server_url="http://127.0.0.1:9", client_id="c40net", secret="hush")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": app}
    answer = client.post(reverse("openid_connect_login", args=["sso"]))
    assert answer.status_code == 401
    assert "Something went wrong between us and where your organisation signs you in" in answer.text


@pytest.mark.usefixtures("with_single_sign_on")
def test_another_address_is_connected_by_hand(client, member):
    client.post(reverse("account_login"), {"login": member.email, "password": "c40net-sample"})
    client.post(reverse("account_reauthenticate"), {"password": "c40net-sample"})
    there = client.post(reverse("openid_connect_login", args=["sso"]) + "?process=connect")
    answer = requests.post(there.url, data={"sub": "stranger"}, allow_redirects=False, timeout=5)
    page = client.get(answer.headers["Location"].removeprefix("http://testserver"), follow=True)
    assert "City of Jakarta · stranger" in page.text
    client.post(reverse("account_logout"))
    assert signs_in_as(client, "stranger").url == reverse("home")
    assert get_user(client) == member
