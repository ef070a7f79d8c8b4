"""Who could see whose adoption, in numbers. It needs no database: the validation draws its worlds with the same."""

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    import numpy as np
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    np = SimpleLazyObject(partial(import_module, "numpy"))

Column: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
# Below any of these nothing is estimated. Adoptions and cities are those that can be compared with another city's.
LEAST = {"cities": 20, "practices": 8, "adoptions": 100, "after_peers": 50}
# What was adopted out of sight is told beside it where there is as much of it.
LEAST_UNSEEN = 30
# Rounding errors are below it.
ALL_THE_SAME = 1e-6
# A quarter that never comes.
NEVER = 2**63 - 1


def shares(inside: Column, network: Column, adopted: Column) -> Column:
    """City × practice: of a city's ties to the others of the practice's network, which share leads to one that has adopted.

    `inside` is city × network, `network` of each practice, `adopted` city × practice. A tie is a network that two cities share beside that
    of the practice: there everybody sees everybody, so it cannot tell one city from another.
    """
    ties = inside @ inside.T
    np.fill_diagonal(ties, 0)
    own = inside[:, network]

    def counted(cities: Column) -> Column:
        shared = own * cities
        return ties @ cities - own * (shared.sum(axis=0) - shared)  # type: ignore[no-any-return]

    return counted(adopted) / np.maximum(counted(np.maximum(own, adopted)), 1)  # type: ignore[no-any-return]


def places(inside: Column) -> Column:
    """Of each city a number, near for those who are in the same networks: where the first axis of a correspondence analysis of city ×
    network puts it. All are 0 where there is nothing to tell cities apart.
    """
    of_city, of_network = inside.mean(axis=1, keepdims=True), inside.mean(axis=0, keepdims=True)
    at_random = of_city * of_network / max(inside.mean(), ALL_THE_SAME)
    spread = np.sqrt(np.maximum(at_random, ALL_THE_SAME))
    cities, sizes, _networks = np.linalg.svd((inside - at_random) / spread, full_matrices=False)
    found = cities[:, 0] / np.sqrt(np.maximum(of_city[:, 0], ALL_THE_SAME))
    return found / max(np.std(found), ALL_THE_SAME) * (sizes[0] > ALL_THE_SAME)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Panel:
    """Cities, networks and practices by their numbers, over quarters."""

    # City × network × quarter: whether it was in it when the quarter began.
    inside: Column
    # Of each practice.
    network: Column
    # City × practice: the quarter, or NEVER; at or before the first for what was there before.
    adopted: Column
    # City × practice × quarter: whether its adoption could be seen when the quarter began.
    visible: Column
    # Of each city, as numbers: its region, and region with size.
    region: Column
    kind: Column
    # City × practice: not where the city keeps to itself what it does.
    compared: Column

    @property
    def quarters(self) -> int:
        return int(self.inside.shape[2])

    def seen(self, quarter: int) -> tuple[Column, Column]:
        """Shares that could be seen, and that could not."""
        inside = self.inside[:, :, quarter].astype(float)
        visible = self.visible[:, :, quarter].astype(float)
        unseen = (self.adopted < quarter) & (visible == 0)
        return shares(inside, self.network, visible), shares(inside, self.network, unseen.astype(float))

    def of_region(self, quarter: int) -> Column:
        """City × practice: which share of the others of its region in the practice's network had adopted, whether to be seen or not."""
        open_to = self.inside[:, self.network, quarter]
        same = self.region[:, None] == self.region
        np.fill_diagonal(same, val=False)
        return (same @ (open_to & (self.adopted < quarter)).astype(float)) / np.maximum(same @ open_to.astype(float), 1)  # type: ignore[no-any-return]

    def columns(self) -> dict[str, Column]:
        """What hazard.Rows holds."""
        found: dict[str, list[Column]] = {}
        of_city = places(self.inside.any(axis=2).astype(float))
        for quarter in range(self.quarters):
            open_to = self.inside[:, self.network, quarter]
            city, practice = np.nonzero(open_to & self.compared & (self.adopted >= quarter))
            done = (open_to & (self.adopted < quarter)).sum(axis=1) / np.maximum(open_to.sum(axis=1), 1)
            seen, unseen = self.seen(quarter)
            regional = self.of_region(quarter)
            of_quarter = {
                "city": city,
                "practice": practice,
                "quarter": np.full(len(city), quarter),
                "kind": self.kind[city],
                "place": of_city[city],
                "progress": done[city],
                "adopted": (self.adopted[city, practice] == quarter).astype(float),
                "region": regional[city, practice],
                "seen": seen[city, practice],
                "unseen": unseen[city, practice],
            }
            for name, column in of_quarter.items():
                found.setdefault(name, []).append(column)
        return {name: np.concatenate(columns) for name, columns in found.items()}
