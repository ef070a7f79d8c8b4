"""By the settings of the README, in a browser, with providers on another address of this machine."""

import pytest
import requests

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def goes_as(new_visitor):
    """A new visitor of this web who goes to the provider and signs in there under a name."""

    def go(web: str, name: str):
        visitor = new_visitor()
        visitor.opens(f"{web}/accounts/login/")
        visitor.page.get_by_role("button", name="Go to City of Jakarta").click()
        visitor.page.get_by_role("button", name=name, exact=True).click()
        visitor.page.wait_for_url(f"{web}/**")
        # What the provider's own page did wrong.
        visitor.problems.clear()
        return visitor

    return go


def test_openid_connect_from_the_environment(start_web, openid_provider, goes_as, member):
    web = start_web(OIDC_SERVER_URL=openid_provider, OIDC_CLIENT_ID="c40net", OIDC_CLIENT_SECRET="hush", OIDC_NAME="City of Jakarta")
    official = goes_as(web, "melati")
    official.looks()
    assert official.page.url == f"{web}/home/"
    official.opens(f"{web}/accounts/single-sign-on/")
    goes_as(web, "stranger").sees("c40net does not know you yet")


def test_saml_from_the_environment(start_web, saml_provider, goes_as, member):
    web = start_web(SAML_METADATA_URL=f"{saml_provider}/metadata", SAML_ENTITY_ID=saml_provider, SAML_NAME="City of Jakarta")
    official = goes_as(web, "melati")
    official.looks()
    assert official.page.url == f"{web}/home/"
    goes_as(web, "stranger").sees("c40net does not know you yet")
    goes_as(web, "forged").sees("You are not signed in")
    for nonsense in ("", "x", "PGE+", "PGEvPg==", "%00"):
        answer = requests.post(f"{web}/accounts/saml/sso/acs/", data={"SAMLResponse": nonsense, "RelayState": nonsense}, timeout=20)
        assert (answer.status_code, "You are not signed in" in answer.text) == (401, True)
    metadata = official.page.request.get(f"{web}/accounts/saml/sso/metadata/")
    assert f"{web}/accounts/saml/sso/acs/" in metadata.text()
