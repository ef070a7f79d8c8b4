"""Two charts of places: where the officials are, and who learns from whom."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

from cities.queries import HEIGHT, WIDTH, land
from reach.queries.pictures.charts import NARROW, SANS, size

# So many of the largest are named on the map.
NAMED = 6


@dataclass(frozen=True)
class Place:
    """A city on the map of cities.queries; its size is how many officials, or 0 where that is not said."""

    name: str
    x: float
    y: float
    number: int
    says: str


@dataclass(frozen=True)
class WorldMap:
    places: list[Place]
    # In words: what a circle of so many is.
    scale: list[tuple[int, str]]

    def height(self, width: int) -> int:
        return round(width * HEIGHT / WIDTH) + (28 if width < NARROW else 0)

    def options(self, width: int) -> dict[str, Any]:
        factor = width / WIDTH
        map_height = round(width * HEIGHT / WIDTH)
        shapes = [[[round(x * factor, 1), round(y * factor, 1)] for x, y in outline] for outline in land()]
        fill = {"fill": "--land"}
        coasts = [{"type": "polygon", "shape": {"points": shape}, "style": fill, "silent": True, "z": 0} for shape in shapes]
        most = max((place.number for place in self.places), default=1) or 1
        largest = sorted(self.places, key=lambda place: -place.number)[: NAMED if width >= NARROW else 3]
        data = []
        for place in sorted(self.places, key=lambda place: -place.number):
            label = {
                "show": True,
                "formatter": place.name,
                "position": "right",
                "distance": 3,
                "color": "--ink",
                "fontSize": size(width) - 1,
                "fontWeight": 600,
                "textBorderColor": "--paper",
                "textBorderWidth": 2,
            }
            point: dict[str, Any] = {
                "value": [place.x, place.y],
                "symbolSize": self._diameter(place.number, most, width),
                "says": place.says,
            }
            data.append(point | ({"label": label} if place in largest and place.number else {}))
        return {
            "grid": {"left": 0, "right": 0, "top": 0, "height": map_height},
            "xAxis": {"type": "value", "min": 0, "max": WIDTH, "show": False},
            "yAxis": {"type": "value", "min": 0, "max": HEIGHT, "inverse": True, "show": False},
            "graphic": [*coasts, *self._scale(width, map_height, most)],
            "series": [{
                "type": "scatter", "data": data,
                "itemStyle": {"color": "--green", "opacity": 0.78, "borderColor": "--paper", "borderWidth": 0.8},
                "labelLayout": {"hideOverlap": True}, "emphasis": {"itemStyle": {"color": "--waits", "opacity": 1}},
            }],
        }  # fmt: skip

    def _diameter(self, number: int, most: int, width: int) -> float:
        """The area goes with the number."""
        smallest, widest = (4, 26) if width >= NARROW else (3, 16)
        return round(max(smallest, widest * sqrt(number / most)), 1)

    def _scale(self, width: int, map_height: int, most: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        x, y = 8.0, map_height - 14.0 if width >= NARROW else map_height + 12.0
        for number, words in self.scale:
            radius = self._diameter(number, most, width) / 2
            style = {"fill": "none", "stroke": "--ink-soft"}
            found.append({"type": "circle", "shape": {"cx": x + radius, "cy": y, "r": radius}, "style": style, "silent": True})
            text = {"text": words, "fill": "--ink-soft", "font": f"{size(width) - 1}px {SANS}", "verticalAlign": "middle"}
            found.append({"type": "text", "x": x + 2 * radius + 5, "y": y, "style": text, "silent": True})
            x += 2 * radius + 20 + len(words) * size(width) * 0.56
        return found


@dataclass(frozen=True)
class Knot:
    """A city in the graph, and how often others learned from it."""

    name: str
    number: int
    says: str


@dataclass(frozen=True)
class Thread:
    """Something learned: from the knot of that number to the other."""

    giver: int
    learner: int
    number: int
    is_across: bool
    says: str


@dataclass(frozen=True)
class TieGraph:
    """Around a circle in the given order; a line leads from who gave to who learned, green across regions."""

    knots: list[Knot]
    threads: list[Thread]

    def height(self, width: int) -> int:
        return 40 + (26 if width >= NARROW else 24) * ((len(self.knots) + 1) // 2)

    def options(self, width: int) -> dict[str, Any]:
        height = self.height(width)
        names = 130 if width >= NARROW else 106
        most = max((thread.number for thread in self.threads), default=1)
        greatest = max((knot.number for knot in self.knots), default=1) or 1
        widest = 22 if width >= NARROW else 16
        nodes = []
        for at, knot in enumerate(self.knots):
            x, y = self._place(at)
            nodes.append({
                "name": str(at), "x": names + (1 + x) / 2 * (width - 2 * names), "y": 20 + y * (height - 40), "says": knot.says,
                "symbolSize": round(max(6, widest * sqrt(knot.number / greatest)), 1),
                "label": {"formatter": knot.name, "position": "right" if x > 0 else "left"},
            })  # fmt: skip
        links = [
            {
                "source": str(thread.giver), "target": str(thread.learner), "says": thread.says,
                "lineStyle": {"width": 1.5 + 3 * (thread.number - 1) / most, "color": "--green" if thread.is_across else "--waits"},
            }
            for thread in self.threads
        ]  # fmt: skip
        return {
            "series": [{
                "type": "graph", "layout": "none", "data": nodes, "links": links, "left": names, "top": 20, "width": width - 2 * names,
                "height": height - 40, "roam": False, "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 7,
                "lineStyle": {"curveness": 0.12, "opacity": 0.5},
                "itemStyle": {"color": "--green", "borderColor": "--paper", "borderWidth": 1},
                "label": {
                    "show": True, "color": "--ink", "fontSize": size(width) - 1, "distance": 5, "width": names - 22, "overflow": "truncate",
                },
                "emphasis": {"focus": "adjacency", "lineStyle": {"opacity": 1}},
            }],
        }  # fmt: skip

    def _place(self, at: int) -> tuple[float, float]:
        """Down the right side and up the left one, evenly, so that no name lies on another."""
        right = (len(self.knots) + 1) // 2
        row, rows = (at, right) if at < right else (len(self.knots) - 1 - at, max(len(self.knots) - right, 1))
        y = (row + 0.5) / rows
        x = sqrt(max(0, 1 - (2 * y - 1) ** 2))
        return (x if at < right else -x), y
