"""Sharing a file or a link, keeping it up to date, taking it back, and saying that it was used."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from exchange.models import Resource, ResourceUse
from exchange.services import add_version, edit_resource, end_use, say_used, share_again, share_resource, withdraw_resource
from exchange.services.errors import AnsweredMeanwhileError, ClosedError, NamedBeforeError, NamesCityError, NotTheirsError
from exchange.tasks import draw_preview
from files.models import File
from networks.models import Network
from networks.services import hand_over
from notices.models import Notice
from officials.services import merge_cities, merge_people
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_official
from tests.exchange.conftest import a_pdf

SAID = {"title": "Depot tender", "kind": "tender", "language": "en", "licence": "ask", "label": "network"}
A_USE = {"way": "adapted", "text": "Smaller bays.", "action": None}


def test_a_file_is_shared_with_what_one_has_to_know_of_it(signed_in, member, network, jakarta):
    sent = {
        **SAID, "upload": SimpleUploadedFile("tender.pdf", a_pdf()), "text": "All **40** pages.", "used_for": "The tender of 2024.",
        "year": "2024", "city": jakarta.pk, "area": network.area.pk,
    }  # fmt: skip
    page = signed_in(member).post(reverse("resource_add", args=[network.slug]), sent, follow=True).text
    for words in (
        "It is shared",
        "Depot tender",
        "<strong>40</strong>",
        "The tender of 2024.",
        "PDF",
        "Tender or contract",
        "2024",
        "Jakarta",
    ):
        assert words in page
    assert Activity.objects.get(verb="resource.shared").official == member.official


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "Choose a file, or give a link below."),
        ({"title": "", "link": "https://x.example"}, "This field is required"),
        ({"title": "x" * 201, "link": "https://x.example"}, "at most 200 characters"),
        ({"text": "word " * 10_001, "link": "https://x.example"}, "at most 50000 characters"),
        ({"kind": "spell", "link": "https://x.example"}, "Select a valid choice"),
        ({"year": "1066", "link": "https://x.example"}, "greater than or equal to 1900"),
        ({"year": "3000", "link": "https://x.example"}, "has not come yet"),
        ({"label": "cities", "link": "https://x.example"}, "Choose at least one city"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"link": "data:text/html,<script>alert(1)</script>"}, "Enter a valid URL"),
        ({"link": "ftp://x.example/it.pdf"}, "begin with https://"),
        ({"link": "https://c40.org@evil.example/"}, "stands before the @"),
        ({"link": f"https://x.example/{'x' * 500}"}, "at most 500 characters"),
        ({"link": "https://x.example", "upload": SimpleUploadedFile("a.txt", b"x")}, "not both"),
        ({"upload": SimpleUploadedFile("run.exe", b"MZ\x90\x00" + bytes(100))}, "Files of this kind cannot be kept"),
        ({"upload": SimpleUploadedFile("page.pdf", b"<html><script>alert(1)</script>%PDF-1.7")}, "not what its name says"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_come_back(wrong, says, signed_in, member, network):
    page = signed_in(member).post(reverse("resource_add", args=[network.slug]), {**SAID, "used_for": "A **night** bus.", **wrong}).text
    assert says in page
    assert "A **night** bus." in page
    assert not Resource.objects.exists()
    assert not File.objects.exists()


def test_nothing_is_shared_where_the_network_has_ended(signed_in, member, network):
    Network.objects.update(started_on="2020-01-01", ended_on="2026-01-01")
    signed_in(member).post(reverse("resource_add", args=[network.slug]), {**SAID, "link": "https://x.example/"})
    assert not Resource.objects.exists()


def test_a_new_version_stands_first_and_the_one_before_can_still_be_read(shared, member, signed_in, peer):
    resource = shared(upload=SimpleUploadedFile("plan.txt", b"First"))
    sent = {"upload": SimpleUploadedFile("plan2.txt", b"Second"), "note": "Bays are wider"}
    page = signed_in(member).post(reverse("resource_version_add", args=[resource.pk]), sent, follow=True).text
    assert "Bays are wider" in page
    assert "2 versions" in page
    reads = signed_in(peer)
    first, second = (reads.get(reverse("resource_download", args=[resource.pk, number])) for number in (1, 2))
    assert (first.content, second.content) == (b"First", b"Second")
    assert second["Content-Disposition"].startswith("attachment")
    assert reads.get(reverse("resource_download", args=[resource.pk, 3])).status_code == 404


def test_a_download_counts_once_a_day_and_never_for_who_shared_it(shared, signed_in, member, peer, stranger):
    resource = shared(upload=SimpleUploadedFile("plan.txt", b"A plan"))
    address = resource.latest.get_absolute_url()
    for person in (peer, peer, stranger, member):
        signed_in(person).get(address)
    signed_in(peer).head(address)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        signed_in(peer).get(address)
    assert resource.downloads.count() == 3
    lines = Activity.objects.filter(verb="resource.downloaded")
    assert [line.official for line in lines] == [peer.official, stranger.official, peer.official]
    assert {line.audience for line in lines} == {"managers"}


def test_a_link_is_followed_and_counted(shared, signed_in, peer):
    resource = shared(link="https://c40.example/paper")
    page = signed_in(peer).get(resource.get_absolute_url()).text
    assert "link to c40.example" in page
    answer = signed_in(peer).get(resource.latest.get_absolute_url())
    assert answer.url == "https://c40.example/paper"
    assert resource.downloads.count() == 1


def test_a_link_says_where_it_leads_in_letters_that_cannot_be_mistaken(shared, signed_in, peer):
    resource = shared(link="https://\u044140.org/")  # begins with a Cyrillic letter
    assert "xn--" in signed_in(peer).get(resource.get_absolute_url()).text


def test_the_first_pages_are_drawn_as_a_picture_and_shown(shared, signed_in, peer):
    resource = shared(upload=SimpleUploadedFile("plan.pdf", a_pdf()))
    for _ in range(2):
        draw_preview(resource.latest.pk)
    address = reverse("resource_preview", args=[resource.pk, 1])
    assert address in signed_in(peer).get(resource.get_absolute_url()).text
    picture = signed_in(peer).get(address)
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Content-Security-Policy"].startswith("sandbox")
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert File.objects.filter(name="preview.png").count() == 1


@pytest.mark.parametrize(("name", "content"), [("plan.pdf", b"%PDF-1.7\nnothing more"), ("plan.txt", b"Words")])
def test_what_cannot_be_drawn_has_no_picture_and_is_not_tried_again(name, content, shared, signed_in, peer):
    resource = shared(upload=SimpleUploadedFile(name, content))
    draw_preview(resource.latest.pk)
    resource.latest.refresh_from_db()
    assert resource.latest.is_drawn
    assert signed_in(peer).get(reverse("resource_preview", args=[resource.pk, 1])).status_code == 404


def test_who_shared_it_takes_it_back_and_shares_it_again(shared, signed_in, member, peer, manager):
    resource = shared()
    withdraw_resource(resource=resource, by=member)
    for person, status in ((peer, 404), (member, 200), (manager, 200)):
        assert signed_in(person).get(resource.get_absolute_url()).status_code == status
        assert signed_in(person).head(resource.latest.get_absolute_url()).status_code in {status, 302}
    with pytest.raises(AnsweredMeanwhileError):
        withdraw_resource(resource=resource, by=member)
    with pytest.raises(ClosedError):
        add_version(resource=resource, note="", link="https://x.example/", by=member)
    share_again(resource=resource, by=member)
    assert signed_in(peer).get(resource.get_absolute_url()).status_code == 200


def test_a_city_says_that_it_adapted_it_and_who_shared_it_is_told(shared, signed_in, peer, stranger, member):
    resource = shared()
    page = signed_in(peer).post(reverse("resource_use", args=[resource.pk]), {"way": "adapted", "text": "Smaller bays."}, follow=True).text
    assert "Adapted in Lima" in page
    assert "Smaller bays." in page
    assert "used by 1 city" in signed_in(stranger).get(reverse("network_resources", args=[resource.network.slug])).text
    assert Activity.objects.get(verb="resource.adapted").city.name == "Lima"
    signed_in(peer).post(reverse("resource_use", args=[resource.pk]), {"way": "used", "text": "As it is."})
    assert resource.uses.get().text == "As it is."
    assert [notice.user for notice in Notice.objects.filter(kind="exchange.resource_used")] == [member]
    with pytest.raises(NotTheirsError):
        end_use(use=resource.uses.get(), by=stranger)
    end_use(use=resource.uses.get(), by=peer)
    assert not ResourceUse.objects.exists()


def test_the_action_that_came_of_it_is_shown_to_those_who_may_read_it(shared, signed_in, peer, member, lima, jakarta, network):
    resource = shared()
    published, draft = (make_action(lima, title, published=title == "Wider bays", practice=practice) for title, practice in (
        ("Wider bays", make_practice(network)), ("Night bays", None),
    ))  # fmt: skip
    address = reverse("resource_use", args=[resource.pk])
    other = make_action(jakarta, "Not Lima's")
    assert "action" in signed_in(peer).post(address, {"way": "adapted", "action": other.pk}).context["form"].errors
    for action, is_shown in ((published, True), (draft, False)):
        signed_in(peer).post(address, {"way": "adapted", "action": action.pk})
        assert (action.title in signed_in(member).get(resource.get_absolute_url()).text) == is_shown
        assert action.title in signed_in(peer).get(resource.get_absolute_url()).text


def test_nobody_says_it_of_what_their_own_city_shared(shared, signed_in, member, lead, manager):
    resource = shared()
    for person in (member, lead, manager):
        assert "My city used it" not in signed_in(person).get(resource.get_absolute_url()).text
        with pytest.raises(NotTheirsError):
            say_used(resource=resource, by=person, **A_USE)


def test_who_used_it_is_told_of_a_new_version_once(shared, member, peer):
    resource = shared()
    say_used(resource=resource, by=peer, **A_USE)
    add_version(resource=resource, note="", link="https://x.example/2", by=member)
    assert [notice.user for notice in Notice.objects.filter(kind="exchange.resource_version")] == [peer]


def test_only_who_shared_it_edits_it_and_only_they_open_it_to_more(shared, member, peer, lima):
    resource = shared(label="cities", named_cities=[lima])
    said = {"title": "Better", "text": "", "named_cities": [lima]}
    with pytest.raises(NotTheirsError):
        edit_resource(resource=resource, by=peer, label="cities", **said)
    edit_resource(resource=resource, by=member, label="public", **said)
    assert Activity.objects.get(verb="resource.label_widened").details == {"before": "cities", "after": "public"}
    assert Activity.objects.get(verb="resource.edited").details == {"changed": ["title"]}
    with pytest.raises(NamedBeforeError):
        edit_resource(resource=resource, by=member, label="chatham", **said)


def test_under_the_chatham_house_rule_no_city_is_named(signed_in, member, network, jakarta):
    sent = {**SAID, "label": "chatham", "link": "https://x.example/", "city": jakarta.pk}
    signed_in(member).post(reverse("resource_add", args=[network.slug]), sent)
    assert Resource.objects.get().city is None
    with pytest.raises(NamesCityError):
        share_resource(network=network, by=member, link="https://x.example/", named_cities=[], city=jakarta, **{**SAID, "label": "chatham"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.update(city=jakarta)


def test_whoever_takes_over_a_post_keeps_what_was_shared_but_opens_it_to_nobody_more(shared, member, lead, manager, jakarta):
    resource, in_confidence = shared(), shared(label="chatham")
    assert not resource.is_kept_by(lead)
    hand_over(official=member.official, successor=lead.official, note="", by=manager)
    resource, in_confidence = (Resource.objects.get(pk=one.pk) for one in (resource, in_confidence))
    said = {"title": "Ours now", "text": "", "named_cities": []}
    edit_resource(resource=resource, label="network", by=lead, **said)
    with pytest.raises(NotTheirsError):
        edit_resource(resource=resource, label="public", by=lead, **said)
    assert not in_confidence.is_kept_by(lead)


def test_merged_people_and_cities_keep_what_they_shared_and_used(shared, member, peer, lima, administrator, network):
    resource = shared()
    say_used(resource=resource, by=peer, **A_USE)
    twin = make_official("Melati Again", member.official.city)
    merge_people(survivor=twin, duplicate=member, by=administrator)
    assert Resource.objects.get().is_by(twin)
    callao = make_city("Callao")
    merge_cities(survivor=callao, duplicate=lima, by=administrator)
    assert ResourceUse.objects.get().city == callao


def test_the_list_is_narrowed_down_and_sorted(shared, signed_in, peer, network, lima):
    shared(title="Depot tender", kind="tender", language="en")
    guide = shared(title="Guía de patios", kind="guide", language="es", city=lima)
    say_used(resource=shared(title="Plan", kind="plan", language="en"), by=peer, **A_USE)
    reads, address = signed_in(peer), reverse("network_resources", args=[network.slug])
    for asked, found in (
        ("q=guia", ["Guía de patios"]), ("q=lima", ["Guía de patios"]), ("kind=tender", ["Depot tender"]), ("language=es", [guide.title]),
        (f"city={lima.slug}", [guide.title]), ("sort=used", ["Plan", "Guía de patios", "Depot tender"]), ("q=nothing", []),
        ("sort=title&kind=nonsense", ["Depot tender", "Guía de patios", "Plan"]),
    ):  # fmt: skip
        assert [row.post.title for row in reads.get(f"{address}?{asked}").context["resources"]] == found, asked


def test_pages_ask_the_same_of_the_database_for_few_and_many(shared, signed_in, peer, member, network):
    resource, browser = shared(), signed_in(peer)
    say_used(resource=resource, by=peer, **A_USE)
    addresses = [
        reverse("network_resources", args=[network.slug]),
        resource.get_absolute_url(),
        network.get_absolute_url(),
        reverse("home"),
    ]

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        return len(captured)

    for address in addresses:
        queries(address)
    before = [queries(address) for address in addresses]
    for number in range(6):
        shared(title=f"More {number}")
        add_version(resource=resource, note="", link=f"https://x.example/{number}", by=member)
        official = make_official(f"Olga {number}", make_city(f"City {number}"))
        give_seat(official, network)
        say_used(resource=resource, by=official, **A_USE)
    assert [queries(address) for address in addresses] == before
