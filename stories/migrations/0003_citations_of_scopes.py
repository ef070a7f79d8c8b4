import django.db.models.deletion
from django.db import migrations, models

# Whom they point to is checked at once: a table is not altered while that is still to be done.
CARRY = """
UPDATE stories_citation AS citation SET scope_id = scope.id, figure = cited.figure
FROM reach_snapshotfigure AS cited JOIN reach_snapshotscope AS scope
    ON scope.snapshot_id = cited.snapshot_id AND scope.network_id IS NOT DISTINCT FROM cited.network_id AND scope.region = cited.region
WHERE cited.id = citation.cited_id;
SET CONSTRAINTS ALL IMMEDIATE
"""
BACK = """
UPDATE stories_citation AS citation SET cited_id = cited.id
FROM reach_snapshotscope AS scope JOIN reach_snapshotfigure AS cited
    ON cited.snapshot_id = scope.snapshot_id AND cited.network_id IS NOT DISTINCT FROM scope.network_id AND cited.region = scope.region
WHERE scope.id = citation.scope_id AND cited.figure = citation.figure;
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):
    dependencies = [("reach", "0010_one_row_per_scope"), ("stories", "0002_searched")]

    operations = [
        migrations.RemoveConstraint(model_name="citation", name="a_figure_is_cited_once"),
        migrations.RenameField("citation", "figure", "cited"),
        # May be null, so that on the way back it can be filled.
        migrations.AlterField(
            model_name="citation",
            name="cited",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reach.snapshotfigure"),
        ),
        migrations.AddField(
            model_name="citation",
            name="scope",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reach.snapshotscope"),
        ),
        migrations.AddField(
            model_name="citation", name="figure", field=models.CharField(default="", max_length=40), preserve_default=False
        ),
        migrations.RunSQL(CARRY, BACK),
        migrations.AlterField(
            model_name="citation",
            name="scope",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reach.snapshotscope"),
        ),
        migrations.RemoveField(model_name="citation", name="cited"),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("edition", "scope", "figure"), name="a_figure_is_cited_once"),
        ),
    ]
