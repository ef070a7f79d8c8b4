"""The databases that benchmarks run on: an empty one for each, and the large world, loaded once."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

HERE = Path(__file__).parent
EMPTY, SCRATCH, LARGE = "bench_empty", "bench_scratch", "bench_large"


def address(name: str) -> str:
    return make_conninfo(os.environ["DATABASE_URL"], dbname=name)


def manage(database: str, *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], env=os.environ | {"DATABASE_URL": address(database)}, check=True)


def ask(statement: str) -> str | None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchone()[0] if answer.description else None


def drop(name: str) -> None:
    ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def make_empty() -> None:
    """Migrated once; the others are copies of it."""
    drop(EMPTY)
    ask(f"CREATE DATABASE {EMPTY}")
    manage(EMPTY, "migrate", "--verbosity=0")
    manage(EMPTY, "collectstatic", "--verbosity=0", "--no-input")


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
    made_of = _made_of(scale)
    there = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{LARGE}'"  # noqa: S608 - a name of our own
    if ask(there) != made_of:
        started = time.perf_counter()
        drop(LARGE)
        ask(f"CREATE DATABASE {LARGE} TEMPLATE {EMPTY}")
        manage(LARGE, "sample_world", "--scale", "large", "--share", scale)
        ask(f"COMMENT ON DATABASE {LARGE} IS '{made_of}'")
        print(f"The large world × {scale} took {time.perf_counter() - started:.0f} s to load and is {size(LARGE)}.", flush=True)
    return LARGE


def size(name: str) -> str | None:
    return ask(f"SELECT pg_size_pretty(pg_database_size('{name}'))")


def changed(name: str) -> None:
    """It is no longer what was loaded."""
    ask(f"COMMENT ON DATABASE {name} IS NULL")


def _made_of(scale: str) -> str:
    sources = [HERE.parent / "c40net" / "sample" / "large.py", *sorted(HERE.parent.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources) + scale.encode()).hexdigest()
