import cities.models
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0003_words'),
        ('networks', '0003_searched'),
        ('workshops', '0003_corrections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='workshop',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'title', cities.models.Texts('venue'), 'text', cities.models.Texts(cities.models.Mark('network', 'network'), cities.models.Mark('city', 'host_city'))), output_field=cities.models.NeverRead()),
        ),
        migrations.AddIndex(
            model_name='workshop',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='workshops_searched'),
        ),
    ]
