"""The city opens its action, and each part of it, to everybody, to members, or to nobody but itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import PARTS, ClimateAction, Document, Indicator, IndicatorValue
from activity.models import Activity
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_official

# What each part shows on the page.
WORDS = {
    "text": "electric",
    "lead": "Transport Agency",
    "indicators": "Buses in use",
    "emissions": "1,200",
    "budget": "2,500,000",
    "documents": "The plan",
}


@pytest.fixture
def full(action):
    indicator = Indicator.objects.create(action=action, name="Buses in use", unit="number of buses")
    IndicatorValue.objects.create(indicator=indicator, year=2024, value=10)
    Document.objects.create(action=action, title="The plan", link="https://jakarta.example/plan")
    return action


@pytest.fixture
def peer(network):
    """An official of another city with a seat in the network."""
    user = make_official("Pia Peer", make_city("Lima"))
    give_seat(user, network)
    return user


def shown(answer) -> set[str]:
    page = answer.content.decode()
    return {part for part, words in WORDS.items() if words in page}


def opened(action, readers="public", **parts):
    fields = {"readers": readers, **{f"{part}_for": parts.get(part, "members") for part in PARTS}}
    ClimateAction.objects.filter(pk=action.pk).update(**fields)


def test_members_read_what_is_for_members(full, member, peer, manager, administrator, outsider, signed_in):
    for reader in (member, peer, manager, administrator):
        assert shown(signed_in(reader).get(full.get_absolute_url())) == set(WORDS)
    for stranger in (outsider, None):
        assert signed_in(stranger).get(full.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_for_those_to_whom_it_is_open(full, part, member, peer, manager, administrator, outsider, signed_in):
    opened(full, **{part: "city"})
    assert shown(signed_in(member).get(full.get_absolute_url())) == set(WORDS)
    for reader in (peer, manager, administrator):
        assert shown(signed_in(reader).get(full.get_absolute_url())) == set(WORDS) - {part}
    opened(full, **{part: "public"})
    for stranger in (outsider, None):
        assert shown(signed_in(stranger).get(full.get_absolute_url())) == {part}


def test_what_is_for_the_city_only_is_not_for_staff(full, member, lead, peer, manager, administrator, signed_in):
    opened(full, readers="city", **dict.fromkeys(PARTS, "public"))
    for reader in (member, lead):
        assert signed_in(reader).get(full.get_absolute_url()).status_code == 200
    for reader in (peer, manager, administrator, None):
        assert signed_in(reader).get(full.get_absolute_url()).status_code == 404
        assert "Electric buses" not in signed_in(reader).get("/cities/jakarta/actions/").content.decode()


def test_a_draft_and_what_is_withdrawn_are_the_citys(jakarta, practice, member, peer, manager, administrator, signed_in):
    draft = make_action(jakarta, "Bus lanes", published=False, practice=practice, readers="public")
    withdrawn = make_action(jakarta, "Trams", practice=practice, readers="public")
    ClimateAction.objects.filter(pk=withdrawn.pk).update(status="withdrawn", withdrawn_at=withdrawn.changed_at)
    for thing in (draft, withdrawn):
        assert signed_in(member).get(thing.get_absolute_url()).status_code == 200
        for reader in (peer, manager, administrator, None):
            assert signed_in(reader).get(thing.get_absolute_url()).status_code == 404


def test_a_city_in_the_network_opens_its_actions_without_a_practice(jakarta, member, peer, signed_in):
    action = make_action(jakarta, "Bicycle lanes")
    assert signed_in(peer).get(action.get_absolute_url()).status_code == 200


def test_whose_official_is_not_vouched_for_is_a_stranger(full, jakarta, signed_in):
    newcomer = make_official("Nia New", jakarta, verified_at=None)
    assert signed_in(newcomer).get(full.get_absolute_url()).status_code == 404


def test_a_file_is_for_those_who_read_documents(full, member, peer, manager, signed_in):
    file = SimpleUploadedFile("plan.txt", b"all of it")
    signed_in(member).post(f"/actions/{full.pk}/documents/", {"title": "All", "file": file})
    document = Document.objects.get(title="All")
    address = f"/actions/{full.pk}/documents/{document.pk}/"
    assert signed_in(peer).get(address).content == b"all of it"
    opened(full, documents="city")
    assert signed_in(member).get(address).status_code == 200
    for reader in (peer, manager, None):
        assert signed_in(reader).get(address).status_code == 404


def test_the_name_of_a_network_that_one_may_not_know_is_not_told(full, network, outsider, signed_in):
    opened(full)
    network.is_listed = False
    network.save()
    assert network.name not in signed_in(outsider).get(full.get_absolute_url()).content.decode()


def test_an_official_opens_a_draft_and_only_the_lead_a_published_one(draft, action, member, lead, signed_in):
    wide = {"readers": "public", **{f"{part}_for": "public" for part in PARTS}}
    assert signed_in(member).post(f"/actions/{draft.pk}/readers/", wide).status_code == 302
    assert signed_in(member).post(f"/actions/{action.pk}/readers/", wide).status_code == 403
    assert signed_in(lead).post(f"/actions/{action.pk}/readers/", wide).status_code == 302
    assert set(ClimateAction.objects.values_list("readers", "budget_for")) == {("public", "public")}


def test_the_feed_tells_no_stranger_what_was_closed_since(action, member, lead, peer, manager, administrator, signed_in):
    signed_in(member).post(f"/actions/{action.pk}/stage/", {"stage": "adopted", "happened_on": "2025-06-01"})
    assert "Electric buses" in signed_in(peer).get("/networks/public-transport/feed/").content.decode()
    opened(action, readers="city")
    for reader in (peer, manager):
        assert "Electric buses" not in signed_in(reader).get("/networks/public-transport/feed/").content.decode()
    assert "Electric buses" in signed_in(member).get("/networks/public-transport/feed/").content.decode()


def test_the_log_never_learns_the_title_of_what_is_the_citys_own(jakarta, practice, member, signed_in):
    action = make_action(jakarta, "A secret plan", practice=practice, readers="city")
    signed_in(member).post(f"/actions/{action.pk}/stage/", {"stage": "adopted", "happened_on": "2025-06-01"})
    signed_in(member).post("/actions/new/", {"title": "Another secret", "stage": "idea", "stage_on": "2025-01-01", "emissions_unit": "t"})
    lines = Activity.objects.filter(verb__startswith="action.")
    assert [line.sentence for line in lines.filter(verb="action.adopted")] == ["Jakarta adopted an action"]
    assert not [line for line in lines if "secret" in line.subject_label]


def test_no_page_asks_more_of_the_database_for_more_actions(
    jakarta, network, practice, peer, member, signed_in, django_assert_max_num_queries
):
    browser, own = signed_in(peer), signed_in(member)
    pages = ["/cities/jakarta/actions/", "/cities/jakarta/", "/networks/public-transport/practices/"]

    def counts():
        found = []
        for client in (browser, own):
            for page in pages:
                with django_assert_max_num_queries(60) as captured:
                    assert client.get(page).status_code == 200
                found.append(len(captured))
        return found

    make_action(jakarta, practice=practice)
    counts()
    few = counts()
    for number in range(60):
        make_action(jakarta, f"Action {number}", practice=make_practice(network, f"Practice {number}"), published=number % 3 > 0)
    assert counts() == few
