from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from cities.models import City

router = Router(tags=["Cities"])


class CityOut(Schema):
    slug: str
    name: str
    country: str = Field(alias="country.code", description="ISO 3166-1, two letters")
    region: str
    population: int
    latitude: float
    longitude: float
    time_zone: str
    languages: list[str]
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_time_zone(city: City) -> str:
        return str(city.time_zone)


@router.get("", response=list[CityOut], url_name="cities")
@paginate
def cities(request: HttpRequest) -> QuerySet[City]:
    """Member cities."""
    return City.objects.visible_to(request.user).members()


@router.get("/{slug:slug}", response=CityOut, url_name="city")
def city(request: HttpRequest, slug: str) -> City:
    return get_object_or_404(City.objects.visible_to(request.user), slug=slug)
