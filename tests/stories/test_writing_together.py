import pytest
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from notices.models import Notice
from stories.models import Edition, Story
from stories.services import (
    ChangedMeanwhileError,
    NoConsentError,
    NotOpenError,
    OnlyTextError,
    agree,
    ask_consent,
    begin_edition,
    decline,
    discard,
    publish,
    remove_text,
    take_back,
    withdraw,
    write_text,
)
from tests.conftest import give_seat, make_official
from tests.stories.conftest import WORDS, make_story, picture


def fresh(edition: Edition) -> Edition:
    edition.refresh_from_db()
    return edition


def owed(kind: str) -> set:
    return {notice.user for notice in Notice.objects.filter(kind=kind)}


def test_an_official_writes_about_their_own_city_only(signed_in, network, member, jakarta, oslo):
    network.city_memberships.create(city=oslo)
    sent = {**WORDS, "reason": "trust", "language": "en"}
    page = signed_in(member).post(reverse("story_write", args=[network.slug]), {**sent, "city": oslo.pk})
    assert "is not one of the available choices" in page.content.decode()
    signed_in(member).post(reverse("story_write", args=[network.slug]), {**sent, "city": jakarta.pk})
    assert Story.objects.get().city == jakarta


def test_a_story_goes_from_its_writer_over_the_city_to_the_public(signed_in, draft, member, lead, manager):
    story = draft.story
    signed_in(member).post(reverse("story_ask", args=[story.slug]))
    assert owed("stories.asked") == {lead}
    assert story.slug in signed_in(lead).get(reverse("home")).content.decode()
    as_of = fresh(draft).changed_at.isoformat()
    signed_in(lead).post(reverse("story_agree", args=[story.slug]), {"as_of": as_of})
    assert owed("stories.agreed") == {manager}
    assert story.slug in signed_in(manager).get(reverse("manage")).content.decode()
    assert signed_in(None).get(story.get_absolute_url()).status_code == 404
    signed_in(manager).post(reverse("story_publish", args=[story.slug]))
    assert owed("stories.published") == {member, lead}
    assert WORDS["title"] in signed_in(None).get(story.get_absolute_url()).content.decode()
    told = list(Activity.objects.order_by("pk").filter(verb__startswith="story.").values_list("verb", flat=True))
    assert told == [Verb.STORY_DRAFTED, Verb.STORY_CONSENT_ASKED, Verb.STORY_AGREED, Verb.STORY_PUBLISHED]


def test_nothing_is_published_without_the_citys_consent(draft, manager):
    with pytest.raises(NoConsentError):
        publish(edition=draft, by=manager)


def test_the_city_agrees_to_what_its_lead_has_read_and_to_nothing_else(draft, lead):
    read = draft.changed_at
    write_text(edition=draft, language="en", **{**WORDS, "body": "Other words."})
    with pytest.raises(ChangedMeanwhileError):
        agree(edition=draft, as_of=read, by=lead)


def test_what_the_city_is_asked_about_stays_as_it_is_until_it_is_taken_back(draft, member, lead):
    ask_consent(edition=draft, by=member)
    with pytest.raises(NotOpenError):
        write_text(edition=draft, language="en", **WORDS)
    take_back(edition=draft, by=member)
    write_text(edition=draft, language="en", **WORDS)
    ask_consent(edition=draft, by=member)
    assert Notice.objects.filter(kind="stories.asked", user=lead).count() == 2


def test_a_city_that_does_not_agree_says_what_has_to_change(signed_in, draft, member, lead):
    ask_consent(edition=draft, by=member)
    decline(edition=draft, reason="The number of buses is wrong.", by=lead)
    assert member in owed("stories.declined")
    page = signed_in(member).get(reverse("story_draft", args=[draft.story.slug])).content.decode()
    assert "The number of buses is wrong." in page
    assert reverse("story_edit", args=[draft.story.slug]) in page


def test_the_public_reads_the_old_edition_until_the_city_has_agreed_to_the_next(signed_in, published, lead, manager):
    edition = begin_edition(story=published)
    assert [p.texts.get().alt for p in edition.pictures.all()] == ["A bus at night"]
    write_text(edition=edition, language="en", **{**WORDS, "title": "Jakarta triples its night buses"})
    url = published.get_absolute_url()
    assert "doubles" in signed_in(None).get(url).content.decode()
    ask_consent(edition=fresh(edition), by=manager)
    agree(edition=edition, as_of=fresh(edition).changed_at, by=lead)
    publish(edition=edition, by=manager)
    assert "triples" in signed_in(None).get(url).content.decode()


def test_beginning_twice_is_one_next_edition(published):
    assert begin_edition(story=published) == begin_edition(story=published)


def test_a_withdrawn_story_answers_its_writers_only_and_leaves_list_feed_and_log(signed_in, published, lead, outsider, member):
    withdraw(story=published, reason="The data was wrong.", by=lead)
    assert signed_in(None).get(published.get_absolute_url()).status_code == 404
    assert signed_in(outsider).get(published.get_absolute_url()).status_code == 404
    assert "The data was wrong." in signed_in(member).get(published.get_absolute_url(), follow=True).content.decode()
    for address in ("stories", "stories_feed", "landing"):
        assert WORDS["title"] not in signed_in(None).get(reverse(address)).content.decode()
    picture_of = reverse("story_picture", args=[published.current.pictures.get().pk])
    assert signed_in(outsider).get(picture_of).status_code == 404


def test_the_feed_tells_members_of_a_story_as_long_as_it_is_published(member, published, lead, peer_of_network):
    told = Activity.objects.visible_to(peer_of_network).filter(verb=Verb.STORY_PUBLISHED)
    assert told.count() == 1
    withdraw(story=published, reason="x", by=lead)
    assert told.count() == 0


@pytest.fixture
def peer_of_network(network, oslo):
    user = make_official("Per Peer", oslo)
    give_seat(user, network)
    return user


def test_a_draft_that_was_never_published_is_gone_with_its_pictures(signed_in, draft, member):
    signed_in(member).post(reverse("story_discard", args=[draft.story.slug]))
    assert not Story.objects.exists()


def test_a_next_edition_that_is_discarded_leaves_the_published_one(published, manager):
    discard(edition=begin_edition(story=published), by=manager)
    assert published.editions.count() == 1


def test_the_language_it_was_written_in_stays(draft):
    with pytest.raises(OnlyTextError):
        remove_text(edition=draft, language="en")


def test_two_stories_of_one_title_have_an_address_each(network, jakarta, member):
    slugs = {make_story(network, jakarta, member, state="draft").slug for _ in range(3)}
    assert slugs == {"jakarta-doubles-its-night-buses", "jakarta-doubles-its-night-buses-2", "jakarta-doubles-its-night-buses-3"}


def test_what_is_no_picture_is_refused_in_words(signed_in, draft, member):
    address = reverse("story_pictures", args=[draft.story.slug])
    page = signed_in(member).post(address, {"upload": picture("bus.pdf"), "alt": "A bus"}).content.decode()
    assert "not what its name says" in page or "not a picture" in page
    page = signed_in(member).post(address, {"upload": picture(), "alt": ""}).content.decode()
    assert "This field is required." in page
    assert draft.pictures.count() == 1


def test_no_city_lead_no_consent_and_the_page_says_so(signed_in, draft, member, lead):
    lead.official.is_lead = False
    lead.official.save()
    assert "has no city lead here" in signed_in(member).get(reverse("story_draft", args=[draft.story.slug])).content.decode()
