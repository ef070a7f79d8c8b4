"""Where other organisations sign their people in: an OpenID provider from a wheel, and a small SAML one that signs as real ones do."""

import json
import subprocess
import sys
import threading
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from tests.real_parts import free_port, kill, wait_for_port

PEOPLE = {
    "melati": {"email": "Melati.Member@c40net.test", "email_verified": True},
    "unverified": {"email": "melati.member@c40net.test", "email_verified": False},
    "stranger": {"email": "stranger@c40net.test", "email_verified": True},
    "manager": {"email": "mara.manager@c40net.test", "email_verified": True},
}


@pytest.fixture(scope="session")
def openid_provider():
    """The address of oidc-provider-mock, in a process of its own. It knows PEOPLE."""
    port = free_port()
    people = [part for name, claims in PEOPLE.items() for part in ("--user-claims", json.dumps({"sub": name, **claims}))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    quiet = subprocess.DEVNULL
    provider = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    wait_for_port(port)
    yield f"http://127.0.0.1:{port}"
    kill(provider)


METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{entity}/sign-in"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="_response-{name}" Version="2.0" IssueInstant="{now}" Destination="{back}" InResponseTo="{request}"><saml:Issuer>{entity}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_assertion-{name}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{name}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{soon}" Recipient="{back}" InResponseTo="{request}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{now}" NotOnOrAfter="{soon}">
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_s"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
</saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion></samlp:Response>"""


class SamlProvider:
    """Knows PEOPLE, and "forged": an answer that was changed after it was signed."""

    def __init__(self, entity: str) -> None:
        self.entity = entity
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "City of Jakarta")])
        now = datetime.now(UTC)
        certificate = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        signed = certificate.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
        encoding = serialization.Encoding.PEM
        self.key = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
        self.certificate = signed.public_bytes(encoding).decode()

    def metadata(self) -> str:
        return METADATA.format(entity=self.entity, certificate="".join(self.certificate.splitlines()[1:-1]))

    def answer(self, request: bytes, name: str) -> str:
        asked = etree.fromstring(request)
        now = datetime.now(UTC)
        known = PEOPLE.get(name, PEOPLE["stranger"])
        words = {
            "name": name, "email": known["email"], "entity": self.entity, "request": asked.get("ID"),
            "back": asked.get("AssertionConsumerServiceURL"), "audience": asked.findtext("{*}Issuer"),
            "now": f"{now:%Y-%m-%dT%H:%M:%SZ}", "soon": f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        signed = OneLogin_Saml2_Utils.add_sign(RESPONSE.format(**words), self.key, self.certificate).decode()
        if name == "forged":
            signed = signed.replace(PEOPLE["stranger"]["email"], PEOPLE["melati"]["email"])
        return b64encode(signed.encode()).decode()

    def page(self, query: str) -> str:
        """A button for each person, which posts the answer to c40net."""
        request = OneLogin_Saml2_Utils.decode_base64_and_inflate(parse_qs(query)["SAMLRequest"][0])
        back = escape(etree.fromstring(request).get("AssertionConsumerServiceURL"))
        forms = [
            f'<form method="post" action="{back}"><input type="hidden" name="SAMLResponse" value="{self.answer(request, name)}">'
            f"<button>{name}</button></form>"
            for name in (*PEOPLE, "forged")
        ]
        return f"<!doctype html><html lang=en><link rel=icon href=data:,><title>City of Jakarta</title>{''.join(forms)}</html>"


@pytest.fixture
def saml_provider():
    """Its address, which is its name as well; its metadata stand under /metadata."""
    port = free_port()
    provider = SamlProvider(f"http://127.0.0.1:{port}")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            address = urlsplit(self.path)
            body = provider.metadata() if address.path == "/metadata" else provider.page(address.query)
            self.send_response(200)
            self.send_header("Content-Type", "text/xml" if address.path == "/metadata" else "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args):
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
    threading.Thread(target=server.serve_forever).start()
    yield provider.entity
    server.shutdown()
    server.server_close()
