from datetime import datetime
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from stories.models import Edition, Story, StoryText

router = Router(tags=["Stories"])


class StoryOut(Schema):
    slug: str
    title: str
    summary: str
    language: str
    city: str = Field(alias="city.slug")
    network: str = Field(alias="network.slug")
    reason: str
    is_sample: bool = Field(description="invented, to show what a story is")
    published_at: datetime = Field(alias="current.published_at")
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_title(story: Story) -> str:
        return _text(story).title

    @staticmethod
    def resolve_summary(story: Story) -> str:
        return _text(story).summary

    @staticmethod
    def resolve_language(story: Story) -> str:
        return _text(story).language


@router.get("", response=list[StoryOut], url_name="stories")
@paginate
def stories(request: HttpRequest) -> QuerySet[Story]:
    """Published ones, in the language that is asked for (Accept-Language) where they are in it."""
    return Story.objects.visible_to(request.user).published().with_words()


def _text(story: Story) -> StoryText:
    # A published one has an edition.
    return cast("Edition", story.current).text_for(get_language())
