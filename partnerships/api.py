from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from partnerships.models import Agreement

router = Router(tags=["Agreements"])


class AgreementOut(Schema):
    id: int = Field(alias="pk")
    title: str
    network: str = Field(alias="network.slug")
    partner: str = Field(alias="partner.name")
    status: str
    starts_on: date
    ends_on: date
    signed: int = Field(alias="signed_count", description="cities that have signed")
    url: str = Field(alias="get_absolute_url")


@router.get("", response=list[AgreementOut], url_name="agreements")
@paginate
def agreements(request: HttpRequest) -> QuerySet[Agreement]:
    """What it is worth, and what each city pays, stands on their pages."""
    return Agreement.objects.visible_to(request.user).with_place().with_counts()
