import django.db.models.deletion
from django.db import migrations, models

VIEW = """
CREATE VIEW reach_snapshotfigure AS
SELECT scope.id || '.' || told.figure AS id, scope.id AS scope_id, snapshot_id, network_id, region, told.figure,
    (told.said ->> 'value')::float8 AS value, told.said -> 'parts' AS parts, (told.said ->> 'version')::smallint AS definition_version
FROM reach_snapshotscope AS scope CROSS JOIN LATERAL jsonb_each(figures) AS told (figure, said)
"""
# Into the table, once it is there again. Only the ids are others: nothing points to them.
BACK = """
INSERT INTO reach_snapshotfigure (snapshot_id, network_id, region, figure, value, parts, definition_version)
SELECT snapshot_id, network_id, region, told.figure, (told.said ->> 'value')::float8, told.said -> 'parts', (told.said ->> 'version')::smallint
FROM reach_snapshotscope CROSS JOIN LATERAL jsonb_each(figures) AS told (figure, said)
ORDER BY snapshot_id, network_id, region, told.figure
"""


class Migration(migrations.Migration):
    dependencies = [("reach", "0010_one_row_per_scope"), ("stories", "0003_citations_of_scopes")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, BACK),
        migrations.DeleteModel("SnapshotFigure"),
        migrations.CreateModel(
            name="SnapshotFigure",
            fields=[
                ("id", models.CharField(max_length=61, primary_key=True, serialize=False)),
                ("region", models.CharField(blank=True, max_length=40)),
                ("figure", models.CharField(max_length=40)),
                ("value", models.FloatField(null=True)),
                ("parts", models.JSONField(default=dict)),
                ("definition_version", models.PositiveSmallIntegerField()),
                (
                    "scope",
                    models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="reach.snapshotscope"),
                ),
                (
                    "snapshot",
                    models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="figures", to="reach.snapshot"),
                ),
                (
                    "network",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="reach_figures", to="networks.network"
                    ),
                ),
            ],
            options={"db_table": "reach_snapshotfigure", "managed": False},
        ),
        migrations.RunSQL(VIEW, "DROP VIEW reach_snapshotfigure"),
    ]
