"""What a benchmark finds: each figure of ours beside its limit, measured in the same run.

A benchmark is a module here with `measure()`, which yields a Row for each figure. It runs in a process of its own, on a database of its own
or on the large world, as its list in `__main__` says; `SCALE` is the size of that world.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from c40net.sample.large import LARGE

# BENCH_SCALE=0.1 for a tenth of everything.
SHARE = float(os.environ.get("BENCH_SCALE", "1"))
SCALE = LARGE.times(SHARE)


@dataclass(frozen=True)
class Row:
    """`ratio` is ours divided by the limit. Time and memory are at most `goal` times the limit; speed, with `more`, at least."""

    work: str
    ours: float
    limit: float
    unit: str
    goal: float
    more: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.limit

    @property
    def holds(self) -> bool:
        return self.ratio >= self.goal if self.more else self.ratio <= self.goal

    def as_dict(self) -> dict[str, Any]:
        figures = {"ours": short(self.ours), "limit": short(self.limit), "unit": self.unit, "ratio": short(self.ratio), "goal": self.goal}
        return {"work": self.work, **figures, "holds": self.holds}


def short(number: float) -> float:
    """Three digits that count."""
    return round(number) if abs(number) >= 100 else float(f"{number:.3g}")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(*works: Callable[[], object], times: int) -> list[float]:
    """The best seconds of each, measured in turns, so that all meet the same weather."""
    rounds = [[seconds(work) for work in works] for _ in range(times)]
    return [min(of_one) for of_one in zip(*rounds, strict=True)]
