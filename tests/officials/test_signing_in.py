import re

from django.core import mail
from django.urls import reverse

from officials.models import User
from tests.conftest import PASSWORD


def test_a_person_signs_in_with_address_and_password_whatever_its_case(client, member):
    response = client.post(reverse("account_login"), {"login": member.email.upper(), "password": PASSWORD})
    assert response.url == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_a_wrong_password_says_the_same_as_an_unknown_address(client, member):
    answers = [
        client.post(reverse("account_login"), {"login": login, "password": "wrong"}).context["form"].non_field_errors()
        for login in (member.email, "nobody@c40net.test")
    ]
    assert answers[0] == answers[1]


def test_a_person_signs_in_with_a_code_by_mail(client, member):
    client.post(reverse("account_request_login_code"), {"email": member.email})
    code = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
    response = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert response.url == reverse("home")


def test_the_first_administrator_is_made_from_the_shell(db):
    user = User.objects.create_superuser("root@c40net.test", PASSWORD, full_name="Root")
    assert user.is_administrator
