"""Figures had a row each before a scope had one, and stories cited those: nothing is lost on the way, nor on the way back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from officials.models import today
from reach.models import SnapshotFigure
from reach.services import compute_snapshots
from stories.queries import page_of
from stories.services import cite

BEFORE = [("reach", "0009_officials_that_count"), ("stories", "0002_searched")]
FIGURES = """
SELECT as_of, network_id, region, figure, value, parts::text, definition_version
FROM reach_snapshotfigure JOIN reach_snapshot AS snapshot ON snapshot.id = snapshot_id ORDER BY 1, 2, 3, 4
"""
CITED = """
SELECT citation.id, edition_id, snapshot_id, network_id, region, cited.figure, value, parts::text, definition_version
FROM stories_citation AS citation JOIN reach_snapshotfigure AS cited ON {which} ORDER BY 1
"""
THEN, NOW = "cited.id = figure_id", "(cited.scope_id, cited.figure) = (citation.scope_id, citation.figure)"


@pytest.fixture
def rows(db):
    def found(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    return found


def migrate(*targets) -> None:
    connection.check_constraints()
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
    connection.check_constraints()


def test_figures_and_citations_are_carried_over_and_back(draft, member, rows):
    compute_snapshots(days=[today() - timedelta(days=n) for n in range(4)])
    cite(edition=draft, figures=[*SnapshotFigure.objects.order_by("snapshot", "pk")[::23], *SnapshotFigure.objects.filter(value=None)[:2]])
    figures, cited = rows(FIGURES), rows(CITED.format(which=NOW))
    assert len(cited) > 5
    assert any(value is None for *_of, value, _parts, _version in figures)
    page = page_of(draft.story, draft, user=member)
    migrate(*BEFORE)
    assert rows(FIGURES) == figures
    assert rows(CITED.format(which=THEN)) == cited
    migrate()
    assert rows(FIGURES) == figures
    assert rows(CITED.format(which=NOW)) == cited
    assert page_of(draft.story, draft, user=member).figures == page.figures
