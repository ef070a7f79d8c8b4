from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from officials.models import User

router = Router(tags=["People"])


class PersonOut(Schema):
    id: int
    name: str = Field(alias="full_name")
    city: str | None = Field(description="slug of the city for which the person works now; null for the secretariat")
    expertise: list[str]
    languages: list[str] = Field(alias="speaks")
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_city(person: User) -> str | None:
        return next((post.city.slug for post in person.current_posts), None)  # type: ignore[attr-defined]


@router.get("", response=list[PersonOut], url_name="people")
@paginate
def people(request: HttpRequest) -> QuerySet[User]:
    """Those who share a network or a city with the reader. Addresses stand on their pages only."""
    return User.objects.visible_to(request.user).with_posts()
