"""The reach of one day, beside one GROUP BY scan of the seats: officials counted once for each network, and once for all."""

import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from officials.models import today
from reach.models import Snapshot
from reach.services import compute_snapshots

NETWORKS, CITIES, STAFF, OFFICIALS, SEATS_EACH = 500, 1000, 200, 50_000, 4
GOAL = 3

# People in real proportions: every official has four seats, one in eight of them left, one in sixteen only asked.
WORLD = """
INSERT INTO networks_area (name, slug) VALUES ('Benchmark', 'benchmark');
INSERT INTO networks_network (name, slug, area_id, purpose, started_on, started_precision, ended_precision, admission,
    is_listed)
SELECT 'Network ' || n, 'network-' || n, (SELECT max(id) FROM networks_area), '', '2015-01-01', 'day', 'day', 'approval', true
FROM generate_series(1, {networks}) n;
INSERT INTO cities_city (name, slug, country, region, category, joined_precision, left_precision, latitude, longitude, population,
    time_zone, languages, email_domains)
SELECT 'City ' || n, 'city-' || n, 'NO', 'europe', '', 'day', 'day', 0, 0, 1, 'UTC', '{{}}', '{{}}' FROM generate_series(1, {cities}) n;
INSERT INTO officials_user (password, email, full_name, language, time_zone, about, expertise, speaks, offers, seeks, shows_email,
    mail_requests, hears_of_peers, is_active, is_sample, created_at)
SELECT '', n || '@benchmark.test', 'Person ' || n, 'en', 'UTC', '', '{{}}', '{{}}', '', '', false, false, false, true, true, now()
FROM generate_series(1, {officials} + {staff}) n;
INSERT INTO officials_staff (user_id, is_administrator, started_on)
SELECT id, false, '2015-01-01' FROM officials_user ORDER BY id LIMIT {staff};
INSERT INTO officials_official (user_id, city_id, job_title, is_lead, verification, verified_at, handover_note,
    declined_reason, started_on)
SELECT person.id, city.id, '', false, 'staff', '2015-01-01', '', '', '2015-01-01'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM officials_user ORDER BY id OFFSET {staff}) person
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cities_city) city ON city.n = person.n %% {cities} + 1;
INSERT INTO networks_stewardship (network_id, staff_id, started_on)
SELECT network.id, staff.id, '2015-01-01' FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM networks_network) network
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM officials_staff) staff ON staff.n = network.n %% {staff} + 1;
INSERT INTO networks_seat (network_id, official_id, status, offers, seeks, reason, requested_at, started_at, ended_at)
SELECT network.id, official.id, kind, '', '', '', start, CASE kind WHEN 'requested' THEN NULL ELSE start END,
    CASE kind WHEN 'left' THEN start + interval '100 days' END
FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM officials_official
) official
CROSS JOIN generate_series(1, {seats_each}) seat
CROSS JOIN LATERAL (SELECT (official.n * 7 + seat * 61) %% {networks} + 1 AS network_n, official.n * 3 + seat * 5 AS roll) choice
CROSS JOIN LATERAL (
    SELECT CASE WHEN roll %% 16 = 0 THEN 'requested' WHEN roll %% 8 = 1 THEN 'left' ELSE 'active' END AS kind,
        timestamptz '2023-01-01' + roll %% 1000 * interval '1 day' AS start
) fate
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM networks_network) network ON network.n = network_n;
ANALYZE;
"""
SCAN = "SELECT network_id, count(DISTINCT official_id) FROM networks_seat GROUP BY GROUPING SETS ((network_id), ())"


def measure() -> list[dict]:
    with connection.cursor() as cursor:
        world = WORLD.format(networks=NETWORKS, cities=CITIES, staff=STAFF, officials=OFFICIALS, seats_each=SEATS_EACH)
        cursor.execute(world.replace("%%", "%"))
        limit = min(_seconds(lambda: cursor.execute(SCAN)) for _ in range(5))
    yesterday = today() - timedelta(days=1)
    compute_snapshots(days=[yesterday])
    ours = min(_seconds(_compute_today) for _ in range(5))
    ratio = ours / limit
    work = f"reach of one day from {OFFICIALS * SEATS_EACH:,} seats, beside one GROUP BY of them"
    return [{
        "work": work, "ours": round(ours * 1000, 1), "limit": round(limit * 1000, 1), "unit": "ms", "ratio": round(ratio, 2), "goal": GOAL,
        "holds": ratio <= GOAL,
    }]  # fmt: skip


def _compute_today() -> None:
    Snapshot.objects.filter(as_of=today()).update(requested_at=timezone.now())
    compute_snapshots(days=[today()])


def _seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
