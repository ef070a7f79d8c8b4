import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse


def html(message) -> str:
    ((content, kind),) = message.alternatives
    assert kind == "text/html"
    return content


def test_the_code_comes_as_text_and_as_html_in_our_frame(client, member):
    client.post(reverse("account_request_login_code"), {"email": member.email})
    (message,) = mail.outbox
    code = message.subject.removesuffix(" is your code for c40net")
    assert re.fullmatch(r"[A-Z0-9]+-[A-Z0-9]+", code)
    assert code in message.body
    assert code in html(message)
    # What a reader at night sees cannot stand beside each element, as the rest does.
    assert re.findall(r"<style[^>]*>\s*(@media [^{]*)", html(message)) == ["@media (prefers-color-scheme: dark) "]
    assert html(message).count("<style") == 1


def test_somebody_without_account_is_told_how_to_come_in(client, db):
    client.post(reverse("account_request_login_code"), {"email": "new@jakarta.example"})
    (message,) = mail.outbox
    assert message.to == ["new@jakarta.example"]
    assert "http://localhost:8000/accounts/signup/" in message.body


def test_a_forgotten_password_is_chosen_again_by_a_link(client, member):
    client.post(reverse("account_reset_password"), {"email": member.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
    assert link in html(mail.outbox[0])
    page = client.get(link, follow=True)
    assert "<h1>Choose a new password</h1>" in page.text
    done = client.post(page.request["PATH_INFO"], {"password1": "ocean-lantern-42", "password2": "ocean-lantern-42"}, follow=True)
    assert "Your password is changed" in done.text
    assert client.login(email=member.email, password="ocean-lantern-42")


def test_a_used_link_says_where_to_get_another(client, db):
    page = client.get(reverse("account_reset_password_from_key", args=["1", "set-password"]))
    assert "<h1>This link no longer works</h1>" in page.text


def test_an_address_is_added_and_confirmed(signed_in, member):
    browser = signed_in(member)
    browser.post(reverse("account_email"), {"action_add": "", "email": "melati@jakarta.example"})
    (message,) = [sent for sent in mail.outbox if sent.to == ["melati@jakarta.example"]]
    assert "Melati Member wants to use melati@jakarta.example" in message.body
    link = re.search(r"https?://\S+", message.body)[0]
    page = browser.get(link)
    assert "Is <b>melati@jakarta.example</b> an address of Melati Member?" in page.text
    browser.post(link)
    assert EmailAddress.objects.get(email="melati@jakarta.example").verified


def test_an_address_that_is_somebody_elses_is_not_given_away(signed_in, member, outsider):
    browser = signed_in(member)
    browser.post(reverse("account_email"), {"action_add": "", "email": outsider.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
    assert f"{outsider.email} already belongs to somebody else here" in browser.get(link).text
    browser.post(link)
    assert [address.user for address in EmailAddress.objects.filter(email=outsider.email, verified=True)] == [outsider]


def test_mail_comes_in_the_language_of_who_gets_it(client, member, settings):
    member.language = "es"
    member.save()
    client.post(reverse("account_request_login_code"), {"email": member.email})
    assert '<html lang="es"' in html(mail.outbox[0])


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password", "account_signup"])
def test_the_way_in_has_nothing_inline(client, db, name):
    """The strict policy would not show it."""
    page = client.get(reverse(name)).text
    assert not re.search(r"<style|<script(?![^>]*src)|\sstyle=|\son\w+=", page)
