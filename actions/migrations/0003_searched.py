import cities.models
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0002_shelf_and_lineage'),
        ('cities', '0003_words'),
        ('officials', '0007_searched'),
        ('workshops', '0003_corrections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='climateaction',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'title', cities.models.Texts(), models.Value(''), cities.models.Texts(cities.models.Mark('practice', 'practice'), cities.models.Mark('city', 'city'))), output_field=cities.models.NeverRead()),
        ),
        migrations.AddField(
            model_name='practice',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'name', cities.models.Texts(), 'definition', cities.models.Texts()), output_field=cities.models.NeverRead()),
        ),
        migrations.AddIndex(
            model_name='climateaction',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='actions_searched'),
        ),
    ]
