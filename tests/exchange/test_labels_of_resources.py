"""Every label × every kind of person × every place where a resource may turn up."""

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
from exchange.services import add_version, say_used, share_resource
from exchange.tasks import draw_preview
from notices.models import Notice
from notices.tasks import mail_notice
from tests.conftest import make_staff
from tests.exchange.conftest import a_pdf
from tests.exchange.test_labels import KNOW_ASKER, READ, WHO

TITLE, TEXT, USED_FOR, FILE, NOTE, USE = "zqtitle", "zqtext", "zqusedfor", "zqfile", "zqnote", "zquse"
IN_CONFIDENCE = {"cities", "chatham"}


@pytest.fixture
def people(member, lead, peer, stranger, outsider, manager, administrator):
    return {
        "visitor": None, "outsider": outsider, "member": member, "lead": lead, "peer": peer, "stranger": stranger,
        "staff": make_staff("Stella Staff"), "manager": manager, "administrator": administrator,
    }  # fmt: skip


@pytest.fixture
def shared_under(people, network, lima):
    """A resource of the member's of Jakarta, with a second version, that Lima adapted."""

    def share(label):
        resource = share_resource(
            network=network, title=TITLE, text=TEXT, used_for=USED_FOR, kind="guide", language="en", label=label, by=people["member"],
            city=None if label == "chatham" else people["member"].official.city, named_cities=[lima] if label == "cities" else [],
            upload=SimpleUploadedFile("zqfile.pdf", a_pdf()),
        )  # fmt: skip
        say_used(resource=resource, way="adapted", text=USE, action=None, by=people["peer"])
        add_version(resource=resource, note=NOTE, upload=SimpleUploadedFile("zqfile2.pdf", a_pdf()), by=people["member"])
        for version in resource.versions.all():
            draw_preview(version.pk)
        return resource

    return share


@pytest.mark.parametrize("label", READ)
def test_a_label_holds_in_every_page_and_for_every_file(label, shared_under, people, signed_in, network, jakarta, lima):
    resource = shared_under(label)
    own, of_network = resource.get_absolute_url(), reverse("network_resources", args=[network.slug])
    pages = [
        own, of_network, f"{of_network}?q=zqtit&sort=used", reverse("network", args=[network.slug]), reverse("network_feed", args=[network.slug]),
        reverse("home"), reverse("search") + "?q=zqtit", reverse("search") + "?q=zqtex&kind=resources", reverse("city", args=[jakarta.slug]),
        reverse("city", args=[lima.slug]), reverse("manage_exchange"), reverse("manage"), reverse("audit"), reverse("landing"),
        reverse("network_exchange", args=[network.slug]), "/api/v1/resources",
    ]  # fmt: skip
    files = [reverse(name, args=[resource.pk, number]) for name in ("resource_download", "resource_preview") for number in (1, 2)]
    for who, person in people.items():
        browser = signed_in(person)
        seen = {path: browser.get(path) for path in pages}
        text = "".join(page.text for page in seen.values())
        reads = who in READ[label]
        for marker in (TITLE, TEXT, USED_FOR, FILE, NOTE, USE):
            assert reads or marker not in text, f"{who} reads {marker} under {label}"
        assert seen[own].status_code == (200 if reads else 404)
        assert not reads or all(words in seen[own].text for words in (TITLE, TEXT, USED_FOR, NOTE, USE))
        assert not reads or who == "visitor" or TITLE in seen["/api/v1/resources"].text
        assert label != "chatham" or WHO["member"] not in seen["/api/v1/resources"].text
        listed = seen[of_network]
        assert listed.status_code != 200 or listed.context["page"].paginator.count == reads
        for file in files:
            assert browser.get(file).status_code == (200 if reads else 404)


@pytest.mark.parametrize("label", READ)
def test_only_who_may_know_learns_who_shared_it_and_from_which_city(label, shared_under, people, signed_in, network):
    resource = shared_under(label)
    for who, person in people.items():
        if who not in READ[label]:
            continue
        browser = signed_in(person)
        page = browser.get(resource.get_absolute_url()).text
        main = page[page.index("<main") : page.index("</main>")]
        may_know = who in KNOW_ASKER[label]
        assert may_know or label != "chatham" or (WHO["member"] not in main and "Jakarta" not in main), f"{who} learns of it under {label}"
        if label == "chatham":
            listed = browser.get(reverse("network_resources", args=[network.slug])).text
            rows = re.search(r"<ul class=\"plain lines resources measure-wide\">.*?</ul>", listed, flags=re.DOTALL)
            assert rows
            assert may_know or (WHO["member"] not in rows[0] and "Jakarta" not in rows[0])
            feed = (
                Activity.objects.visible_to(person)
                .filter(network=network, verb__startswith="resource.")
                .exclude(verb="resource.downloaded")
            )
            words = " ".join(line.sentence for line in told(feed.with_names(), user=person))
            assert WHO["member"] not in words
            assert TITLE not in words
        if person is None:
            assert WHO["member"] not in main
            assert WHO["peer"] not in main


def test_only_what_is_public_has_a_title_for_who_previews_a_link(shared_under, signed_in):
    for label in READ:
        resource = shared_under(label)
        page = signed_in(None).get(resource.get_absolute_url())
        assert ('property="og:title" content="zqtitle"' in page.text) == (label == "public")
        assert (page.status_code == 200) == (label == "public")


@pytest.mark.parametrize("label", READ)
def test_a_label_holds_in_every_mail(label, shared_under, people, network):
    shared_under(label)
    for notice in Notice.objects.all():
        mail_notice(notice.pk)
    now = timezone.now()
    for person in people.values():
        if person and person.official:
            digest = Digest(user=person, day=now.date(), since=now - timedelta(days=7), until=now + timedelta(minutes=1))
            send_digest(digest, connection=get_connection())
    readers = {person.email: who for who, person in people.items() if person}
    subjects = {readers[message.to[0]]: message.subject for message in mail.outbox if "used" in message.subject}
    assert subjects == {
        "member": "A city used what you shared in Public Transport",
        "peer": "A new version of what your city used in Public Transport",
    }
    for message in mail.outbox:
        words = f"{message.subject} {message.body} {message.alternatives[0].content}"
        if label in IN_CONFIDENCE or readers[message.to[0]] not in READ[label]:
            assert TITLE not in words
        if label == "chatham":
            assert WHO["member"] not in words or message.to == [people["member"].email]


@pytest.mark.parametrize("label", READ)
def test_the_feed_tells_of_it_to_its_readers_only(label, shared_under, people, network):
    shared_under(label)
    for who, person in people.items():
        if person is None:
            continue
        lines = Activity.objects.visible_to(person).filter(verb__startswith="resource.")
        assert lines.exists() == (who in READ[label] - {"visitor", "outsider"} or who == "administrator")
