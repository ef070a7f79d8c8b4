"""Every label × every kind of person × every place where a question or its reply may turn up."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.queries import told
from digests.emails import send_digest
from digests.models import Digest
from exchange.emails import send
from exchange.models import Reply
from exchange.services import ask_question, edit_question, reply_to
from exchange.services.errors import NotTheirsError, WiderLabelError
from notices.models import Notice
from tests.conftest import make_staff

TITLE, TEXT, REPLY, FILE = "zqtitle", "zqtext", "zqreply", "zqfile"
WHO = {"member": "Melati Member", "peer": "Pilar Peer"}
# Who reads what is said under a label, and who learns by whom. The author is Jakarta's member, who replied is Lima's peer.
READ = {
    "network": {"member", "lead", "peer", "stranger", "staff", "manager", "administrator"},
    "cities": {"member", "lead", "peer", "manager", "administrator"},
    "chatham": {"member", "lead", "peer", "stranger", "staff", "manager", "administrator"},
    "public": {"visitor", "outsider", "member", "lead", "peer", "stranger", "staff", "manager", "administrator"},
}
KNOW_ASKER = {
    "network": READ["network"],
    "cities": READ["cities"],
    "chatham": {"member", "manager", "administrator"},
    "public": READ["public"],
}
KNOW_REPLIER = {**KNOW_ASKER, "chatham": {"peer", "manager", "administrator"}}


@pytest.fixture
def people(member, lead, peer, stranger, outsider, manager, administrator):
    staff = make_staff("Stella Staff")
    return {
        "visitor": None, "outsider": outsider, "member": member, "lead": lead, "peer": peer, "stranger": stranger, "staff": staff,
        "manager": manager, "administrator": administrator,
    }  # fmt: skip


@pytest.fixture
def said(people, network, lima):
    """A question and a reply under this label."""

    def say(label):
        under = {"label": label, "named_cities": [lima] if label == "cities" else []}
        question = ask_question(
            network=network, title=TITLE, text=TEXT, tags=["zqtag"], by=people["member"],
            uploads=[SimpleUploadedFile("zqfile.txt", b"zqfile")], **under,
        )  # fmt: skip
        replied = {"label": label, "named_cities": question.named_cities.all()}
        if label == "cities":
            replied["named_cities"] = [people["member"].official.city]
        reply = reply_to(question=question, text=REPLY, by=people["peer"], **replied)
        return question, reply

    return say


@pytest.mark.parametrize("label", READ)
def test_a_label_holds_in_every_page(label, said, people, signed_in, network, jakarta, lima):
    question, _reply = said(label)
    attachment = question.attachments.get()
    pages = [
        question.get_absolute_url(), f"{question.get_absolute_url()}?replies=1", reverse("exchange"), reverse("introductions"),
        reverse("network_exchange", args=[network.slug]), reverse("network", args=[network.slug]), reverse("manage_introductions"),
        reverse("network_feed", args=[network.slug]), reverse("home"), reverse("search") + "?q=zqtit", reverse("city", args=[jakarta.slug]),
        reverse("city", args=[lima.slug]), reverse("manage_exchange"), reverse("audit"), reverse("landing"), reverse("people"),
        "/api/v1/questions", f"/api/v1/questions/{question.pk}/replies",
    ]  # fmt: skip
    for who, person in people.items():
        browser = signed_in(person)
        seen = {path: browser.get(path) for path in pages}
        text = "".join(page.text for page in seen.values())
        reads = who in READ[label]
        for marker in (TITLE, TEXT, REPLY, "zqtag", "zqfile"):
            assert reads or marker not in text, f"{who} reads {marker} under {label}"
        page = seen[question.get_absolute_url()]
        assert page.status_code == (200 if reads else 404)
        assert not reads or (TITLE in page.text and REPLY in page.text)
        file = browser.get(reverse("post_attachment", args=[attachment.pk]))
        assert file.status_code == (200 if reads else 404)


@pytest.mark.parametrize("label", READ)
def test_only_who_may_know_learns_who_asked_and_who_replied(label, said, people, signed_in, network):
    question, _reply = said(label)
    for who, person in people.items():
        if who not in READ[label]:
            continue
        page = signed_in(person).get(question.get_absolute_url()).text
        # The form names all cities of the network, and those who asked are offered names of peers who could answer.
        main = re.sub(r"<(form|aside).*?</\1>", "", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL)
        feed = " ".join(line.sentence for line in told(_feed(person, network), user=person)) if person else ""
        for name, city, know in ((WHO["member"], "Jakarta", KNOW_ASKER[label]), (WHO["peer"], "Lima", KNOW_REPLIER[label])):
            may_know = who in know
            assert may_know or (name not in main and city not in main), f"{who} learns of {name} under {label}"
            assert may_know or label != "chatham" or name not in feed
        if label == "chatham":
            read = signed_in(person).get("/api/v1/questions").json()["results"]
            assert [(post["author"], post["city"]) for post in read] in ([], [(None, None)])


def _feed(person, network):
    about = Activity.objects.visible_to(person).filter(network=network, verb__startswith="question.")
    return (about | Activity.objects.visible_to(person).filter(network=network, verb__startswith="reply.")).with_names()


@pytest.mark.parametrize("label", READ)
def test_a_label_holds_in_every_mail(label, said, people, network):
    said(label)
    now = timezone.now()
    for notice in Notice.objects.select_related("user"):
        send(notice)
    for person in people.values():
        if person and person.official:
            digest = Digest(user=person, day=now.date(), since=now - timedelta(days=7), until=now + timedelta(minutes=1))
            send_digest(digest, connection=get_connection())
    readers = {person.email: who for who, person in people.items() if person}
    assert mail.outbox
    for message in mail.outbox:
        words = f"{message.subject} {message.body} {message.alternatives[0].content}"
        who = readers[message.to[0]]
        if who not in READ[label] or label in {"cities", "chatham"}:
            assert REPLY not in words
        if who not in READ[label]:
            assert TITLE not in words
        if label == "chatham" and who != "peer":
            assert WHO["peer"] not in words
            assert "Lima" not in words


def test_only_its_author_opens_something_to_more_readers_and_it_is_written_down(asked, manager, member, lima):
    question = asked(label="cities", named_cities=[lima])
    as_before = {"title": question.title, "text": "", "tags": [], "named_cities": []}
    with pytest.raises(NotTheirsError):
        edit_question(question=question, label="network", by=manager, **as_before)
    edit_question(question=question, label="public", by=member, **as_before)
    widened = Activity.objects.get(verb="post.label_widened")
    assert widened.details == {"before": "cities", "after": "public"}
    edit_question(question=question, label="network", by=member, **as_before)
    assert Activity.objects.get(verb="post.label_narrowed").details == {"before": "public", "after": "network"}


def test_a_reply_has_no_more_readers_than_its_question(asked, replied, lima):
    question = asked(label="chatham")
    for wider in ("network", "public"):
        with pytest.raises(WiderLabelError):
            replied(question, label=wider)
    assert not Reply.objects.exists()


def test_a_reply_for_fewer_is_not_counted_for_the_others(asked, replied, signed_in, stranger, member, jakarta, network):
    question = asked()
    replied(question, text="Between us", label="cities", named_cities=[jakarta])
    for person, count, feed in ((stranger, "answered in confidence", False), (member, "1 reply", True)):
        page = signed_in(person).get(reverse("network_exchange", args=[network.slug])).text
        assert count in page
        assert ("Between us" in signed_in(person).get(question.get_absolute_url()).text) == feed
    lines = Activity.objects.visible_to(stranger).filter(verb__startswith="reply.")
    assert [line.sentence for line in lines] == [f"Somebody replied to {question.title}"]
