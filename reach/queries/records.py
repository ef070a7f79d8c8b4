"""The SQL that reads the record: what it says now against what was known, of a day or of all there is."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from reach.queries.figures import APART, Part, Source
from reach.queries.touched import OF_TOUCHED, TELLS_OF_POSTS

# Numbers in the log are taken before their lines are committed, so that lower ones may come after higher: those of the transactions that
# were open at the last reckoning, if any was. So far back they are looked for.
LATE = 100_000
LOG = [
    "DROP TABLE IF EXISTS log",
    f"""
CREATE TEMPORARY TABLE log ON COMMIT DROP AS
SELECT *, {TELLS_OF_POSTS} AS tells_of_posts FROM (
    SELECT split_part(verb, '.', 1) AS kind, official_id, person_id, network_id, city_id, subject_id
    FROM activity_activity WHERE id > %(log_read_to)s - CASE WHEN %(log_open_since)s = 0 THEN 0 ELSE {LATE} END
        AND (id > %(log_read_to)s OR age(xmin) <= pg_current_xact_id()::text::bigint - %(log_open_since)s)
) AS line
""",  # noqa: S608 - of our own words
    "ANALYZE log",
]
# The oldest transaction, or 0 where none writes to the log. Whoever does holds this lock from before they take a number until their lines
# are there for all, so that none is to come below a number that was read before this is asked.
OPEN_SINCE = """
SELECT CASE WHEN EXISTS (
    SELECT FROM pg_locks
    WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = 'activity_activity'::regclass
        AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
) THEN pg_snapshot_xmin(pg_current_snapshot())::text::bigint ELSE 0 END
"""
# By the number of the source. What happens to a city may be told of every part that has something there.
TOUCHED = """
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS {of_each}
UNION ALL SELECT source, source_id FROM log JOIN reach_counted counted ON counted.city_id IN (log.city_id, log.subject_id)
    AND known_until IS NULL JOIN (VALUES {parts}) AS told (source, part) USING (part) WHERE kind = 'city'
