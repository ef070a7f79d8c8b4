"""A picture: what it says in words, the table behind it, and how it is drawn. All in the language in which it was made."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any, Protocol

from activity.queries import BOM, harmless


class Chart(Protocol):
    """Something that ECharts draws, so wide. A colour that starts with -- is one of static/css/tokens.css."""

    def height(self, width: int) -> int: ...

    def options(self, width: int) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Cell:
    """What stands in a table: for people, and for machines. Without a value: it cannot be said."""

    text: str
    value: float | str | None = None

    @property
    def is_words(self) -> bool:
        return isinstance(self.value, str)

    @property
    def plain(self) -> str:
        if self.value is None:
            return ""
        return harmless(self.value) if isinstance(self.value, str) else f"{self.value:.10g}"


def words(text: Any) -> Cell:
    return Cell(str(text), str(text))


@dataclass(frozen=True)
class Table:
    columns: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)

    def as_csv(self) -> str:
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow([harmless(name) for name in self.columns])
        writer.writerows([cell.plain for cell in row] for row in self.rows)
        return BOM + lines.getvalue()


@dataclass(frozen=True)
class Picture:
    """Without a chart there is nothing to draw: `says` tells why."""

    key: str
    # A headline: "Each member of staff reaches 62 officials".
    title: str
    # The same for who cannot see it: what is most, what is least, or why there is nothing.
    says: str
    # Whose figures, and of which day.
    source: str = ""
    table: Table = field(default_factory=Table)
    chart: Chart | None = None
