"""Stories, for the tests of all that can be done with one."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from stories.models import Edition, Story
from stories.services import add_picture, agree, ask_consent, draft_story, publish

# One transparent pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
WORDS = {"title": "Jakarta doubles its night buses", "summary": "It asked its peers.", "body": "They **answered**."}


def picture(name: str = "bus.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, BytesIO(PIXEL).getvalue(), "image/png")


def make_story(network, city, by, *, state: str = "published", lead=None, **words) -> Story:
    """About a city of the network, as far as `state` says: draft, asked, agreed, published."""
    story = draft_story(network=network, city=city, reason="peer-pressure", language="en", by=by, **{**WORDS, **words})
    edition = story.open_edition
    add_picture(edition=edition, upload=picture(), alt="A bus at night", caption="", credit="", by=by)
    edition.refresh_from_db()
    if state != "draft":
        ask_consent(edition=edition, by=by)
    if state in {"agreed", "published"}:
        agree(edition=edition, as_of=edition.changed_at, by=lead or by)
    if state == "published":
        publish(edition=edition, by=by)
    story.refresh_from_db()
    return story


@pytest.fixture
def draft(network, jakarta, member) -> Edition:
    return make_story(network, jakarta, member, state="draft").open_edition


@pytest.fixture
def published(network, jakarta, manager, lead) -> Story:
    return make_story(network, jakarta, manager, lead=lead)
