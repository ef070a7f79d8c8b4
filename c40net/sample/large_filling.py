"""How tables of millions of rows are filled: without their indexes, which are built at the end, and without checks of what is known."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

# Of these sizes on, an index is faster built whole than row by row.
MANY = 50_000
WORDS, PARAGRAPHS, WORDS_OF_EACH = 20_000, 20_000, 30
SYLLABLES = ["ba", "co", "de", "fi", "ga", "lo", "mi", "nu", "pa", "ro", "sa", "te", "vi", "zu", "lan", "ter", "mon", "ris", "pel", "dor"]
# What stands between the words in English, so that the language is known.
SMALL = ["the", "of", "and", "to", "in", "for", "is", "we"]
SETTINGS = """
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '1GB';
SET LOCAL max_parallel_maintenance_workers = 4;
"""
# What c40net's own function finds, put together from the words of the two paragraphs of a post, each read once. To guess the language of a
# million posts and to read each would take most of an hour.
WORDS_OF_PARAGRAPHS = """
CREATE OR REPLACE FUNCTION search_words(known text, title text, tags text[], content text, marks text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    of_text tsvector;
BEGIN
    IF content LIKE E'%\n\n%' THEN
        SELECT one.of_text || other.of_text INTO of_text FROM paragraphs one, paragraphs other
        WHERE one.words = split_part(content, E'\n\n', 1) AND other.words = split_part(content, E'\n\n', 2);
    END IF;
    RETURN setweight(to_tsvector(CASE WHEN of_text IS NULL THEN 'simple' ELSE 'english' END::regconfig, title), 'A')
        || setweight(to_tsvector('simple', title), 'A') || coalesce(of_text, '')
        || array_to_tsvector(array_remove(marks || search_mark('language', CASE WHEN of_text IS NULL THEN known ELSE 'en' END), NULL));
END
$$
"""
INDEXES = """
SELECT format('DROP INDEX %%I', index.relname), pg_get_indexdef(index.oid)
FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
WHERE indrelid = %(table)s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = index.oid)
UNION ALL
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', %(table)s, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', %(table)s, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype IN ('u', 'x')
"""


class Filling:
    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.tables: list[str] = []
        self.put_back: list[str] = []

    def __call__(self, model: type[models.Model], many: int, *, joins: str = "", **columns: str) -> None:
        """So many rows, numbered n from 1; ids are n too. Each column by its SQL, else by its model's default."""
        values, params = ["n"], []
        fields = [field for field in model._meta.concrete_fields if not field.generated and not field.primary_key]
        for field in fields:
            if field.attname in columns:
                values.append(columns[field.attname])
            else:
                values.append("%s")
                params.append(field.get_db_prep_save(field.get_default(), connection))
        names = ", ".join(f'"{field.column}"' for field in [model._meta.pk, *fields])  # type: ignore[union-attr]
        table = model._meta.db_table
        if many > MANY:
            self._without_indexes(table)
        # Twice a %, since there are parameters.
        source = f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM generate_series(1, {many}) n {joins}"  # noqa: S608
        self.cursor.execute(source, params)
        self.cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {many})")
        self.tables.append(table)

    def paragraphs(self) -> None:
        """Words as often as they are in writing, by Zipf."""
        dice = random.Random(7)  # noqa: S311
        words = vocabulary()
        said = iter(dice.choices(words, [1 / (n + 3) for n in range(len(words))], k=PARAGRAPHS * WORDS_OF_EACH))
        self.cursor.execute("CREATE TEMP TABLE paragraphs (number int PRIMARY KEY, words text, of_text tsvector) ON COMMIT DROP")
        with self.cursor.copy("COPY paragraphs (number, words) FROM STDIN") as copy:
            for n in range(PARAGRAPHS):
                written = [f"{next(said)} {dice.choice(SMALL)}" if k % 4 == 0 else next(said) for k in range(WORDS_OF_EACH)]
                copy.write_row((n, " ".join(written)))
        self.cursor.execute("UPDATE paragraphs SET of_text = to_tsvector('english', words)")
        self.cursor.execute("CREATE INDEX ON paragraphs USING hash (words); ANALYZE paragraphs")

    def _without_indexes(self, table: str) -> None:
        self.cursor.execute(INDEXES, {"table": table})
        for drop, make in self.cursor.fetchall():
            self.cursor.execute(drop)
            self.put_back.append(make)


@contextmanager
def filling() -> Iterator[Filling]:
    """Foreign keys are right by construction, so that they are not checked row by row."""
    with connection.cursor() as cursor:
        fill = Filling(cursor)
        with transaction.atomic():
            cursor.execute(SETTINGS)
            cursor.execute("SELECT pg_get_functiondef('search_words'::regproc)")
            words_of_ours = cursor.fetchone()[0]
            cursor.execute(WORDS_OF_PARAGRAPHS)
            yield fill
            cursor.execute(words_of_ours)
            for make in fill.put_back:
                cursor.execute(make)
        for table in fill.tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def two_paragraphs(one: int, other: int) -> str:
    """The joins that give row n two of them, spread by two primes."""
    place = "(n * {0}::bigint) %% {1}".format
    return (
        f"JOIN paragraphs one ON one.number = {place(one, PARAGRAPHS)} JOIN paragraphs other ON other.number = {place(other, PARAGRAPHS)}"
    )


def vocabulary() -> list[str]:
    """From the commonest word to the rarest."""
    dice = random.Random(6)  # noqa: S311
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(dice.choices(SYLLABLES, k=dice.choice([2, 3, 3, 4])))] = None
    return list(words)
