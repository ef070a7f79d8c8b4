"""Every label × every kind of person × every place where a workshop's document may turn up."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from digests.emails import send_digest
from digests.models import Digest
from notices.models import Notice
from notices.tasks import mail_notice
from tests.conftest import give_seat, make_city, make_official, make_staff
from tests.workshops.conftest import in_days, make_workshop
from workshops.models import Registration
from workshops.services import add_material, add_session

TITLE, CONTENT = "zqpaper", b"zqwords"
# Who reads a document that the manager added, under each label; Lima is named.
READ = {
    "network": {"member", "peer", "staff", "manager", "administrator"},
    "cities": {"peer", "manager", "administrator"},
    "chatham": {"member", "peer", "staff", "manager", "administrator"},
    "public": {"visitor", "outsider", "member", "peer", "staff", "manager", "administrator"},
}


@pytest.fixture
def lima(db):
    return make_city("Lima", country="PE")


@pytest.fixture
def people(network, member, outsider, manager, administrator, lima):
    peer = make_official("Pilar Peer", lima)
    give_seat(peer, network)
    return {
        "visitor": None, "outsider": outsider, "member": member, "peer": peer, "staff": make_staff("Stella Staff"), "manager": manager,
        "administrator": administrator,
    }  # fmt: skip


@pytest.fixture
def held(network, people):
    """A workshop of two days ago, at which Jakarta and Lima were."""
    workshop = make_workshop(network, starts_at=in_days(-2))
    now = timezone.now()
    Registration.objects.bulk_create(
        Registration(workshop=workshop, official=people[who].official, status="registered", attended_at=now) for who in ("member", "peer")
    )
    return workshop


@pytest.fixture
def shown(held, people, lima):
    def show(label, workshop=held):
        return add_material(
            workshop=workshop, title=TITLE, upload=SimpleUploadedFile("zqfile.txt", CONTENT), label=label, by=people["manager"],
            named_cities=[lima] if label == "cities" else [],
        )  # fmt: skip

    return show


@pytest.mark.parametrize("label", READ)
def test_a_label_holds_in_every_page_and_for_the_file(label, shown, held, people, signed_in, network):
    material = shown(label)
    pages = [
        held.get_absolute_url(), reverse("workshops"), reverse("network_workshops", args=[network.slug]), reverse("home"),
        reverse("network", args=[network.slug]), reverse("network_feed", args=[network.slug]), reverse("search") + "?q=zqpap",
        reverse("workshop_after", args=[held.pk]), f"/workshops/{held.pk}.ics",
    ]  # fmt: skip
    for who, person in people.items():
        browser = signed_in(person)
        text = "".join(browser.get(path).content.decode() for path in pages)
        reads = who in READ[label]
        assert reads or TITLE not in text, f"{who} reads of it under {label}"
        assert TITLE in text or not reads or person in {None, people["outsider"]}
        file = browser.get(reverse("workshop_material", args=[held.pk, material.pk]))
        assert file.status_code == (200 if reads else 404)
        assert reads or TITLE not in file.text


@pytest.mark.parametrize("label", READ)
def test_a_label_holds_in_every_mail_and_in_the_feed(label, shown, people, network):
    shown(label)
    for notice in Notice.objects.all():
        mail_notice(notice.pk)
    now = timezone.now()
    for person in people.values():
        if person and person.official:
            send_digest(Digest(user=person, day=now.date(), since=now - timedelta(days=7), until=now), connection=get_connection())
    readers = {person.email: who for who, person in people.items() if person}
    told = [readers[message.to[0]] for message in mail.outbox if "What came of" in message.subject]
    assert sorted(told) == (["peer"] if label == "cities" else ["member", "peer"])
    for message in mail.outbox:
        assert TITLE not in f"{message.subject} {message.body}"
    lines = Activity.objects.visible_to(people["member"]).filter(network=network, verb__startswith="workshop.material")
    assert [line.actor for line in lines] == {"cities": [], "chatham": [None]}.get(label, [people["manager"]])


@pytest.mark.parametrize("label", READ)
def test_nobody_else_reads_the_documents_of_a_draft(label, shown, network, people, signed_in):
    draft = make_workshop(network, status="draft")
    material = shown(label, workshop=draft)
    for who, person in people.items():
        runs = who in {"manager", "administrator"}
        answer = signed_in(person).get(reverse("workshop_material", args=[draft.pk, material.pk]))
        assert answer.status_code == (200 if runs else 404)


def test_its_label_is_chosen_where_it_is_added(held, people, signed_in, lima):
    desk, address = signed_in(people["manager"]), reverse("workshop_material_add", args=[held.pk])
    paper = {"title": TITLE, "link": "https://x.example/", "label": "cities"}
    assert "Choose at least one city." in desk.post(address, paper).text
    desk.post(address, {**paper, "named_cities": [lima.pk]})
    assert [city.name for city in held.materials.get().named_cities.all()] == ["Lima"]
    assert "Named cities" in signed_in(people["peer"]).get(held.get_absolute_url()).text


def test_what_nobody_may_put_a_name_to_stands_not_beside_who_speaks(network, people, signed_in):
    coming = make_workshop(network)
    session = add_session(workshop=coming, title="Bays", text="", starts_at=coming.starts_at, length=30)
    desk, address = signed_in(people["manager"]), reverse("workshop_session", args=[coming.pk, session.pk])
    sent = {"add_material": "1", "material-title": TITLE, "material-link": "https://x.example/", "material-label": "chatham"}
    assert "Select a valid choice" in desk.post(address, sent).text
    with pytest.raises(IntegrityError), transaction.atomic():
        add_material(workshop=coming, session=session, title=TITLE, link="https://x.example/", label="chatham", by=people["manager"])
