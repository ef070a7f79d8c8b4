import django.db.models.deletion
from django.db import migrations, models

# Of every day that was counted, each figure with the numbers it was made of: nothing is left out, and nothing counted anew.
CARRY = """
INSERT INTO reach_snapshotscope (snapshot_id, network_id, region, figures)
SELECT snapshot_id, network_id, region,
    jsonb_object_agg(figure, jsonb_build_object('value', value, 'parts', parts, 'version', definition_version))
FROM reach_snapshotfigure GROUP BY snapshot_id, network_id, region ORDER BY snapshot_id, network_id, region
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0006_who_is_seen_by_a_seat"), ("reach", "0009_officials_that_count")]

    operations = [
        migrations.CreateModel(
            name="SnapshotScope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(blank=True, max_length=40)),
                ("figures", models.JSONField(default=dict)),
                (
                    "network",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="networks.network"),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="scopes", to="reach.snapshot"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("snapshot", "network", "region"), name="one_row_per_snapshot_and_scope", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("network__isnull", True), ("region", ""), _connector="OR"), name="snapshot_of_one_scope"
                    ),
                ],
            },
        ),
        # Back: the rows are there still, or the next migration has put them back.
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
    ]
