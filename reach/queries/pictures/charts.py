"""The few kinds of chart, as options of ECharts. Words stand where what they mean is, not in a legend."""

from dataclasses import dataclass
from datetime import date
from typing import Any

SANS = "Public Sans"
NARROW = 480  # pixels: below, as on a phone
SMALL = 300  # in the margin of a page
STAGES = ["--stage-2", "--stage-3", "--stage-4", "--stage-5"]


def size(width: int) -> int:
    return 13 if width < NARROW else 14


def _rich(width: int) -> dict[str, Any]:
    """Styles for words in a label: {name|…}, {value|…} and {note|…}."""
    text = {"fontSize": size(width), "lineHeight": 20}
    return {
        "name": {**text, "fontWeight": 600, "color": "--ink"},
        "value": {**text, "fontWeight": 600, "color": "--green"},
        "note": {**text, "color": "--ink-soft"},
    }


def said(**parts: str) -> str:
    """Words for a label; braces and bars would be read as its grammar."""
    plain = {style: text.replace("{", "(").replace("}", ")").replace("|", "/") for style, text in parts.items() if text}
    return "  ".join(f"{{{style}|{text}}}" for style, text in plain.items())


@dataclass(frozen=True)
class Bar:
    name: str
    # As people read it, and what stands behind it.
    text: str
    note: str
    number: float | None
    # Of how many. Without it, of the longest bar.
    of: float | None = None

    @property
    def says(self) -> str:
        return " ".join(part for part in (f"{self.name}: {self.text}", self.note) if part)


@dataclass(frozen=True)
class Bars:
    """One below the other, each with its words above it; from pale to full where they are steps of one way."""

    bars: list[Bar]
    are_steps: bool = False

    ROW = 56

    def height(self, width: int) -> int:  # noqa: ARG002 - others need it
        return self.ROW * len(self.bars) + 8

    def options(self, width: int) -> dict[str, Any]:
        most = max((bar.of or bar.number or 0 for bar in self.bars), default=0) or 1
        first = len(STAGES) - len(self.bars) if len(self.bars) <= len(STAGES) else 0
        labels = {
            "show": True, "position": [0, -23], "align": "left", "verticalAlign": "top", "rich": _rich(width),
            "width": width, "overflow": "truncate",
        }  # fmt: skip
        tracks = [{"value": 1, "label": {"formatter": said(name=bar.name, value=bar.text, note=_fitting(bar, width))}} for bar in self.bars]
        values = []
        for number, bar in enumerate(self.bars):
            colour = STAGES[min(first + number, len(STAGES) - 1)] if self.are_steps else "--green"
            value = (bar.number or 0) / (bar.of or most)
            values.append({"value": value, "name": bar.name, "itemStyle": {"color": colour}, "says": bar.says})
        both = {"type": "bar", "barWidth": 20, "barGap": "-100%", "emphasis": {"disabled": True}}
        track = {**both, "data": tracks, "itemStyle": {"color": "--stage-0"}, "label": labels, "silent": True, "z": 1}
        return {
            "grid": {"left": 0, "right": 0, "top": 12, "bottom": -8},
            "xAxis": {"type": "value", "min": 0, "max": 1, "show": False},
            "yAxis": {"type": "category", "data": [bar.name for bar in self.bars], "inverse": True, "show": False},
            "series": [track, {**both, "data": values, "z": 2}],
        }


def _fitting(bar: Bar, width: int) -> str:
    """What stands behind a value, where there is room for the whole of it."""
    return bar.note if len(f"{bar.name}  {bar.text}  {bar.note}") * size(width) * 0.54 < width else ""


@dataclass(frozen=True)
class Point:
    on: date
    # In words of the reader, as is the value.
    day: str
    number: float | None
    text: str


@dataclass(frozen=True)
class Line:
    name: str
    points: list[Point]


