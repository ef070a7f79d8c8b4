"""A second step after the password or the code by mail: an app, recovery codes. Passkeys are tried in the browser."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from officials.models import Staff
from tests.conftest import PASSWORD, code_of_the_app, make_user


def give_password(browser, user):
    return browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def set_up_app(browser) -> tuple[str, list[str]]:
    """Its key, and the recovery codes that come with it. The password is asked for once more."""
    assert browser.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp")).text
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]
    codes = browser.post(reverse("mfa_activate_totp"), {"code": code_of_the_app(secret)}, follow=True)
    assert codes.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    return secret, re.findall(r"<code>(\d{8})</code>", codes.text)


@pytest.fixture
def new_staff(db):
    """Somebody who started today."""
    user = make_user("Nia New")
    Staff.objects.create(user=user)
    return user


def test_the_app_is_asked_after_the_password(client, member):
    give_password(client, member)
    secret, _codes = set_up_app(client)
    client.post(reverse("account_logout"))

    assert give_password(client, member).url == reverse("mfa_authenticate")
    assert client.get(reverse("home")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.context["form"].errors == {"code": ["Incorrect code."]}
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        code = code_of_the_app(secret)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).url == reverse("home")
        assert client.get(reverse("home")).status_code == 200
        client.post(reverse("account_logout"))
        give_password(client, member)
        again = client.post(reverse("mfa_authenticate"), {"code": code})
        assert again.context["form"].errors == {"code": ["Incorrect code."]}


def test_the_app_is_asked_after_a_code_by_mail_too(client, manager):
    client.post(reverse("account_request_login_code"), {"email": manager.email})
    code = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).url == reverse("mfa_authenticate")
    assert client.post(reverse("mfa_authenticate"), {"code": code_of_the_app()}).url == reverse("home")


def test_a_recovery_code_signs_in_once(client, member):
    give_password(client, member)
    _secret, codes = set_up_app(client)
    assert len(set(codes)) == 10
    assert client.get(reverse("mfa_download_recovery_codes")).text.split() == codes
    client.post(reverse("account_logout"))
    answers = []
    for _time in range(2):
        give_password(client, member)
        answers.append(client.post(reverse("mfa_authenticate"), {"code": codes[3]}).status_code)
        client.post(reverse("account_logout"))
    assert answers == [302, 200]


ANYTHING = ["landing", "home", "manage", "networks", "cities", "reach", "settings", "network_create", "account_email", "usersessions_list"]


@pytest.mark.parametrize("name", ANYTHING)
def test_staff_open_nothing_before_they_have_set_up_a_second_step(signed_in, new_staff, name):
    browser = signed_in(new_staff)
    for answer in (browser.get(reverse(name)), browser.post(reverse(name), {})):
        assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    assert "c40net opens to you once you have set up one of these" in browser.get(reverse("mfa_index")).text


def test_an_administrator_does_nothing_before_either(signed_in, network, new_staff):
    Staff.objects.filter(user=new_staff).update(is_administrator=True)
    browser = signed_in(new_staff)
    browser.post(reverse("network_edit", args=[network.slug]), {"name": "Mine", "purpose": "x", "area": network.area.pk})
    assert browser.post(reverse("report_export"), {"format": "csv"}).url == reverse("mfa_index")
    network.refresh_from_db()
    assert network.name == "Public Transport"


def test_staff_set_up_the_app_and_go_to_work(client, new_staff):
    assert give_password(client, new_staff).url == reverse("home")
    assert client.get(reverse("home")).url == reverse("mfa_index")
    set_up_app(client)
    assert client.get(reverse("manage")).status_code == 200


def test_staff_who_stop_using_the_app_are_asked_again(client, new_staff):
    give_password(client, new_staff)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=new_staff, type=Authenticator.Type.TOTP).exists()
    assert client.get(reverse("manage")).url == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_step(signed_in, manager):
    Authenticator.objects.update(type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    assert signed_in(manager).get(reverse("manage")).url == reverse("mfa_index")


def test_staff_without_second_step_sign_out(signed_in, new_staff):
    browser = signed_in(new_staff)
    assert browser.post(reverse("account_logout")).url == reverse("landing")


def test_sample_staff_go_without(signed_in, new_staff):
    new_staff.is_sample = True
    new_staff.save()
    assert signed_in(new_staff).get(reverse("manage")).status_code == 200


def test_former_staff_are_not_asked(signed_in, new_staff):
    new_staff.staff_terms.update(ended_on=timezone.now().date())
    assert signed_in(new_staff).get(reverse("networks")).status_code == 200


@pytest.mark.parametrize("name", ["mfa_index", "mfa_list_webauthn", "usersessions_list", "socialaccount_connections"])
def test_what_guards_an_account_has_nothing_inline(signed_in, member, name):
    page = signed_in(member).get(reverse(name)).text
    assert not re.search(r"<style|<script(?![^>]*src)|\sstyle=|\son\w+=", page)