"""

FOREVER = "DATE '9999-12-31'"
# The region of none.
NOWHERE = "hashtextextended('', 0)"
ROWS = """
({rows}) AS row LEFT JOIN (
    SELECT id AS place_id, region, hashtextextended(region, 0) AS region_hash FROM cities_city
) place ON place_id = row.city_id
"""

_COLUMNS = ("part", "source_id", "thing_id", "network_id", "city_id", "region", "amount", "since", "until")
COLUMNS = ", ".join(_COLUMNS)
# One number for all rows of a part, in any order: where what is found and what is known have the same, they are the same. Two numbers that
# fit into one are hashed as one, and what is a hash already only joins them, since this is most of the work of reading a record.
_DAY_ONE = "DATE '0001-01-01'"
_HASH = f"""
hashint8extended(source_id << 22 | ({{since}} - {_DAY_ONE}),
    hashint8extended(thing_id << 22 | ({{until}} - {_DAY_ONE}), ({{network}} << 32 | {{city}}) # {{rest}}))
"""
_REST = "hashtextextended({region}, CASE {amount} WHEN 0 THEN 0 ELSE hashfloat8extended({amount}, 0) END)"
HASH_OF_KNOWN = _HASH.format(
    since="since", until="until", network="network_id", city="city_id", rest=_REST.format(region="region", amount="amount")
)

# Sets, not joins: what differs is told by one hash of each side, however many there are.
REPLACE = f"""found AS MATERIALIZED (
    SELECT told.part, source_id, thing_id, coalesce(network_id, 0) AS network_id, coalesce(told.city_id, 0) AS city_id,
        CASE WHEN told.city_id IS NULL THEN '' ELSE coalesce(region, '') END AS region, coalesce(told.amount, 0) AS amount, told.since,
        least(told.until, {FOREVER}) AS until
    FROM {ROWS} CROSS JOIN LATERAL (VALUES {{parts}}) AS told (part, counts, city_id, amount, since, until)
    WHERE told.counts AND told.part = ANY(%(parts)s) AND told.since < least(told.until, {FOREVER}){{only}}
), known AS MATERIALIZED (
    SELECT {COLUMNS} FROM reach_counted AS counted WHERE part = ANY(%(parts)s) AND known_until IS NULL{{only}}
), ended AS (
    UPDATE reach_counted AS counted SET known_until = %(reckoning)s FROM (SELECT * FROM known EXCEPT SELECT * FROM found) gone
    WHERE counted.known_until IS NULL AND {" AND ".join(f"counted.{column} = gone.{column}" for column in _COLUMNS)}
    RETURNING gone.*
), new AS (
    INSERT INTO reach_counted ({COLUMNS}, known_from) SELECT *, %(reckoning)s FROM (SELECT * FROM found EXCEPT SELECT * FROM known) new
    ORDER BY part, source_id RETURNING {COLUMNS}
)
INSERT INTO reach_fingerprint AS fingerprint (part, until, value)
SELECT part, until, sum(value) FROM (
    SELECT part, until, {HASH_OF_KNOWN} AS value FROM new UNION ALL SELECT part, until, -({HASH_OF_KNOWN})::numeric FROM ended
) changed GROUP BY part, until
ON CONFLICT (part, until) DO UPDATE SET value = fingerprint.value + excluded.value
"""  # noqa: S608 - of our own words
# When definitions have changed.
KNOWN_FINGERPRINTS = [
    "DELETE FROM reach_fingerprint",
    f"""
INSERT INTO reach_fingerprint (part, until, value)
SELECT part, until, sum({HASH_OF_KNOWN}) FROM reach_counted WHERE known_until IS NULL GROUP BY part, until
""",  # noqa: S608 - of our own words
]


def touched(sources: Mapping[Source, Sequence[Part]]) -> list[str]:
    """Looked up for all sources at once, so that those of which the log says nothing are not read at all."""
    numbered = list(enumerate(sources))
    told = [(number, source) for number, source in numbered if source.touched]
    of_each = " UNION ALL ".join(f"SELECT {number} AS source, id FROM ({source.touched}) AS its (id)" for number, source in told)  # noqa: S608 - of our own words
    parts = ", ".join(f"({number}, '{part.key}')" for number, source in numbered for part in sources[source])
    return ["DROP TABLE IF EXISTS touched", TOUCHED.format(of_each=of_each, parts=parts)]


def up_to_date(source: Source, parts: Sequence[Part]) -> str:
    """Ends what no longer is so, and adds what is new. A second time it finds nothing to do."""
    return "WITH " + REPLACE.format(rows=_whole(source), parts=_told(parts), only="")


def up_to_the_day(source: Source, parts: Sequence[Part]) -> str:
    """The same of what the log touched. An array, not a join: it reaches into the rows, and the few are looked up there by their ids."""
    if not source.touched:
        return up_to_date(source, parts)
    rows = source.rows.replace("{only}", source.of_the_day)
    return "WITH " + REPLACE.format(rows=rows, parts=_told(parts), only=f" AND source_id = {OF_TOUCHED}")


def fingerprints(source: Source, parts: Sequence[Part]) -> str:
    """Of all that counts on a day or later, as the record says. It writes nothing, so that the database reads with all its workers."""
    sums = ", ".join(f"sum({_hash(part)}) FILTER (WHERE {part.where} AND {_lasts(part)})" for part in parts)
    # So that no date in them is worked out again for each part.
    rows = source.rows.replace("{only}", source.that_last) + " " + APART
    return f"SELECT {sums} FROM " + ROWS.format(rows=rows)  # noqa: S608 - of our own words


def definitions_of(parts: Sequence[Part], *, of_cities: Collection[str]) -> str:
    """Changes with the definitions: tallies and fingerprints of others are no help."""
    columns = [(part.key, part.where, part.city, part.amount, part.since, part.until, part.source.rows) for part in parts]
    return sha256(repr((KNOWN_FINGERPRINTS, columns, sorted(of_cities))).encode()).hexdigest()


def _whole(source: Source) -> str:
    return source.rows.replace("{only}", "")


def _told(parts: Sequence[Part]) -> str:
    return ", ".join(
        f"('{part.key}', {part.where}, ({part.city})::bigint, ({part.amount})::float8, ({part.since})::date, ({part.until})::date)"
        for part in parts
    )


def _until(part: Part) -> str:
    return f"least({part.until}, {FOREVER})"


def _lasts(part: Part) -> str:
    return f"{part.since} < {_until(part)} AND {_until(part)} > %(day)s"


def _hash(part: Part) -> str:
    """As HASH_OF_KNOWN will have it."""
    has_city = part.city != "NULL"
    if part.amount != "0":
        region = "CASE WHEN row.city_id IS NULL THEN '' ELSE coalesce(region, '') END" if has_city else "''"
        rest = _REST.format(region=region, amount=f"coalesce(({part.amount})::float8, 0)")
    else:
        rest = f"coalesce(region_hash, {NOWHERE})" if has_city else NOWHERE
    city = f"coalesce({part.city}, 0)" if has_city else "0"
    return _HASH.format(since=part.since, until=_until(part), network="coalesce(network_id, 0)", city=city, rest=rest)
