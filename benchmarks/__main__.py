"""make bench: runs every benchmark, prints each figure beside its limit and writes results.json. Exits with 1 where a goal does not hold.

What a run of some of them finds takes the place of what they found before; the rest stays as it was measured, with its time.

make bench ARGS="--scale 0.1"                the large world at a tenth of its size
make bench ARGS="search reports --keep"      some of them; the world stays for the next time
make bench ARGS="--readme"                   writes the table of the README too, of all that is in results.json
"""

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from benchmarks import databases, readme

HERE = Path(__file__).parent
# Each on an empty database of its own.
ON_EMPTY = ["actions_progress", "workshops_hours", "imports", "search", "digests", "peer_effect"]
# On the large world, in this order.
ON_LARGE = ["reports", "pages"]
# What changes the large world comes last, and it is not kept for another run.
CHANGING_IT = ["reach"]
ALL = ON_EMPTY + ON_LARGE + CHANGING_IT
RESULTS = HERE / "results.json"
HEAD = f"{'':4}{'ours':>10} {'limit':>10} unit   {'ratio':>7} {'goal':>6}  work"


def main() -> int:
    parser = ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", choices=[[], *ALL], metavar="name", help="all, unless named")
    parser.add_argument("--scale", default="1", help="size of the large world, 1 by default")
    parser.add_argument("--keep", action="store_true", help="leave the large world for the next run")
    parser.add_argument("--readme", action="store_true", help="write the table of the README too")
    asked = parser.parse_args()
    os.environ["BENCH_SCALE"] = asked.scale
    databases.make_empty()
    results = []
    for name in asked.names or ALL:
        found = run(name, asked.scale)
        keep(name, asked.scale, found)
        results += found
    if not asked.keep:
        databases.drop(databases.LARGE)
    print(HEAD, *map(line, results), sep="\n")
    if asked.readme:
        results_so_far = known(asked.scale)
        missing = [name for name in ALL if name not in {result["benchmark"] for result in results_so_far}]
        readme.write(results_so_far, missing=missing, scale=asked.scale, postgres=databases.ask("SHOW server_version") or "")
    return 0 if all(result["holds"] for result in results) else 1


def known(scale: str) -> list[dict]:
    """What earlier runs at this scale found."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    return [result for result in results if result.get("scale") == scale]


def keep(name: str, scale: str, found: list[dict]) -> None:
    """At once, so that a run that is cut short keeps what it has found."""
    measured_at = datetime.now(tz=UTC).isoformat(timespec="minutes")
    others = [result for result in known(scale) if result["benchmark"] != name]
    mine = [{**result, "benchmark": name, "scale": scale, "measured_at": measured_at} for result in found]
    results = sorted(others + mine, key=lambda result: ALL.index(result["benchmark"]))
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")


def run(name: str, scale: str) -> list[dict]:
    if name in ON_EMPTY:
        with databases.scratch() as database:
            return measured(name, database)
    world = databases.large(scale)
    if name in CHANGING_IT:
        databases.changed(world)
    return measured(name, world)


def measured(name: str, database: str) -> list[dict]:
    """In a process of its own, so that memory is its own too. One that stops with an error is a goal that does not hold."""
    started = time.perf_counter()
    # Nothing cached of another database.
    env = os.environ | {"DATABASE_URL": databases.address(database), "REDIS_PREFIX": f"bench-{name}-{os.getpid()}:"}
    with NamedTemporaryFile() as file:
        done = subprocess.run([sys.executable, "-m", "benchmarks.alone", name, file.name], env=env, check=False)
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
        if done.returncode:
            nothing = dict.fromkeys(["ours", "limit", "ratio", "goal"], 0)
            return [{"work": f"{name}, which stopped with an error", **nothing, "unit": "", "holds": False}]
        found = json.loads(Path(file.name).read_text())
    print(*map(line, found), sep="\n", flush=True)
    return found


def line(r: dict) -> str:
    return f"{'ok' if r['holds'] else 'NO':4}{r['ours']:>10} {r['limit']:>10} {r['unit']:6} {r['ratio']:>7} {r['goal']:>6}  {r['work']}"


sys.exit(main())
