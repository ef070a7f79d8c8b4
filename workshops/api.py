from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from workshops.models import Workshop

router = Router(tags=["Workshops"])


class WorkshopOut(Schema):
    id: int = Field(alias="pk")
    title: str
    text: str
    kind: str
    setting: str
    state: str = Field(description="draft, announced, running, held or cancelled")
    network: str = Field(alias="network.slug")
    host_city: str | None = Field(None, alias="host_city.slug")
    starts_at: datetime
    ends_at: datetime
    url: str = Field(alias="get_absolute_url")


@router.get("", response=list[WorkshopOut], url_name="workshops")
@paginate
def workshops(request: HttpRequest) -> QuerySet[Workshop]:
    """Links to join stand on their pages only, for those who registered."""
    return Workshop.objects.visible_to(request.user).with_place()
