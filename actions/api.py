from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from actions.models import ClimateAction

router = Router(tags=["Actions"])


class ActionOut(Schema):
    id: int = Field(alias="pk")
    title: str
    city: str = Field(alias="city.slug")
    practice: str | None = Field(None, alias="practice.name")
    network: str | None = Field(None, alias="practice.network.slug", description="whose practice it is")
    stage: str
    stage_on: date
    url: str = Field(alias="get_absolute_url")


@router.get("", response=list[ActionOut], url_name="actions")
@paginate
def actions(request: HttpRequest) -> QuerySet[ClimateAction]:
    """Climate actions that cities have published. What a city opens part by part stands on their pages."""
    return ClimateAction.objects.visible_to(request.user).published().with_names()
