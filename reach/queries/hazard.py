"""Whether cities adopt sooner what their peers visibly have: a discrete-time hazard within strata, and a permutation test.

Only the worker reads this file, since statsmodels takes a second and 100 MB to import: no page, form or service does.

One row is a city, a practice and a quarter at whose beginning the city could still adopt it. In each practice and quarter (the strata of
a conditional Poisson regression, which is the proportional hazard in discrete time) the cities that adopt are compared with those that do
not, each by its own pace (an effect of every city) and by how much of its region had adopted. What a practice's time, or the eagerness of
a region, a size or a hidden trait does to a city as a whole is held constant by that; what is left is whether a city adopts *this* practice
*now*, when more of its peers have. The test shuffles what cities saw among rows of the same quarter, region, size and prior progress.

Passed over: a pace of each city in each network, which would withstand a hidden taste for the themes of networks. At C40's size it has as
many paces as adoptions, and saw an effect in 13 of 100 worlds without one.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.base.model import LikelihoodModel
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from reach.queries.exposure import LEAST, LEAST_UNSEEN, Column

PERMUTATIONS = 999
# Where the paces of one part of the comparison say nothing of those of another, Newton's steps need some hold.
RIDGE = 1e-8
# An error so wide says that all saw the same.
NO_VARIATION = 50


@dataclass(frozen=True)
class Rows:
    """Columns of equal length, a row for each city, practice and quarter at risk."""

    city: Column
    practice: Column
    quarter: Column
    # Of region and size, as one number.
    kind: Column
    # Of the practices open to it, which share the city had adopted before.
    progress: Column
    adopted: Column
    # Of the others of its region in the practice's network: which share had adopted.
    region: Column
    # Of its ties in the practice's network: which share leads to a city that has adopted, to be seen and not to be seen.
    seen: Column
    unseen: Column

    def where(self, chosen: Column) -> "Rows":
        return Rows(**{column.name: getattr(self, column.name)[chosen] for column in fields(self)})

    def __len__(self) -> int:
        return len(self.city)


@dataclass(frozen=True)
class Interval:
    """An effect on the logarithm of the chance, for all ties instead of none."""

    effect: float
    error: float

    @property
    def ends(self) -> tuple[float, float]:
        low, high = stats.norm.interval(0.95, self.effect, self.error)
        return float(low), float(high)


@dataclass(frozen=True)
class Found:
    """What was compared, and what came of it, or why nothing could."""

    cities: int
    practices: int
    adoptions: int
    after_peers: int
    rows: int
    refusals: list[str]
    seen: Interval | None = None
    p_value: float | None = None


class Hazard(LikelihoodModel):  # type: ignore[misc]
    """statsmodels fits it: its ConditionalPoisson with a column for each pace but the first, of which only the numbers are kept.

    Rows of a stratum stand together. Parameters: one for each column, then one for each pace but the first.
    """

    def __init__(self, adopted: Column, columns: Column, strata: Column, pace: Column) -> None:
        super().__init__(adopted, columns, hasconst=False)
        self.columns, self.pace, self.paces = columns, pace, int(pace.max()) + 1
        self.starts = np.r_[0, np.flatnonzero(np.diff(strata)) + 1]
        self.stratum = np.cumsum(np.r_[False, np.diff(strata) != 0])
        self.events = np.add.reduceat(adopted, self.starts)

    def expected(self, params: Column) -> Column:
        """Of each row, given how many of its stratum adopt."""
        chance = np.exp(self.relative(params))
        return chance * (self.events / np.add.reduceat(chance, self.starts))[self.stratum]  # type: ignore[no-any-return]

    def loglike(self, params: Column) -> float:
        score = self.relative(params)
        return float(self.endog @ score - self.events @ np.log(np.add.reduceat(np.exp(score), self.starts)))

    def score(self, params: Column) -> Column:
        surprise = self.endog - self.expected(params)
        return np.r_[self.columns.T @ surprise, np.bincount(self.pace, surprise)[1:]]

    def hessian(self, params: Column) -> Column:
        expected = self.expected(params)
        weighted = self.columns * expected[:, None]
        both = np.array([np.bincount(self.pace, column, minlength=self.paces) for column in weighted.T]).reshape(-1, self.paces)
        whole = np.block([[self.columns.T @ weighted, both], [both.T, np.diag(np.bincount(self.pace, expected))]])
        cells = np.bincount(self.stratum * self.paces + self.pace, expected, minlength=len(self.starts) * self.paces)
        sums = np.hstack([np.add.reduceat(weighted, self.starts, axis=0), cells.reshape(-1, self.paces)])
        inside = (sums / self.events[:, None]).T @ sums - whole
        kept = np.arange(len(inside)) != weighted.shape[1]
        return inside[np.ix_(kept, kept)] - RIDGE * np.eye(kept.sum())  # type: ignore[no-any-return]

    def within(self, column: Column, expected: Column) -> Column:
        """What is left of it when each stratum's weighted mean is taken off."""
        return column - (np.add.reduceat(column * expected, self.starts) / self.events)[self.stratum]  # type: ignore[no-any-return]

    def near(self) -> Column:
        """Near enough for Newton's steps: some rounds of setting each pace to how much more it adopts than expected."""
        params, adopted = np.zeros(self.columns.shape[1] + self.paces - 1), np.bincount(self.pace, self.endog)
        for _round in range(10):
            more = np.log(adopted / np.bincount(self.pace, self.expected(params)))
            params[self.columns.shape[1] :] += more[1:] - more[0]
        return params

    def fitted(self, start: Column) -> Column:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            found = self.fit(start_params=start, method="newton", maxiter=40, skip_hessian=True, disp=False)
        return np.asarray(found.params)

    def interval(self, params: Column, at: int = 0) -> Interval:
        variance = np.linalg.solve(-self.hessian(params), np.eye(len(params))[at])[at]
        return Interval(float(params[at]), float(np.sqrt(variance)) if variance > 0 else float("inf"))

    def relative(self, params: Column) -> Column:
        many = self.columns.shape[1]
        return self.columns @ params[:many] + np.r_[0.0, params[many:]][self.pace]  # type: ignore[no-any-return]


