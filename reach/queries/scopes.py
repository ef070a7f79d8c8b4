"""Of what a figure is told: of all networks, of one, of a region, of a city."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cities.models import City, Region
from networks.models import Network
from reach.models import SnapshotFigure
from reach.queries.figures import ALL, CITY, NETWORK, REGION


@dataclass(frozen=True)
class Scope:
    """Whoever makes one for a reader has seen to it that they may see its network."""

    network: Network | None = None
    region: str = ""
    city: City | None = None

    @property
    def kind(self) -> str:
        if self.network:
            return NETWORK
        if self.city:
            return CITY
        return REGION if self.region else ALL

    def __str__(self) -> str:
        if self.region:
            return str(Region(self.region).label)
        return str(self.network or self.city or _("All networks together"))

    @property
    def query(self) -> dict[str, str]:
        """In addresses."""
        chosen = {"network": self.network and self.network.slug, "region": self.region, "city": self.city and self.city.slug}
        return {name: value for name, value in chosen.items() if value}

    @property
    def where(self) -> dict[str, Any]:
        """Which rows of what is counted are in it."""
        chosen = {"network_id": self.network and self.network.pk, "region": self.region, "city_id": self.city and self.city.pk}
        return {name: value for name, value in chosen.items() if value}

    @property
    def figures(self) -> QuerySet[SnapshotFigure]:
        """What was kept of it. Of a city nothing is: its few rows are counted when somebody asks."""
        return SnapshotFigure.objects.filter(network=self.network, region=self.region)


EVERYTHING = Scope()
