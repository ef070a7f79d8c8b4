"""A roster of 50,000 new officials with a seat each, from the file to the last row, beside a bare COPY of all that it wrote."""

import time
from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile

from django.db import connection, transaction

from benchmarks.results import Row
from cities.models import City, Region
from imports import services, tasks
from imports.models import Import
from networks.models import Area, Network
from officials.models import Staff, User

ROWS = 50_000
CITIES = 100
NETWORKS = 25
GOAL = 10
# Everything that an import fills, parents first.
TABLES = [
    "officials_user", "account_emailaddress", "officials_official", "networks_citymembership", "networks_seat", "activity_activity",
    "imports_import", "imports_importrow",
]  # fmt: skip


def measure() -> Iterator[Row]:
    by = _world()
    head = b"Name;E-mail;City;Country;Job title;Networks;Language\n"
    content = head + b"".join(
        b"Official %d;official.%d@city-%d.example;City %d;NO;Planner;Network %d;en\n" % (n, n, n % CITIES, n % CITIES, n % NETWORKS)
        for n in range(ROWS)
    )
    before = _last_ids()
    started = time.perf_counter()
    import_ = services.upload(kind="roster", file_name="roster.csv", content=content, by=by)
    with transaction.atomic():
        services.choose_columns(import_=import_, columns=import_.columns, is_vouched=True, by=by)
        transaction.get_connection().run_on_commit.clear()
    tasks.work(import_.pk)
    with transaction.atomic():
        services.commit(import_=import_, by=by)
        transaction.get_connection().run_on_commit.clear()
    tasks.work(import_.pk)
    ours = time.perf_counter() - started
    assert Import.objects.get().status == "done"
    assert Import.objects.get().rows.imported().count() == ROWS
    limit = _copied(before)
    yield Row(f"{ROWS:,} officials imported, each with a seat, beside a bare COPY of all rows which that wrote", ours, limit, "s", GOAL)


def _world() -> User:
    fields = {"country": "NO", "region": Region.EUROPE, "latitude": 60, "longitude": 10, "population": 1, "time_zone": "UTC"}
    City.objects.bulk_create(City(name=f"City {n}", slug=f"city-{n}", joined_on=date(2010, 1, 1), **fields) for n in range(CITIES))
    area = Area.objects.create(name="Area", slug="area")
    Network.objects.bulk_create(Network(name=f"Network {n}", slug=f"network-{n}", area=area, purpose="p") for n in range(NETWORKS))
    by = User.objects.create_user("by@c40net.test", full_name="By")
    Staff.objects.create(user=by, is_administrator=True)
    return by


def _last_ids() -> dict[str, int]:
    with connection.cursor() as cursor:
        ids = {}
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - names of our own
            ids[table] = cursor.fetchone()[0]
        return ids


def _copied(before: dict[str, int]) -> float:
    """Takes the new rows out of all tables and copies them in again, with every index and constraint in place."""
    files = {}
    with connection.cursor() as cursor:
        # What is generated is so anew.
        cursor.execute(
            "SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns "
            "WHERE is_generated = 'NEVER' AND table_name = ANY(%s) GROUP BY 1",
            [TABLES],
        )
        columns = dict(cursor.fetchall())
        for table in TABLES:
            files[table] = TemporaryFile()  # noqa: SIM115 - closed below
            rows = f"SELECT {columns[table]} FROM {table} WHERE id > {before[table]}"  # noqa: S608
            with cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
                for block in copy:
                    files[table].write(block)
        # Not TRUNCATE … CASCADE, which would empty more than it says; the log's trigger and foreign keys stand in the way of DELETE.
        cursor.execute("SET session_replication_role = replica")
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table} WHERE id > {before[table]}")  # noqa: S608
        cursor.execute("SET session_replication_role = origin")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, file in files.items():
            file.seek(0)
            with cursor.copy(f"COPY {table} ({columns[table]}) FROM STDIN") as copy:
                while block := file.read(1 << 20):
                    copy.write(block)
    seconds = time.perf_counter() - started
    for file in files.values():
        file.close()
    return seconds
