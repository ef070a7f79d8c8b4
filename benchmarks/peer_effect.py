"""The peer effect on worlds whose truth is known: how often it sees what is not there, whether its interval holds what is, and its power.

Every world has C40's size: 97 cities in seven regions and three sizes, 14 networks, 40 practices, ten years of quarters. Cities join
networks over the years, more like their region; practices come up, spread and go out of fashion; regions like some practices more; cities
have a pace of their own; one adoption in seven is never shown to peers, others after a while. A world's number is its seed.
"""

import os
import time
from multiprocessing import get_context

import numpy as np
from django.db import connection
from scipy import stats

from reach.queries.exposure import NEVER, Panel, shares
from reach.queries.hazard import Found, Rows, estimate

CITIES, NETWORKS, PRACTICES, QUARTERS = 97, 14, 40, 40
RUNS = int(os.environ.get("PEER_EFFECT_RUNS", "400"))
PERMUTATIONS = 199
# On the logarithm of the chance, for all ties instead of none: with 1, ten more ties in a hundred make it 1.1 times as likely.
PLANTED = 2.0
POWER_OF = (1.0, 2.0, 3.0, 4.0)
POWER_RUNS = max(RUNS // 4, 1)


def measure() -> list[dict]:
    started = time.perf_counter()
    # Nothing here needs the database, and two processes must not share a connection.
    connection.close()
    with get_context("fork").Pool(2) as pool:
        results = [
            _false("no effect", pool, {}),
            _false("no effect, but a hidden trait by which cities share networks and adopt early", pool, {"trait": "pace"}),
            _false("no effect, but a hidden taste for some practices by which cities share networks", pool, {"trait": "taste"}),
            _covered("a planted effect", pool, {"effect": PLANTED}),
            _covered("a planted effect, and that trait", pool, {"effect": PLANTED, "trait": "pace"}),
            _covered("a planted effect, and that taste", pool, {"effect": PLANTED, "trait": "taste"}),
        ]
        _print_power(pool)
        _print_limit(pool)
    print(f"peer effect: {time.perf_counter() - started:.0f} s")
    return results


def _false(world: str, pool, how: dict) -> dict:
    found = _runs(pool, RUNS, how)
    share = 100 * np.mean([one.p_value <= 0.05 for one in found])
    return _result(f"peer effect seen at the 5 % level in {RUNS} worlds with {world}", share, 5, 7, share <= 7)


def _covered(world: str, pool, how: dict) -> dict:
    found = _runs(pool, RUNS, how)
    low, high = np.array([one.seen.ends for one in found]).T
    share = 100 * np.mean((low <= how["effect"]) & (how["effect"] <= high))
    return _result(f"truth within the 95 % interval in {RUNS} worlds with {world}", share, 95, 90, share >= 90)


def _result(work: str, ours: float, limit: float, goal: float, holds: bool) -> dict:
    of_limit = {"ours": round(ours, 1), "limit": limit, "unit": "%", "ratio": round(ours / limit, 2)}
    return {"work": work, **of_limit, "goal": goal, "holds": bool(holds)}


def _print_power(pool) -> None:
    for effect in POWER_OF:
        found = _runs(pool, POWER_RUNS, {"effect": effect})
        power, adoptions = np.mean([one.p_value <= 0.05 for one in found]), np.mean([one.adoptions for one in found])
        print(
            f"peer effect, power at C40's scale ({CITIES} cities, {NETWORKS} networks, {PRACTICES} practices, {QUARTERS // 4} years, "
            f"{adoptions:.0f} adoptions): {power:.0%} where ten more ties in a hundred make it {np.exp(effect / 10):.2f} times as likely"
        )


def _print_limit(pool) -> None:
    found = _runs(pool, POWER_RUNS, {"trait": "likes"})
    seen = np.mean([one.p_value <= 0.05 for one in found])
    print(f"peer effect, what it may not withstand: without an effect, but each network with tastes of its own, seen in {seen:.0%}")


def _runs(pool, runs: int, how: dict) -> list[Found]:
    return pool.starmap(_one, [(seed, how) for seed in range(runs)], chunksize=4)


def _one(seed: int, how: dict) -> Found:
    rows = Rows(**world(np.random.default_rng(seed), **how).columns())
    found = estimate(rows, seed=seed, permutations=PERMUTATIONS)
    assert not found.refusals, found
    return found


def world(rng: np.random.Generator, *, effect: float = 0.0, trait: str = "") -> Panel:
    """`trait`: a third of the cities have a hidden one and share networks with their like; they adopt everything three times as fast
    (pace), or some practices and not others (taste). Or what a city likes is the sum of what each of its networks does (likes)."""
    region, size = rng.integers(7, size=CITIES), rng.integers(3, size=CITIES)
    network = np.arange(PRACTICES) % NETWORKS
    has_trait = rng.random(CITIES) < 1 / 3
    joins = np.clip(0.28 + 0.15 * rng.standard_normal((7, NETWORKS))[region], 0.05, 0.9)
    if trait in {"pace", "taste"}:
        of_trait = np.arange(NETWORKS) < NETWORKS // 2
        joins = np.where(has_trait[:, None] == of_trait, np.minimum(2.2 * joins, 0.85), 0.45 * joins)
    member = rng.random((CITIES, NETWORKS)) < joins
    member[np.arange(CITIES), rng.integers(NETWORKS, size=CITIES)] = True
    since = rng.integers(0, QUARTERS * 3 // 4, size=(CITIES, NETWORKS)) * (rng.random((CITIES, NETWORKS)) < 0.5)
    inside = member[:, :, None] & (np.arange(QUARTERS) >= since[:, :, None])
    chance = (
        -5
        + 0.6 * rng.standard_normal(PRACTICES)
        + 0.5 * rng.standard_normal((7, PRACTICES))[region]
        + 0.5 * rng.standard_normal(CITIES)[:, None]
    )
    fashion = np.cumsum(0.15 * rng.standard_normal((PRACTICES, QUARTERS)), axis=1) + np.linspace(-0.5, 0.7, QUARTERS)
    if trait == "pace":
        chance = chance + np.log(3) * has_trait[:, None]
    if trait == "taste":
        chance = chance + np.log(3) * (has_trait[:, None] == (rng.random(PRACTICES) < 0.5))
    if trait == "likes":
        likes = stats.zscore(member @ rng.standard_normal((NETWORKS, PRACTICES)))
        chance = chance + np.log(3) / 2 * likes
    adopted = np.full((CITIES, PRACTICES), NEVER)
    shown = np.full((CITIES, PRACTICES), NEVER)
    visible = np.zeros((CITIES, PRACTICES, QUARTERS), dtype=bool)
    for quarter in range(QUARTERS):
        visible[:, :, quarter] = shown < quarter
        seen = shares(inside[:, :, quarter].astype(float), network, visible[:, :, quarter].astype(float))
        hazard = 1 / (1 + np.exp(-(chance + fashion[:, quarter] + effect * seen)))
        now = (adopted == NEVER) & inside[:, network, quarter] & (rng.random(hazard.shape) < hazard)
        adopted[now] = quarter
        later = quarter + rng.geometric(0.5, size=hazard.shape) - 1
        shown[now] = np.where(rng.random(hazard.shape) < 1 / 7, NEVER, later)[now]
    return Panel(inside, network, adopted, visible, region, region * 3 + size, np.ones_like(adopted, dtype=bool))
