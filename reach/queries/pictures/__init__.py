"""The pictures of reach: on its pages, as files, and in the PDF report.

`picture(key, …)` makes one in the language that is active, `in_language("es")` in another; `svg(picture, look)` and `png(picture)` draw it,
`picture.table` is what stands behind it. All but the drawing is a few queries; a drawing is made once and kept by its content.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import override

from reach.queries import FIGURE, REASONS, Scope, headlines, histories
from reach.queries.pictures import spread, ties, world
from reach.queries.pictures.drawing import ALONE, LOOKS, NARROW, WIDE, CannotDrawError, Look, fingerprint, options, palette, pdf, png, svg
from reach.queries.pictures.picture import Cell, Picture, Table
from reach.queries.pictures.reasons import OVER_TIME, Shown, headline_figures, over_time, shown

__all__ = [
    "ALONE", "LOOKS", "NARROW", "OVER_TIME", "WIDE", "CannotDrawError", "Cell", "Look", "Picture", "Pictures", "Shown", "Table",
    "fingerprint", "options", "over_time", "palette", "pdf", "png", "svg",
]  # fmt: skip


@dataclass(frozen=True)
class Pictures:
    """Every picture for one reader, of one scope and period. Whoever makes it has seen to it that they may see its network."""

    user: Any
    scope: Scope = field(default_factory=Scope)
    since: date | None = None
    each: str = "month"
    # As they were on this day; today where none is said.
    until: date | None = None

    @cached_property
    def reasons(self) -> list[Shown]:
        """Two queries for all of them."""
        values = headlines(self.scope, until=self.until)
        found = histories(figures=headline_figures(), scope=self.scope, since=self.since, until=self.until, each=self.each)
        past = {history.figure.key: history for history in found}
        return [shown(reason, values, past, self.scope) for reason in REASONS]

    @cached_property
    def map(self) -> Picture:
        return world.picture(self.scope, self.until)

    @cached_property
    def ties(self) -> Picture:
        found = ties.ties(user=self.user, scope=self.scope, since=self.since, until=self.until)
        return ties.picture(found, self.scope, self.until)

    @cached_property
    def spread(self) -> Picture:
        return spread.picture(user=self.user, scope=self.scope, since=self.since, until=self.until)

    def named(self, key: str) -> Picture | None:
        """The picture of that key; none where there is no such picture."""
        if key in {"map", "ties", "spread"}:
            return getattr(self, key)
        figure = FIGURE.get(key.removesuffix(OVER_TIME)) if key.endswith(OVER_TIME) else None
        if figure:
            return over_time(
                histories(figures=[figure], scope=self.scope, since=self.since, until=self.until, each=self.each)[0], self.scope
            )
        return next((one.picture for one in self.reasons if one.reason.key == key), None)

    def in_language(self, key: str, language: str) -> Picture | None:
        """For a file or a mail to somebody else than who is reading."""
        with override(language):
            return Pictures(self.user, self.scope, self.since, self.each, self.until).named(key)
