"""What other mail servers and the mail provider tell of mail that nobody took."""

import json
from base64 import b64encode
from email import message_from_string

import pytest
from django.core import mail

from notices.models import Pause
from notices.queries import came_back
from notices.services import read_returned_mail
from officials.queries import return_address
from officials.services import mail_to
from tests.notices.mailbox import Mailbox

SECRET = "provider:secret"
# As Postfix writes it.
BOUNCE = """\
From: MAILER-DAEMON@mx.jakarta.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="xx"

--xx
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--xx
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.jakarta.example
Arrival-Date: Mon, 23 Nov 2026 08:00:00 +0000

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: User
    unknown

--xx
Content-Type: message/rfc822

Subject: New in Public Transport

--xx--
"""


@pytest.fixture(autouse=True)
def _there_is_a_return_address(settings):
    settings.RETURN_ADDRESS = "bounces@c40net.example"


@pytest.fixture
def bounce(member):
    def returned(*, to=None, action="failed") -> str:
        return BOUNCE.format(to=to or return_address(member.email), address=member.email, action=action)

    return returned


@pytest.fixture
def provider_says(client, settings):
    settings.MAIL_PROVIDER, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": SECRET}

    def says(event, *, what="tracking", provider="postmark", secret=SECRET):
        headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"}
        return client.post(f"/notices/{provider}/{what}/", json.dumps(event), content_type="application/json", headers=headers)

    return says


def test_each_mail_has_a_return_address_of_its_own(member, lead):
    mail_to(member, "unused", {"days": 30, "closes_on": member.created_at})
    [message] = mail.outbox
    assert message.from_email == return_address(member.email) != return_address(lead.email)
    assert message.message()["From"] == "c40net <no-reply@c40net.test>"


def test_a_returned_mail_tells_whose_mailbox_does_not_take_it_and_why(member, bounce):
    [returned] = came_back(message_from_string(bounce()))
    assert (returned.address, returned.answer) == (member.email, f"550 5.1.1 <{member.email}>: User unknown")


def test_a_returned_mail_without_our_sign_or_one_that_is_only_late_says_nothing(bounce, lead):
    for untrue in (
        bounce(to="bounces@c40net.example"),
        bounce(to=return_address(lead.email)),
        bounce(action="delayed"),
        "Subject: Hi\n\nHi",
    ):
        assert came_back(message_from_string(untrue)) == []


def test_the_mailbox_of_returned_mail_is_read_and_emptied(member, bounce, settings):
    with Mailbox([bounce(), "To: bounces@c40net.example\nSubject: Out of office\n\nBack on Monday."]) as mailbox:
        settings.RETURN_MAILBOX = mailbox.address
        read_returned_mail()
        read_returned_mail()
    assert Pause.objects.get().user == member
    assert [message.flags for message in mailbox.messages] == [{r"\Seen"}]


def test_a_mailbox_that_does_not_answer_is_tried_again_later(settings, caplog):
    settings.RETURN_MAILBOX = "imap://bounces:secret@127.0.0.1:1"
    read_returned_mail()
    assert "does not answer" in caplog.text


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"RecordType": "Bounce", "Type": "HardBounce", "Details": "550 No such user"}, "came_back"),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "spam"),
    ],
)
def test_the_provider_tells_of_bounces_and_complaints(provider_says, member, event, why):
    assert provider_says({**event, "Email": member.email.upper(), "MessageID": "x", "BouncedAt": "2026-11-23T08:00:00Z"}).status_code == 200
    assert member.mail_pause.why == why


def test_what_arrived_or_is_only_late_pauses_nothing(provider_says, member):
    for event in ({"RecordType": "Delivery"}, {"RecordType": "Bounce", "Type": "Transient"}, {"RecordType": "Open"}):
        assert provider_says({**event, "Email": member.email, "Recipient": member.email, "MessageID": "x"}).status_code == 200
    assert not Pause.objects.exists()


def test_the_provider_hands_in_what_came_to_the_return_address(provider_says, member, bounce):
    assert provider_says({"RawEmail": bounce(), "OriginalRecipient": return_address(member.email)}, what="inbound").status_code == 200
    assert member.mail_pause.answer.startswith("550 5.1.1")


def test_nobody_else_may_say_so(provider_says, member, settings):
    event = {"RecordType": "SpamComplaint", "Email": member.email, "MessageID": "x"}
    assert provider_says(event, secret="provider:wrong").status_code == 400
    assert provider_says(event, provider="mailgun").status_code == 404
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    assert provider_says(event).status_code == 404
    assert not Pause.objects.exists()


def test_who_gets_no_mail_reads_why_and_has_it_sent_again(provider_says, member, signed_in):
    provider_says({"RecordType": "Bounce", "Type": "HardBounce", "Email": member.email, "MessageID": "x", "Details": "550 No such user"})
    browser = signed_in(member)
    page = browser.get("/settings/digest/").content.decode()
    assert "Mail to you is paused" in page
    assert "550 No such user" in page
    assert "Mail goes to you again." in browser.post("/notifications/send-again/", follow=True).content.decode()
    assert not Pause.objects.exists()


def test_staff_see_to_whom_mail_does_not_get_through_and_try_again(provider_says, member, manager, signed_in):
    provider_says({"RecordType": "Bounce", "Type": "HardBounce", "Email": member.email, "MessageID": "x", "Details": "550 No such user"})
    browser = signed_in(manager)
    for address in ("/manage/", f"/people/{member.pk}/", "/manage/notifications/paused/"):
        assert "Mail that does not arrive" in browser.get(address).content.decode()
    assert "550 No such user" in browser.get("/manage/notifications/paused/").content.decode()
    browser.post("/manage/notifications/paused/", {"pause": member.mail_pause.pk})
    assert not Pause.objects.exists()
