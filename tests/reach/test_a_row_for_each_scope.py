"""What a day tells of a network is kept in one row, and read as a row for each figure."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cities.models import Region
from officials.models import today
from reach.models import FigureSet, Snapshot, SnapshotFigure, SnapshotScope
from reach.queries import ALL, FIGURES, NETWORK, REGION, Scope, as_known_now, headlines, statements
from reach.queries.statements import keep_figures, places_of
from reach.services import compute_snapshots
from tests.reach.test_what_was_counted import a_world


def kind_of(scope: SnapshotScope) -> str:
    return NETWORK if scope.network else REGION if scope.region else ALL


@pytest.mark.parametrize("seed", range(2))
def test_the_row_holds_what_the_view_tells(seed, db):
    a_world(seed)
    compute_snapshots(days=[today() - timedelta(days=30), today()])
    in_rows = {}
    for scope in SnapshotScope.objects.select_related("snapshot__figure_set", "network"):
        # Those that make sense for it, and no others.
        assert set(scope.figures) == {figure.key for figure in FIGURES if kind_of(scope) in figure.scopes}
        in_rows |= {row.pk: row for row in scope.figures.values()}
    in_view = {row.pk: row for row in SnapshotFigure.objects.select_related("scope", "snapshot", "network")}
    assert len(in_view) > 2 * (len(FIGURES) + len(Region))
    fields = [field.attname for field in SnapshotFigure._meta.concrete_fields]
    told, kept = ({pk: [getattr(row, name) for name in fields] for pk, row in rows.items()} for rows in (in_view, in_rows))
    assert told == kept
    assert {type(row.value) for rows in (in_view, in_rows) for row in rows.values()} == {float, type(None)}


def test_what_stands_where_is_told_once_and_stays_when_definitions_change(network, member):
    compute_snapshots(days=[today() - timedelta(days=n) for n in range(3)])
    assert FigureSet.objects.count() == 1
    told = list(SnapshotFigure.objects.order_by("pk").values())
    # Fewer figures, in other places and with other versions.
    fewer = [replace(figure, version=figure.version + 1) for figure in reversed(FIGURES[::2])]
    later = replace(statements(), places=places_of(fewer), figures=keep_figures(fewer, from_tallies=False))
    day = Snapshot.objects.create(as_of=today() - timedelta(days=9))
    Snapshot.objects.filter(pk=day.pk).compute(later, anew=True)
    assert FigureSet.objects.count() == 2
    assert list(SnapshotFigure.objects.exclude(snapshot=day).order_by("pk").values()) == told
    assert {(row.figure, row.definition_version) for row in day.figures.of(None)} == {(figure.key, figure.version) for figure in fewer}


def test_each_scope_has_one_row_of_a_day(network, member):
    compute_snapshots(days=[today()])
    snapshot = Snapshot.objects.get()
    assert snapshot.scopes.filter(network=None).count() == 1 + len(Region)
    assert snapshot.scopes.filter(network=network).count() == 1
    for of in ({}, {"region": Region.EUROPE}, {"network": network}, {"network": network, "region": Region.EUROPE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SnapshotScope.objects.create(snapshot=snapshot, numbers=[], **of)


def test_a_network_that_goes_takes_its_rows_with_it(other_network):
    compute_snapshots(days=[today()])
    assert other_network.reach_figures.exists()
    SnapshotScope.objects.filter(network=other_network).delete()
    assert not other_network.reach_figures.exists()
    assert Snapshot.objects.get().figures.exists()


def test_a_citys_figures_are_counted_as_those_of_all_are(network, member):
    compute_snapshots(days=[today()])
    for figure, value in headlines(Scope(city=member.official.city)).items():
        known = as_known_now(figures=FIGURES, scope=Scope(city=member.official.city), as_of=today())[figure]
        assert (value.number, value.parts, type(value.number)) == (known.number, known.parts, float)
        assert value.parts.keys() == headlines()[figure].parts.keys()
