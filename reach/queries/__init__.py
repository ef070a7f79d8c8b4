"""The figures: what each means, how it is counted, what was counted. Pages, mail, exports and stories all read them from here.

Each reason has a file with all there is of it: REASON, PARTS (what counts, in SQL) and FIGURES (what is made of them, in words and as a
formula). There is no second place. To add a figure:

1. A `Part` is a set of things that count from a day to a day: those rows of its `source` `where` something is so. A source is one SELECT
   over the dated record, which is read once for all its parts, and answers with

       source_id   the record that makes it count (a seat, a registration): its row in the list
       thing_id    what is counted once however many records it has: an id of the model `of`
       network_id  whose it is, or NULL
       city_id     whose it is, or NULL; also NULL where a figure of a city or region must not give away what is in confidence
       since       the first day on which it counts (UTC), and
       until       the first on which it does not any more; NULL: it still does

   and whatever else its parts tell apart by. A part may have another city, since or until than these, made of the source's columns, and
   has an `amount` where there are totals or medians of it, and each of its records is a thing of its own.
   Say times, not "now": `posted_on` until `posted_on + 365` is "in the last 365 days" on every day there ever was, and yesterday needs no
   statement of its own. A `%` in it is written `%%`. Rows that end before they begin are left out. `touched` (see touched.py) says which
   of its records the activity log tells of, so that a day reads only these; without it the source is compared whole each day. Where a row
   hangs on others (the first of several, one that is returned), `touched` names them all.
2. A `Figure` says what it is in words, and as `value`: `number(things("seats"))`, `number(cities("seats"))`, `ratio(…, …)`,
   `share([…], and_others=[…])` or `share([…], among=…)`, `number(median("waits"))`, `ratio(total("money"), cities("money"))`; `beside` is
   said with it. `scopes` are what it makes sense for (ALL, NETWORK, REGION, CITY).

Everything else follows. A reckoning compares each part's rows with what it knew (`models.Counted`), ends what is no longer so and adds what
is new. By the clock it reads what the log touched; where somebody asks, all that counts on that day or later (`that_last` keeps it from
reading much more); once a week, the whole record. It compares row by row where a part's fingerprint says that the log has missed something.
A snapshot's figures are counted from what was known then, and `counted()` lists the same rows, so that a number and its list cannot
disagree, today or in ten years. What is corrected later changes no snapshot; what differs is told row by row. Kept are the figures of all
networks together, of each network and of each region: a row of numbers for each of these scopes (`SnapshotScope`), in places that are told
once for all days of the same definitions (`FigureSet`), read as a row for each figure (`SnapshotFigure`, a view). A city's are counted from
its few rows on demand.

- `headlines(scope)`: every figure of the last day. `histories(figures=…, scope=…, since=…, each="week")`: over time.
- `counted(figure=…, scope=…, as_of=…, user=…)`: what was counted, for this reader: a page of it, or all as CSV.
- `changes(listing)`: the figure of that day as it is known today, and each thing that differs, with the reason.
- `as_known_now(figures=…, scope=…, as_of=…)`: of any day, counted or not, as the record is today.
- `Scope()`, `Scope(network=…)`, `Scope(region=…)`, `Scope(city=…)`: make them from what the reader may see.
"""

from reach.queries.changes import Change, Changes, changes
from reach.queries.definitions import FIGURE, FIGURES, PARTS, REASONS, statements
from reach.queries.figures import ALL, CITY, NETWORK, REGION, Figure, Kind, Part, Reason
from reach.queries.lists import Listing, Row, counted
from reach.queries.multiplier import LADDER
from reach.queries.reading import (
    Counting,
    History,
    Value,
    as_known_now,
    by_network,
    counting,
    headline,
    headlines,
    histories,
    made_of,
    of_networks,
    reasons,
)
from reach.queries.scopes import EVERYTHING, Scope

__all__ = [
    "ALL", "CITY", "EVERYTHING", "FIGURE", "FIGURES", "LADDER", "NETWORK", "PARTS", "REASONS", "REGION", "Change", "Changes",
    "Counting", "Figure", "History", "Kind", "Listing", "Part", "Reason", "Row", "Scope", "Value", "as_known_now", "by_network",
    "changes", "counted", "counting", "headline", "headlines", "histories", "made_of", "of_networks", "reasons", "statements",
]  # fmt: skip