@dataclass(frozen=True)
class Lines:
    """Over time, from zero. What they are is said at their ends, so that no axis has to be read; the first and the last day stand below."""

    lines: list[Line]

    TOP, BOTTOM = 26, 28

    def height(self, width: int) -> int:
        if len(self.lines) == 1:
            return 150 if width > SMALL else 112
        return 110 + 30 * len(self.lines)

    def options(self, width: int) -> dict[str, Any]:
        points = [point for line in self.lines for point in line.points]
        first, last = min(points, key=lambda point: point.on), max(points, key=lambda point: point.on)
        small = {"fontFamily": SANS, "fontSize": 13, "fill": "--ink-soft"}
        numbers = [point.number for point in points if point.number is not None]
        room = min(max(len(self._end(line)) for line in self.lines) * size(width) * 0.6 + 20, width * 0.45)
        most = max(numbers, default=0) * 1.05 or 1
        return {
            "grid": {"left": 4, "right": room, "top": self.TOP, "bottom": self.BOTTOM},
            "tooltip": {"trigger": "axis", "axisPointer": {"lineStyle": {"color": "--ink"}, "label": {"show": False}}},
            "xAxis": {
                "type": "value", "min": first.on.toordinal(), "max": max(last.on.toordinal(), first.on.toordinal() + 1),
                "splitLine": {"show": False}, "axisLabel": {"show": False}, "axisTick": {"show": False},
                "axisLine": {"show": True, "lineStyle": {"color": "--edge"}},
            },
            "yAxis": {"type": "value", "min": 0, "max": most, "show": False},
            "series": [self._series(line, number) for number, line in enumerate(self.lines)],
            "graphic": [
                *self._ends(width, room, most),
                {"type": "text", "left": 4, "bottom": 4, "style": {**small, "text": first.day}},
                {"type": "text", "right": room, "bottom": 4, "style": {**small, "text": last.day if last.on != first.on else ""}},
            ],
        }  # fmt: skip

    def _end(self, line: Line) -> str:
        return line.points[-1].text if len(self.lines) == 1 else f"{line.points[-1].text}  {line.name}"

    def _ends(self, width: int, room: float, most: float) -> list[dict[str, Any]]:
        """The names, each beside the end of its line, pushed apart where lines end close to each other."""
        inside = self.height(width) - self.TOP - self.BOTTOM
        ends = [(self.TOP + inside * (1 - (line.points[-1].number or 0) / most), self._end(line)) for line in self.lines]
        style = {
            "fill": "--ink", "font": f"600 {size(width)}px {SANS}", "width": room - 14, "overflow": "truncate", "verticalAlign": "middle",
        }  # fmt: skip
        placed: list[dict[str, Any]] = []
        lowest = 0.0
        for y, text in sorted(ends):
            lowest = max(y, lowest + 19)
            placed.append({"type": "text", "x": width - room + 12, "y": lowest, "style": {**style, "text": text}})
        return placed

    def _series(self, line: Line, number: int) -> dict[str, Any]:
        alone = len(self.lines) == 1
        colour = "--green" if alone else STAGES[-1 - number % 3]
        start = {
            "show": alone, "formatter": line.points[0].text, "position": [0, -20], "align": "left", "color": "--ink-soft", "fontSize": 13,
        }  # fmt: skip
        data: list[dict[str, Any]] = [
            {
                "value": [point.on.toordinal(), point.number],
                "says": f"{point.day}: {point.text if alone else f'{point.text}  {line.name}'}",
                "symbolSize": 0.1,
            }
            for point in line.points
        ]
        data[0] |= {"label": start}
        data[-1] |= {"symbolSize": 8}
        return {
            "type": "line", "name": line.name, "data": data, "symbol": "circle", "showSymbol": True, "showAllSymbol": True,
            "itemStyle": {"color": colour}, "lineStyle": {"color": colour, "width": 2.5}, "emphasis": {"disabled": True},
            "areaStyle": {"color": "--green-wash", "opacity": 1} if alone else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Pair:
    name: str
    together: Bar
    alone: Bar


@dataclass(frozen=True)
class Pairs:
    """What many carry together beside what each would carry alone."""

    pairs: list[Pair]

    ROW = 84

    def height(self, width: int) -> int:  # noqa: ARG002 - others need it
        return self.ROW * len(self.pairs)

    def options(self, width: int) -> dict[str, Any]:
        bars = [bar for pair in self.pairs for bar in (pair.together, pair.alone)]
        most = max(bar.number or 0 for bar in bars) or 1
        words = {"show": True, "align": "left", "rich": _rich(width)}
        room = max(len(f"{bar.text}  {bar.name}") for bar in bars) * size(width) * 0.62 + 12
        names = [
            {"value": 0, "label": {**words, "formatter": said(name=pair.name), "position": [0, -2], "width": width, "overflow": "truncate"}}
            for pair in self.pairs
        ]
        each = {"type": "bar", "barWidth": 20, "barGap": "12%", "emphasis": {"disabled": True}}
        return {
            "grid": {"left": 0, "right": room, "top": 0, "bottom": 0},
            "xAxis": {"type": "value", "min": 0, "max": most, "show": False},
            "yAxis": {"type": "category", "data": [pair.name for pair in self.pairs], "inverse": True, "show": False},
            "series": [
                {**each, "data": names, "silent": True},
                {**each, "data": [_beside(pair, pair.together, words) for pair in self.pairs], "itemStyle": {"color": "--green"}},
                {**each, "data": [_beside(pair, pair.alone, words) for pair in self.pairs], "itemStyle": {"color": "--stage-2"}},
            ],
        }


def _beside(pair: Pair, bar: Bar, words: dict[str, Any]) -> dict[str, Any]:
    label = {**words, "position": "right", "verticalAlign": "middle", "formatter": said(value=bar.text, note=bar.name)}
    return {"value": bar.number or 0, "says": f"{pair.name}, {bar.says}", "label": label}
