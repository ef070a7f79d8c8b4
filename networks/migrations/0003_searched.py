import cities.models
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0003_words'),
        ('networks', '0002_requests_to_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='area',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'name', cities.models.Texts(), models.Value(''), cities.models.Texts()), output_field=cities.models.NeverRead()),
        ),
        migrations.AddField(
            model_name='network',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'name', cities.models.Texts(), 'purpose', cities.models.Texts(cities.models.Mark('area', 'area'))), output_field=cities.models.NeverRead()),
        ),
        migrations.AddIndex(
            model_name='network',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='networks_searched'),
        ),
    ]
