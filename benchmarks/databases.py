"""The databases that benchmarks run on: an empty one for each, and the large world, loaded once."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

HERE = Path(__file__).parent
EMPTY, SCRATCH, LARGE, SAMPLE, BARE = "bench_empty", "bench_scratch", "bench_large", "bench_sample", "bench_bare"


def address(name: str) -> str:
    return make_conninfo(os.environ["DATABASE_URL"], dbname=name)


def manage(database: str, *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], env=os.environ | {"DATABASE_URL": address(database)}, check=True)


def ask(statement: str) -> str | None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        answer = connection.execute(statement)
        row = answer.fetchone() if answer.description else None
        return row and row[0]


def drop(name: str) -> None:
    ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def make_empty() -> None:
    """Migrated once; the others are copies of it."""
    made_of = _hash_of(HERE.parent.glob("*/migrations/*.py"))
    if _said_of(EMPTY) != made_of:
        drop(EMPTY)
        ask(f"CREATE DATABASE {EMPTY}")
        manage(EMPTY, "migrate", "--verbosity=0")
        _say(EMPTY, made_of)


@contextmanager
def scratch() -> Iterator[str]:
    drop(SCRATCH)
    ask(f"CREATE DATABASE {SCRATCH} TEMPLATE {EMPTY}")
    try:
        yield SCRATCH
    finally:
        drop(SCRATCH)


def large(scale: str) -> str:
    """The one that an earlier run left with --keep, where it is the same."""
    made_of = scale + _hash_of([*HERE.parent.glob("c40net/sample/large*.py"), *HERE.parent.glob("*/migrations/*.py")])
    if _said_of(LARGE) != made_of:
        started = time.perf_counter()
        drop(LARGE)
        ask(f"CREATE DATABASE {LARGE} TEMPLATE {EMPTY}")
        manage(LARGE, "sample_world", "--scale", "large", "--share", scale)
        _say(LARGE, made_of)
        size = ask(f"SELECT pg_size_pretty(pg_database_size('{LARGE}'))")
        print(f"The large world × {scale} took {time.perf_counter() - started:.0f} s to load and is {size}.", flush=True)
    return LARGE


def sample() -> str:
    """The world that `make run` shows."""
    made_of = _hash_of([*HERE.parent.glob("c40net/sample/*.py"), *HERE.parent.glob("*/migrations/*.py")])
    if _said_of(SAMPLE) != made_of:
        drop(SAMPLE)
        ask(f"CREATE DATABASE {SAMPLE} TEMPLATE {EMPTY}")
        manage(SAMPLE, "sample_world")
        _say(SAMPLE, made_of)
    return SAMPLE


def bare() -> str:
    """For the empty project."""
    drop(BARE)
    ask(f"CREATE DATABASE {BARE}")
    return BARE


def changed(name: str) -> None:
    """It is no longer what was loaded."""
    _say(name, "changed")


def _said_of(name: str) -> str | None:
    return ask(f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'")  # noqa: S608 - a name of our own


def _say(name: str, words: str) -> None:
    ask(f"COMMENT ON DATABASE {name} IS '{words}'")


def _hash_of(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()
