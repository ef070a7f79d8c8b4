import cities.models
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0003_words"),
        ("stories", "0001_stories"),
    ]

    operations = [
        migrations.AddField(
            model_name="storytext",
            name="searched",
            field=cities.models.Words(
                db_persist=True,
                expression=cities.models.SearchWords(
                    "language",
                    "title",
                    cities.models.Texts(),
                    django.db.models.functions.text.Concat("summary", models.Value(" "), "body", output_field=models.TextField()),
                    cities.models.Texts(),
                ),
                output_field=cities.models.NeverRead(),
            ),
        ),
        migrations.AddIndex(
            model_name="storytext",
            index=django.contrib.postgres.indexes.GinIndex(fields=["searched"], name="stories_searched"),
        ),
    ]
