import json
from collections.abc import Iterable
from typing import Any, Self

from django.db import connection, models
from django.db.models import Q

from actions.querysets import own_city

# One statement, however many rows.
WRITE = "UPDATE imports_importrow AS r SET {sets} FROM json_to_recordset(%s::json) AS v(id bigint, {columns}) WHERE r.id = v.id"
JSON = {"fixes", "answers", "problems", "plan", "did"}
# What was corrected and answered in the same row of an earlier upload that was imported; the newest counts.
RECALL = """
UPDATE imports_importrow AS r SET fixes = b.fixes, answers = b.answers
FROM (
    SELECT DISTINCT ON (o.fingerprint) o.fingerprint, o.fixes, o.answers
    FROM imports_importrow o JOIN imports_import i ON i.id = o.part_of_id
    WHERE i.status = 'done' AND i.columns = %s::jsonb AND i.kind = %s AND (o.fixes <> '{}' OR o.answers <> '{}')
        AND o.fingerprint IN (SELECT fingerprint FROM imports_importrow WHERE part_of_id = %s)
    ORDER BY o.fingerprint, o.id DESC
) AS b
WHERE r.part_of_id = %s AND r.fingerprint = b.fingerprint
"""
WORKING = ["matching", "importing", "undoing"]


class ImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A roster is full of people: who uploaded it sees it, and administrators. A city's list of its actions is its official's alone."""
        if not user.is_authenticated:
            return self.none()
        if user.staff is None:
            return self.filter(uploaded_by=user, kind="actions") if own_city(user) else self.none()
        own = Q(uploaded_by=user)
        return self.filter(own | Q(uploaded_by__staff_terms__isnull=False)).distinct() if user.is_administrator else self.filter(own)

    def working(self) -> Self:
        """Those that wait for the worker, or that a killed one left."""
        return self.filter(status__in=WORKING)

    def newest_first(self) -> Self:
        return self.order_by("-uploaded_at", "-pk")


class ImportRowQuerySet(models.QuerySet[Any]):
    def write(self, rows: Iterable[Any], *names: str) -> None:
        """Save these fields of these rows as they are."""
        rows = list(rows)
        sets = ", ".join(f"{name} = v.{name}" for name in names)
        columns = ", ".join(f"{name} {'jsonb' if name in JSON else 'text'}" for name in names)
        values = json.dumps([{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in rows])
        with connection.cursor() as cursor:
            cursor.execute(WRITE.format(sets=sets, columns=columns), [values])

    def copy_in(self, import_id: int, rows: Iterable[tuple[int, list[str], str]]) -> None:
        """Stream the number, the cells and the fingerprint of each row of a file."""
        defaults = ("{}", "{}", "", "", "unread", "[]", "{}", "", "{}")
        names = "part_of_id, number, raw, fingerprint, fixes, answers, email_key, name_key, status, problems, plan, outcome, did"
        with connection.cursor() as cursor, cursor.copy(f"COPY imports_importrow ({names}) FROM STDIN") as copy:
            for number, cells, fingerprint in rows:
                copy.write_row((import_id, number, json.dumps(cells), fingerprint, *defaults))

    def recall(self, import_: Any) -> None:
        """Answer what was answered before."""
        with connection.cursor() as cursor:
            cursor.execute(RECALL, [json.dumps(import_.columns), import_.kind, import_.pk, import_.pk])

    def to_import(self) -> Self:
        """What the import would write: the preview's new and changed rows, and the same in the commit."""
        return self.filter(status__in=["new", "changed"], outcome="")

    def imported(self) -> Self:
        return self.filter(outcome="imported")

    def that_ask(self, question: dict[str, Any]) -> Self:
        """Which ask this question, of the same words."""
        return self.filter(status="conflict", problems__contains=[question])

    def sharing_keys_with(self, keys: list[str], names: list[str]) -> Self:
        """Rows that may be about the same person."""
        return self.filter(Q(email_key__in=keys) | Q(name_key__in=names))

    def in_file_order(self) -> Self:
        return self.order_by("number")
