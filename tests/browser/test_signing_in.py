"""Passkeys (with Chromium's own virtual authenticator), the app and recovery codes, under our policy for scripts."""

import re

import pytest

from officials.models import Staff
from tests.conftest import PASSWORD, code_of_the_app, make_user

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def give_device(visitor) -> None:
    """One that keeps passkeys, such as a phone or a laptop with a fingerprint reader."""
    chromium = visitor.page.context.new_cdp_session(visitor.page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def uses_device(visitor, button: str) -> None:
    """Presses, and waits for the page after it: the device answers in between."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=button).click()
    visitor.looks()


def signs_out(visitor) -> None:
    visitor.opens("/accounts/logout/")
    visitor.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    visitor.looks()


def proves_password(visitor) -> None:
    visitor.sees("Is it you?")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.presses("Go on")


def test_staff_come_in_with_a_passkey_and_nothing_before_it(new_visitor, db):
    user = make_user("Nia New")
    Staff.objects.create(user=user)
    staff = new_visitor()
    give_device(staff)
    staff.signs_in(user.email, PASSWORD)
    staff.sees("c40net opens to you once you have set up one of these")
    staff.opens("/manage/")
    staff.sees("c40net opens to you once you have set up one of these")

    staff.follows("Add a passkey")
    proves_password(staff)
    staff.page.get_by_label("What you call it").fill("Work laptop")
    uses_device(staff, "Add the passkey")
    staff.sees("Recovery codes")
    assert len(re.findall(r"^\d{8}$", staff.page.inner_text("main"), re.MULTILINE)) == 10
    staff.opens("/manage/")
    staff.opens("/accounts/second-step/webauthn/")
    staff.sees("Work laptop")

    signs_out(staff)
    staff.opens("/accounts/login/")
    uses_device(staff, "Use my passkey")
    assert staff.page.url.endswith("/home/")
    staff.opens("/manage/")

    # The password alone no longer does; the passkey is the second step then.
    signs_out(staff)
    staff.signs_in_with_password_only(user.email, PASSWORD)
    uses_device(staff, "Use my passkey")
    assert staff.page.url.endswith("/home/")

    staff.opens("/accounts/sessions/")
    staff.sees("This browser")


def test_an_official_renames_and_removes_a_passkey_after_showing_it(new_visitor, member):
    official = new_visitor()
    give_device(official)
    official.signs_in(member.email, PASSWORD)
    official.opens("/settings/")
    official.follows("Second step: passkey or app")
    official.follows("Add a passkey")
    proves_password(official)
    uses_device(official, "Add the passkey")
    official.opens("/accounts/second-step/webauthn/")
    official.follows("Rename")
    official.page.get_by_label("What you call it").fill("My phone")
    official.presses("Save")
    official.sees("My phone")
    official.follows("Remove")
    official.presses("Remove the passkey")
    official.sees("You have none yet.")


def test_a_browser_that_gives_no_passkey_says_so_and_lets_another_way(new_visitor, member):
    official = new_visitor()
    give_device(official)
    official.opens("/accounts/login/")
    official.page.get_by_role("button", name="Use my passkey").click()
    official.page.get_by_text("That did not work.").wait_for()
    official.looks()
    official.signs_in(member.email, PASSWORD)
    official.sees("Melati")


def test_an_official_sets_up_an_app_and_loses_the_phone(new_visitor, member):
    official = new_visitor()
    official.signs_in(member.email, PASSWORD)
    official.opens("/accounts/second-step/totp/activate/")
    proves_password(official)
    secret = official.page.locator(".secret").inner_text()
    official.page.get_by_label("Authenticator code").fill("000000")
    official.presses("Use this app")
    official.sees("Incorrect code.")
    assert official.page.locator(".secret").inner_text() == secret
    official.page.get_by_label("Authenticator code").fill(code_of_the_app(secret))
    official.presses("Use this app")
    (code, *_others) = re.findall(r"^\d{8}$", official.page.inner_text("main"), re.MULTILINE)

    signs_out(official)
    official.signs_in_with_password_only(member.email, PASSWORD)
    official.page.get_by_label("Code").fill(code)
    official.presses("Sign in")
    official.sees("Melati")
    official.opens("/accounts/second-step/")
    official.sees("9 codes are left")
