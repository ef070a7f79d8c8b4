"""Whether cities adopt sooner what their peers visibly have: a discrete-time hazard within strata, and a permutation test.

Only the worker reads this file, since statsmodels takes a second and 100 MB to import: no page, form or service does.

One row is a city, a practice and a quarter at whose beginning the city could still adopt it. In each practice and quarter (the strata of
a conditional Poisson regression, which is the proportional hazard in discrete time) the cities that adopt are compared with those that do
not, each by its own pace (an effect of every city) and by how much of its region had adopted. What a practice's time, or the eagerness of
a region, a size or a hidden trait does to a city as a whole is held constant by that; what is left is whether a city adopts *this* practice
*now*, when more of its peers have. The test shuffles what cities saw among rows of the same quarter, region, size and prior progress.

Cities that share networks may like the same practices and come to them anyway. So each practice has a taste as well: by how much more it is
adopted along the axis on which cities differ most in their networks, as a latent place in the network (Shalizi and McFowland). With some
ten adoptions for each practice, tastes are not free: they are drawn around 0, with the spread that the rows show (as frailties are).

Passed over, as what has as many parameters as C40 has adoptions pulls the effect down: a pace of each city in each network, which saw an
effect in 13 of 100 worlds without one, and tastes along several axes. Passed over also: what peers had adopted and nobody could see, taken
off what could be seen. It withstands every taste, but hides so little that the error would be twice as wide.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy import sparse, stats
from statsmodels.base.model import LikelihoodModel
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from reach.queries.exposure import LEAST, LEAST_UNSEEN, Column

PERMUTATIONS = 999
# Where the paces of one part of the comparison say nothing of those of another, Newton's steps need some hold.
RIDGE = 1e-8
# Of tastes, as a variance: to begin with, the bounds, and how often it is looked at anew.
SPREAD, LEAST_SPREAD, MOST_SPREAD, ROUNDS = 0.1, 1e-3, 4.0, 12
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
    # Of the city, where its networks put it: near to those who are in the same.
    place: Column
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
    """statsmodels fits it: its ConditionalPoisson with columns of mostly zeros, and with parameters that are drawn around 0.

    Rows of a stratum stand together. `held` is, for each parameter, one over the variance that it is drawn with; 0 if it is free.
    """

    def __init__(self, adopted: Column, columns: Any, strata: Column, held: Column) -> None:
        super().__init__(adopted, np.empty((len(adopted), 0)), hasconst=False)
        self.columns, self.held = sparse.csr_array(columns), held + RIDGE
        self.starts = np.r_[0, np.flatnonzero(np.diff(strata)) + 1]
        self.stratum = np.cumsum(np.r_[False, np.diff(strata) != 0])
        self.events = np.add.reduceat(adopted, self.starts)

    def expected(self, params: Column) -> Column:
        """Of each row, given how many of its stratum adopt."""
        chance = np.exp(self.columns @ params)
        return chance * (self.events / np.add.reduceat(chance, self.starts))[self.stratum]  # type: ignore[no-any-return]

    def loglike(self, params: Column) -> float:
        score = self.columns @ params
        drawn = self.held @ params**2 / 2
        return float(self.endog @ score - self.events @ np.log(np.add.reduceat(np.exp(score), self.starts)) - drawn)

    def score(self, params: Column) -> Column:
        return self.columns.T @ (self.endog - self.expected(params)) - self.held * params  # type: ignore[no-any-return]

    def hessian(self, params: Column) -> Column:
        expected = self.expected(params)
        weighted = sparse.diags_array(expected) @ self.columns
        of_stratum = sparse.csr_array((1 / np.sqrt(self.events)[self.stratum], (self.stratum, np.arange(len(expected)))))
        sums = (of_stratum @ weighted).toarray()
        return sums.T @ sums - (self.columns.T @ weighted).toarray() - np.diag(self.held)  # type: ignore[no-any-return]

    def within(self, column: Column, expected: Column) -> Column:
        """What is left of it when each stratum's weighted mean is taken off."""
        return column - (np.add.reduceat(column * expected, self.starts) / self.events)[self.stratum]  # type: ignore[no-any-return]

    def fitted(self, start: Column) -> Column:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            found = self.fit(start_params=start, method="newton", maxiter=40, skip_hessian=True, disp=False)
        return np.asarray(found.params)

    def variances(self, params: Column) -> Column:
        return np.diag(np.linalg.inv(-self.hessian(params)))  # type: ignore[no-any-return]

    def interval(self, params: Column, at: int = 0) -> Interval:
        variance = self.variances(params)[at]
        return Interval(float(params[at]), float(np.sqrt(variance)) if variance > 0 else float("inf"))


