from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from exchange.models import Question, Reply, Resource

router = Router(tags=["Exchange"])


class PostOut(Schema):
    """What somebody wrote. Under the Chatham House rule nobody learns here who, or for which city, not even who may on the page."""

    id: int = Field(alias="pk")
    text: str = Field(description="Markdown")
    label: str = Field(description="network, cities, chatham or public")
    author: str | None = None
    city: str | None = Field(None, description="slug of the city for which it was written; null for the secretariat")
    posted_at: datetime

    @staticmethod
    def resolve_author(post: Any) -> str | None:
        return None if post.hides_author else str(post.official.user if post.official else post.author)

    @staticmethod
    def resolve_city(post: Any) -> str | None:
        return None if post.hides_author or not post.official else post.official.city.slug


class QuestionOut(PostOut):
    network: str = Field(alias="network.slug")
    title: str
    tags: list[str]
    last_posted_at: datetime
    closed_at: datetime | None
    url: str = Field(alias="get_absolute_url")


class ResourceOut(PostOut):
    network: str = Field(alias="network.slug")
    title: str
    kind: str
    language: str
    year: int | None
    licence: str
    used_for: str
    url: str = Field(alias="get_absolute_url")


@router.get("/questions", response=list[QuestionOut], url_name="questions")
@paginate
def questions(request: HttpRequest) -> QuerySet[Question]:
    return Question.objects.visible_to(request.user).with_names()


@router.get("/questions/{int:pk}/replies", response=list[PostOut], url_name="replies")
@paginate
def replies(request: HttpRequest, pk: int) -> QuerySet[Reply]:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    return Reply.objects.visible_to(request.user).filter(question=question).with_names()


@router.get("/resources", response=list[ResourceOut], url_name="resources")
@paginate
def resources(request: HttpRequest) -> QuerySet[Resource]:
    """Files are downloaded from their pages."""
    return Resource.objects.visible_to(request.user).there().with_names()
