import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

KIND = "CASE WHEN network_id IS NOT NULL THEN 'network' WHEN region <> '' THEN 'region' ELSE 'all' END"
# Of every day that was counted, each figure has a place for its value, and one for each of its parts: nothing is left out or counted anew.
CARRY = f"""
CREATE TEMPORARY TABLE said ON COMMIT DROP AS
SELECT snapshot_id, figure, min((found ->> 'version')::int) AS version, min((found -> 'parts')::text)::jsonb AS parts,
    array_agg(DISTINCT {KIND}) AS scopes
FROM reach_snapshotscope CROSS JOIN LATERAL jsonb_each(figures) AS told (figure, found) GROUP BY snapshot_id, figure;

CREATE TEMPORARY TABLE place ON COMMIT DROP AS
SELECT snapshot_id, figure, part, row_number() OVER (PARTITION BY snapshot_id ORDER BY part IS NOT NULL, figure, part) AS nth
FROM said CROSS JOIN LATERAL (SELECT NULL AS part UNION ALL SELECT jsonb_object_keys(parts)) AS its;

CREATE TEMPORARY TABLE of_day ON COMMIT DROP AS
SELECT snapshot_id, jsonb_agg(jsonb_build_object(
    'figure', figure, 'version', version, 'scopes', to_jsonb(scopes), 'value', value, 'parts', places
) ORDER BY figure) AS figures
FROM said JOIN (
    SELECT snapshot_id, figure, min(nth) FILTER (WHERE part IS NULL) AS value,
        coalesce(jsonb_object_agg(part, nth) FILTER (WHERE part IS NOT NULL), '{{}}') AS places
    FROM place GROUP BY snapshot_id, figure
) AS placed USING (snapshot_id, figure)
GROUP BY snapshot_id;

INSERT INTO reach_figureset (figures) SELECT DISTINCT figures FROM of_day;
UPDATE reach_snapshot SET figure_set_id = figureset.id
FROM of_day JOIN reach_figureset AS figureset USING (figures) WHERE of_day.snapshot_id = reach_snapshot.id;
UPDATE reach_snapshotscope AS scope SET numbers = (
    SELECT array_agg(
        (CASE WHEN part IS NULL THEN figures -> figure ->> 'value' ELSE figures -> figure -> 'parts' ->> part END)::float8 ORDER BY nth
    ) FROM place WHERE place.snapshot_id = scope.snapshot_id
);
SET CONSTRAINTS ALL IMMEDIATE
"""
# What a row tells of each figure: of those that make sense for its scope.
TOLD = f"""
FROM reach_snapshotscope AS scope
JOIN reach_snapshot AS snapshot ON snapshot.id = scope.snapshot_id
JOIN reach_figureset AS figureset ON figureset.id = snapshot.figure_set_id
CROSS JOIN LATERAL jsonb_to_recordset(figureset.figures) AS told (figure text, version smallint, scopes jsonb, value int, parts jsonb)
WHERE told.scopes ? {KIND}
"""
PARTS = "(SELECT jsonb_object_agg(part, numbers[place::int]) FROM jsonb_each_text(told.parts) AS its (part, place))"
BACK = f"""
UPDATE reach_snapshotscope SET figures = found.figures
FROM (
    SELECT scope.id, jsonb_object_agg(
        told.figure, jsonb_build_object('value', numbers[told.value], 'parts', {PARTS}, 'version', told.version)
    ) AS figures
    {TOLD} GROUP BY scope.id
) AS found WHERE found.id = reach_snapshotscope.id;
SET CONSTRAINTS ALL IMMEDIATE
"""
VIEW = f"""
CREATE VIEW reach_snapshotfigure AS
SELECT scope.id || '.' || told.figure AS id, scope.id AS scope_id, snapshot_id, network_id, region, told.figure,
    numbers[told.value] AS value, {PARTS} AS parts, told.version AS definition_version
{TOLD}
"""
VIEW_BEFORE = """
CREATE VIEW reach_snapshotfigure AS
SELECT scope.id || '.' || told.figure AS id, scope.id AS scope_id, snapshot_id, network_id, region, told.figure,
    (told.said ->> 'value')::float8 AS value, told.said -> 'parts' AS parts, (told.said ->> 'version')::smallint AS definition_version
FROM reach_snapshotscope AS scope CROSS JOIN LATERAL jsonb_each(figures) AS told (figure, said)
"""
NO_VIEW = "DROP VIEW reach_snapshotfigure"


class Migration(migrations.Migration):
    dependencies = [("reach", "0011_figures_are_a_view")]

    operations = [
        migrations.RunSQL(NO_VIEW, VIEW_BEFORE),
        migrations.CreateModel(
            name="FigureSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figures", models.JSONField()),
            ],
            options={"verbose_name": "figure set"},
        ),
        migrations.AddField(
            model_name="snapshot",
            name="figure_set",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reach.figureset"
            ),
        ),
        migrations.AddField(
            model_name="snapshotscope",
            name="numbers",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), default=list, size=None),
            preserve_default=False,
        ),
        migrations.RunSQL(CARRY, BACK),
        migrations.RemoveField(model_name="snapshotscope", name="figures"),
        migrations.RunSQL(VIEW, NO_VIEW),
    ]
