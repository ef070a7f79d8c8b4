"""Pages of the large world, beside a view of an empty Django project under the same server and beside the same page of the sample world;
how many queries each takes; then the memory of a web worker and a cold start, beside those of the empty project.

The view of the empty project knows who is signed in and renders a line: what no page of somebody who is signed in can be without.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from benchmarks import databases
from benchmarks.results import Row
from benchmarks.servers import Server, server

TIMES = 40
MOST_QUERIES, AS_IN_SAMPLE = 12, 1.25
LISTS, DETAILS = 10, 6
# Once each, before the memory is measured.
OTHERS = ["/", "/home/", "/networks/", "/cities/", "/search/?q=the", "/workshops/", "/reach/", "/exchange/", "/notifications/"]
STARTS, MOST_MEMORY, AS_EMPTY = 5, 200, 3
OURS, EMPTY = "c40net.wsgi", "benchmarks.bare"


def measure() -> Iterator[Row]:
    static = {"STATIC_ROOT": f"{os.environ['DATA_DIR']}/static"}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"], env=os.environ | static, check=True)
    bare = {"DATABASE_URL": databases.address(databases.bare())}
    sample = {"DATABASE_URL": databases.address(databases.sample()), "REDIS_PREFIX": os.environ["REDIS_PREFIX"] + "sample:"}
    with ExitStack() as servers:
        empty = servers.enter_context(server(EMPTY, **bare))
        large = servers.enter_context(server(OURS, **static))
        small = servers.enter_context(server(OURS, **static, **sample))
        nobody = _printed("benchmarks.bare", **bare)
        here = json.loads(_printed("benchmarks.visitor", "3@large.test"))
        there = json.loads(_printed("benchmarks.visitor", "official@c40net.test", **sample))
        for name, page in here["pages"].items():
            asked = [(empty, "/", nobody), (large, page["path"], here["cookie"]), (small, there["pages"][name]["path"], there["cookie"])]
            limit, ours, in_sample = _medians(asked)
            goal = DETAILS if name in {"a person", "a city"} else LISTS
            yield Row(f"page of {name}, beside a bare view", ours, limit, "ms", goal)
            yield Row(f"page of {name}, beside the same in the sample world", ours, in_sample, "ms", AS_IN_SAMPLE)
            yield Row(f"page of {name}, queries", page["queries"], MOST_QUERIES, "", 1)
        for path in OTHERS:
            large.seconds(path, here["cookie"])
        yield Row("web worker after all pages", large.memory() / 1e6, MOST_MEMORY, "MB", 1)
        yield Row("web worker after all pages, beside the empty project's", large.memory() / 1e6, empty.memory() / 1e6, "MB", AS_EMPTY)
    ours, limit = (min(of_one) for of_one in zip(*[(_cold(OURS, static), _cold(EMPTY, bare)) for _ in range(STARTS)], strict=True))
    yield Row("cold start to the first answer, beside an empty project's", ours, limit, "s", AS_EMPTY)


def _medians(asked: list[tuple[Server, str, str]]) -> list[float]:
    """Milliseconds of each, asked in turns, so that all meet the same weather."""
    for one, path, cookie in asked * 4:
        one.seconds(path, cookie)
    rounds = [[one.seconds(path, cookie) for one, path, cookie in asked] for _ in range(TIMES)]
    return [1000 * median(of_one) for of_one in zip(*rounds, strict=True)]


def _printed(module: str, *words: str, **env: str) -> str:
    asked = [sys.executable, "-m", module, *words]
    return subprocess.run(asked, env=os.environ | env, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def _cold(application: str, env: dict[str, str]) -> float:
    started = time.perf_counter()
    with server(application, workers=1, **env):
        return time.perf_counter() - started