def estimate(rows: Rows, *, seed: int, permutations: int = PERMUTATIONS, tell: Callable[[float], None] = lambda _share: None) -> Found:
    """`tell` hears how much of the work is done."""
    rows = comparable(rows)
    compared = rows.where(rows.adopted > 0)
    counts: dict[str, Any] = {
        "cities": len(np.unique(compared.city)),
        "practices": len(np.unique(compared.practice)),
        "adoptions": len(compared),
        "after_peers": int((compared.seen > 0).sum()),
    }
    refusals = [f"few-{name.replace('_', '-')}" for name, least in LEAST.items() if counts[name] < least]
    if refusals:
        return Found(**counts, rows=len(rows), refusals=refusals)
    strata, pace = _strata(rows), _pace(rows)
    null = Hazard(rows.adopted, rows.region[:, None], strata, pace)
    own = null.fitted(null.near())
    tell(0.1)
    model = Hazard(rows.adopted, np.column_stack([rows.seen, rows.region]), strata, pace)
    fitted = model.fitted(np.r_[0.0, own])
    seen = model.interval(fitted)
    tell(0.2)
    if not seen.error < NO_VARIATION:
        return Found(**counts, rows=len(rows), refusals=["no-variation"])
    p_value = _p_value(rows, model, np.r_[0.0, own], np.random.default_rng(seed), permutations, tell)
    return Found(**counts, rows=len(rows), refusals=[], seen=seen, p_value=p_value)


def estimate_of_unseen(rows: Rows) -> Interval | None:
    """The same of what nobody could see, beside what could be seen: what is as strong there comes from likeness."""
    rows = comparable(rows)
    if ((rows.adopted > 0) & (rows.unseen > 0)).sum() < LEAST_UNSEEN:
        return None
    both = Hazard(rows.adopted, np.column_stack([rows.unseen, rows.seen, rows.region]), _strata(rows), _pace(rows))
    interval = both.interval(both.fitted(both.near()))
    return interval if interval.error < NO_VARIATION else None


def comparable(rows: Rows) -> Rows:
    """Those that can say something: of a practice and quarter in which some adopted and others did not, of cities that adopt something
    and not all at once. In order of their strata.
    """
    while True:
        strata = _strata(rows)
        says = np.ones(len(rows), dtype=bool)
        for of in (strata, _pace(rows)):
            some = np.bincount(of, rows.adopted)[of]
            says &= (some > 0) & (some < np.bincount(of)[of])
        if says.all():
            return rows.where(np.argsort(strata, kind="stable"))
        rows = rows.where(says)


def _numbered(*columns: Column) -> Column:
    """0, 1, 2 … for each different combination."""
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].ravel() if len(columns[0]) else columns[0]


def _strata(rows: Rows) -> Column:
    return _numbered(rows.practice, rows.quarter)


def _pace(rows: Rows) -> Column:
    return _numbered(rows.city)


def _p_value(rows: Rows, model: Hazard, null: Column, rng: np.random.Generator, permutations: int, tell: Callable[[float], None]) -> float:
    """How often chance alone would make as much of a difference: the score of what was seen, shuffled within strata.

    What is shuffled is what the pace of the cities and the time of the practices do not explain of it (as Freedman and Lane do), and
    the score is divided by its own spread, so that a city that sees much and adopts much by nature is no evidence.
    """
    expected = model.expected(null)
    surprise = rows.adopted - expected
    information = -model.hessian(null)
    explained = np.r_[0.0, np.linalg.solve(information[1:, 1:], information[1:, 0])]
    left = model.within(rows.seen - model.relative(explained), expected)
    middle = np.zeros(int(rows.quarter.max()) + 1)
    for quarter in np.unique(rows.quarter):
        middle[quarter] = np.median(rows.progress[rows.quarter == quarter])
    stratum = _numbered(rows.quarter, rows.kind, rows.progress > middle[rows.quarter])
    order = np.argsort(stratum, kind="stable")
    surprise, left, stratum = surprise[order], left[order], stratum[order]

    def score(seen: Column) -> float:
        spread = np.sqrt((surprise**2) @ (seen**2))
        return float(abs(surprise @ seen) / spread) if spread else 0.0

    found, as_much = score(left), 0
    for number in range(permutations):
        shuffled = left[np.argsort(stratum + rng.random(len(left)))]
        as_much += score(shuffled) >= found * (1 - 1e-12)
        if number % 50 == 0:
            tell(0.2 + 0.7 * number / permutations)
    return (1 + as_much) / (1 + permutations)
