import cities.models
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0003_words'),
        ('networks', '0003_searched'),
        ('partnerships', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'title', cities.models.Texts(), 'scope', cities.models.Texts(cities.models.Mark('partner', 'partner'), cities.models.Mark('network', 'network'))), output_field=cities.models.NeverRead()),
        ),
        migrations.AddField(
            model_name='partner',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'name', cities.models.Texts(), models.Value(''), cities.models.Texts()), output_field=cities.models.NeverRead()),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='agreements_searched'),
        ),
    ]
