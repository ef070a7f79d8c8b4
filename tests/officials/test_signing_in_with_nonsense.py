"""What comes instead of a passkey is refused in words, whatever it is."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import PASSWORD

PASSKEY = '{"id":"AA","rawId":"AA","type":"public-key","response":%s}'
NONSENSE = [
    "", "x", "null", "[]", "{}", "1", '{"id":1}', '{"response":null}', "[" * 5000, '{"a":"\\u0000"}',
    PASSKEY % "{}", PASSKEY % "[]",
    PASSKEY % '{"userHandle":"MQ","clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}',
    PASSKEY % '{"userHandle":"/w","clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}',
    PASSKEY % '{"clientDataJSON":"e30","attestationObject":"AA"}',
    PASSKEY % '{"clientDataJSON":"é","attestationObject":"é"}',
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_signs_nobody_in(client, member, nonsense):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": nonsense}, follow=True)
    assert '<li class="message error">' in answer.text
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_not_added(client, member, nonsense):
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_add_webauthn"))
    answer = client.post(reverse("mfa_add_webauthn"), {"credential": nonsense, "name": "x"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Authenticator.objects.exists()


WORDS = st.none() | st.booleans() | st.integers() | st.text()
ANSWERS = st.recursive(WORDS, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), inner))


@given(made_up=st.fixed_dictionaries({"id": WORDS, "rawId": WORDS, "type": WORDS, "response": ANSWERS}))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_made_up_answer_breaks_the_way_in(client, db, made_up):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}, REMOTE_ADDR=f"2001:db8:{id(made_up) % 65536:x}::1")
    answer = client.post(
        reverse("mfa_login_webauthn"), {"credential": json.dumps(made_up)}, REMOTE_ADDR=f"2001:db8:{id(made_up) % 65536:x}::1"
    )
    assert answer.status_code in {302, 429}
