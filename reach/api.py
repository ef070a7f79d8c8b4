from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator

from cities.models import City, Region
from networks.models import Network
from reach.queries import FIGURE, FIGURES, Figure, Scope, histories

router = Router(tags=["Reach"])
# Translated when it is read.
Words = Annotated[str, BeforeValidator(str)]


class FigureOut(Schema):
    """The same definition that the page, the mail and the export state."""

    key: str
    reason: str
    kind: str = Field(description="record, self_report or estimate")
    name: Words
    unit: Words
    definition: Words
    counts: Words
    does_not_count: Words
    formula: Words
    source: Words
    limits: Words
    version: int
    scopes: list[str] = Field(description="for what it makes sense: all, network, region, city")
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_scopes(figure: Figure) -> list[str]:
        return sorted(figure.scopes)


class ValueOut(Schema):
    as_of: date
    value: float | None = Field(alias="number", description="null where it cannot be said")
    parts: dict[str, float | None] = Field(description="what it is made of")


@router.get("/figures", response=list[FigureOut], url_name="figures")
def figures(request: HttpRequest) -> list[Figure]:  # noqa: ARG001 - the same for everybody
    return FIGURES


@router.get("/figures/{slug:key}", response=list[ValueOut], url_name="figure")
def figure(
    request: HttpRequest,
    key: str,
    network: str = "",
    region: Region | Literal[""] = "",
    city: str = "",
    since: date | None = None,
    until: date | None = None,
    each: Literal["week", "month", "year"] = "month",
) -> object:
    """What it was, the oldest first: of all networks together, or of one network, region or city (by its slug)."""
    if key not in FIGURE:
        raise HttpError(404, "Not Found")
    scope = Scope(
        network=get_object_or_404(Network.objects.visible_to(request.user), slug=network) if network else None,
        region=region,
        city=get_object_or_404(City.objects.visible_to(request.user), slug=city) if city else None,
    )
    return histories(figures=[FIGURE[key]], scope=scope, since=since, until=until, each=each)[0].values
