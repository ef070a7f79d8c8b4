from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from networks.models import CityMembership, Network

router = Router(tags=["Networks"])


class NetworkOut(Schema):
    slug: str
    name: str
    purpose: str
    area: str = Field(alias="area.name")
    parent: str | None = Field(None, alias="parent.slug", description="of a working group, its network")
    started_on: date
    ended_on: date | None
    url: str = Field(alias="get_absolute_url")


class MembershipOut(Schema):
    city: str = Field(alias="city.slug")
    role: str
    started_on: date


@router.get("", response=list[NetworkOut], url_name="networks")
@paginate
def networks(request: HttpRequest) -> QuerySet[Network]:
    """Networks and working groups, also those that have ended."""
    return Network.objects.visible_to(request.user).select_related("area", "parent")


@router.get("/{slug:slug}", response=NetworkOut, url_name="network")
def network(request: HttpRequest, slug: str) -> Network:
    return get_object_or_404(Network.objects.visible_to(request.user).select_related("area", "parent"), slug=slug)


@router.get("/{slug:slug}/cities", response=list[MembershipOut], url_name="network_cities")
@paginate
def cities_of_network(request: HttpRequest, slug: str) -> QuerySet[CityMembership]:
    """The cities that are in it now."""
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    return network.city_memberships.current().select_related("city")
