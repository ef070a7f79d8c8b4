"""Nobody tries passwords and codes by the thousand, and nobody learns from us who is here."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.conftest import PASSWORD


def try_password(browser, email, password=f"not {PASSWORD}", **extra):
    return browser.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def test_after_five_wrong_passwords_the_right_one_is_not_tried_for_a_while(client, member):
    for _attempt in range(5):
        assert "Too many" not in try_password(client, member.email).text
    answer = try_password(client, member.email, PASSWORD, REMOTE_ADDR="203.0.113.9")
    assert answer.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]


def test_an_address_that_nobody_has_is_limited_the_same(client, db):
    answers = [try_password(client, "nobody@c40net.test").context["form"].non_field_errors() for _attempt in range(6)]
    assert answers[-1] == ["Too many failed login attempts. Try again later."]


def test_one_machine_does_not_try_a_password_on_everybody(client, db):
    answers = [try_password(client, f"official{number}@c40net.test") for number in range(11)]
    assert "Too many failed login attempts" not in answers[9].text
    assert "Too many failed login attempts" in answers[10].text


def test_codes_by_mail_are_not_sent_without_end(client, member):
    answers = []
    for _attempt in range(4):
        client.cookies.clear()
        answers.append(client.post(reverse("account_request_login_code"), {"email": member.email}))
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert answers[-1].context["form"].errors == {"email": ["Too many failed login attempts. Try again later."]}
    assert len(mail.outbox) == 3


def test_links_to_a_new_password_are_not_sent_without_end(client, member):
    answers = [client.post(reverse("account_reset_password"), {"email": member.email}) for _attempt in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "<h1>That was too often</h1>" in answers[-1].text
    assert len(mail.outbox) == 5


def test_codes_of_the_app_are_not_tried_without_end(client, manager):
    try_password(client, manager.email, PASSWORD)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).context["form"].errors["code"] for _attempt in range(6)]
    assert answers[0] == ["Incorrect code."]
    assert answers[-1] == ["Too many failed login attempts. Try again later."]


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
def test_the_answer_does_not_tell_whether_an_address_is_registered(client, member, name):
    answers = []
    for email in (member.email, "nobody@c40net.test"):
        client.cookies.clear()
        page = client.post(reverse(name), {"email": email}, follow=True)
        said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text.replace(email, ""))
        answers.append((page.redirect_chain, page.status_code, said))
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [[member.email], ["nobody@c40net.test"]]