class Comparison:
    """Rows with the paces of their cities and the tastes for their practices, beside which any columns can be fitted."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.strata, self.pace = rows, _strata(rows), _pace(rows)
        practice, number = _numbered(rows.practice), np.arange(len(rows))
        paces = sparse.csr_array((np.ones(len(rows)), (number, self.pace)))[:, 1:]
        tastes = sparse.csr_array((rows.place, (number, practice)))
        self.own, self.tastes = sparse.hstack([paces, tastes], format="csr"), tastes.shape[1]
        self.spread = SPREAD

    def model(self, *columns: Column) -> Hazard:
        held = np.r_[np.zeros(len(columns) + self.own.shape[1] - self.tastes), np.full(self.tastes, 1 / self.spread)]
        return Hazard(self.rows.adopted, sparse.hstack([np.column_stack(columns), self.own]), self.strata, held)

    def fitted(self, *columns: Column) -> tuple[Hazard, Column]:
        """With as much spread of the tastes as the rows themselves show, by Schall's steps (as in penalised quasi-likelihood)."""
        model = self.model(*columns)
        params = self._near(model)
        for _round in range(ROUNDS):
            params = model.fitted(params)
            uncertain = model.variances(params)[-self.tastes :].sum() / self.spread
            spread = (params[-self.tastes :] ** 2).sum() / max(self.tastes - uncertain, LEAST_SPREAD)
            last, self.spread = self.spread, min(max(spread, LEAST_SPREAD), MOST_SPREAD)
            model = self.model(*columns)
            if abs(last - self.spread) < SPREAD / 50:
                break
        return model, model.fitted(params)

    def _near(self, model: Hazard) -> Column:
        """Near enough for Newton's steps: some rounds of setting each pace to how much more it adopts than expected."""
        params = np.zeros(model.columns.shape[1])
        paces = slice(-self.own.shape[1], -self.tastes)
        adopted = np.bincount(self.pace, self.rows.adopted)
        for _round in range(10):
            more = np.log(adopted / np.bincount(self.pace, model.expected(params)))
            params[paces] += more[1:] - more[0]
        return params


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
    compare = Comparison(rows)
    _model, own = compare.fitted(rows.region)
    tell(0.1)
    p_value = _p_value(rows, compare.model(rows.seen, rows.region), np.r_[0.0, own], np.random.default_rng(seed), permutations, tell)
    seen = Hazard.interval(*compare.fitted(rows.seen, rows.region))
    if not seen.error < NO_VARIATION:
        return Found(**counts, rows=len(rows), refusals=["no-variation"])
    return Found(**counts, rows=len(rows), refusals=[], seen=seen, p_value=p_value)


def estimate_of_unseen(rows: Rows) -> Interval | None:
    """The same of what nobody could see, beside what could be seen: what is as strong there comes from likeness."""
    rows = comparable(rows)
    if ((rows.adopted > 0) & (rows.unseen > 0)).sum() < LEAST_UNSEEN:
        return None
    interval = Hazard.interval(*Comparison(rows).fitted(rows.unseen, rows.seen, rows.region))
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

    What is shuffled is what the pace of the cities, the time of the practices and tastes do not explain of it (as Freedman and Lane do);
    tastes, which are drawn, are drawn again. The score is divided by its own spread, so that a city that sees much and adopts much by
    nature is no evidence.
    """
    expected = model.expected(null)
    surprise = rows.adopted - expected
    information = -model.hessian(null)
    explained = np.r_[0.0, np.linalg.solve(information[1:, 1:], information[1:, 0])]
    left = model.within(rows.seen - model.columns @ explained, expected)
    drawn = explained**2 @ model.held
    middle = np.zeros(int(rows.quarter.max()) + 1)
    for quarter in np.unique(rows.quarter):
        middle[quarter] = np.median(rows.progress[rows.quarter == quarter])
    stratum = _numbered(rows.quarter, rows.kind, rows.progress > middle[rows.quarter])
    order = np.argsort(stratum, kind="stable")
    surprise, left, stratum, seen = surprise[order], left[order], stratum[order], rows.seen[order]

    def score(total: float, seen: Column) -> float:
        spread = np.sqrt((surprise**2) @ (seen**2) + drawn)
        return float(abs(total) / spread) if spread else 0.0

    found, as_much = score(float(surprise @ seen), left), 0
    for number in range(permutations):
        shuffled = left[np.argsort(stratum + rng.random(len(left)))]
        total = float(surprise @ shuffled) + np.sqrt(drawn) * rng.standard_normal()
        as_much += score(total, shuffled) >= found * (1 - 1e-12)
        if number % 50 == 0:
            tell(0.2 + 0.7 * number / permutations)
    return (1 + as_much) / (1 + permutations)
