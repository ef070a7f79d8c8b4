from datetime import timedelta

import time_machine
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from tests.conftest import PASSWORD


def sign_in_at(client_class, user, where: str):
    browser = client_class(headers={"user-agent": where})
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return browser


def test_a_person_sees_their_browsers_and_signs_out_everywhere_else(client, member):
    office = sign_in_at(type(client), member, "Firefox at the office")
    phone = sign_in_at(type(client), member, "Safari on a phone")
    page = office.get(reverse("usersessions_list")).text
    assert page.count("This browser") == 1
    assert "Firefox at the office" in page
    assert "Safari on a phone" in page

    office.post(reverse("usersessions_list"))
    assert phone.get(reverse("home")).status_code == 302
    page = office.get(reverse("usersessions_list")).text
    assert "Safari on a phone" not in page


def test_nobody_sees_the_browsers_of_others(client, member, outsider):
    sign_in_at(type(client), member, "Firefox at the office")
    assert "Firefox at the office" not in sign_in_at(type(client), outsider, "Else").get(reverse("usersessions_list")).text


def test_a_new_password_ends_the_other_sessions(client, member):
    office = sign_in_at(type(client), member, "Firefox at the office")
    phone = sign_in_at(type(client), member, "Safari on a phone")
    words = {"oldpassword": PASSWORD, "password1": "ocean-lantern-42", "password2": "ocean-lantern-42"}
    assert office.post(reverse("account_change_password"), words).status_code == 302
    assert office.get(reverse("home")).status_code == 200
    assert phone.get(reverse("home")).status_code == 302


def test_a_session_says_when_it_was_last_used_to_five_minutes(client, member):
    browser = sign_in_at(type(client), member, "Firefox at the office")
    started = UserSession.objects.get().last_seen_at
    for minutes, changed in ((4, False), (6, True)):
        with time_machine.travel(started + timedelta(minutes=minutes), tick=False):
            browser.get(reverse("home"))
            assert (UserSession.objects.get().last_seen_at == timezone.now()) is changed
