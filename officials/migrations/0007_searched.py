import cities.models
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cities', '0003_words'),
        ('officials', '0006_hears_of_peers'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='searched',
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value(''), 'full_name', 'expertise', django.db.models.functions.text.Concat('about', models.Value(' '), 'offers', models.Value(' '), 'seeks', output_field=models.TextField()), cities.models.Texts()), output_field=cities.models.NeverRead()),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='people_searched'),
        ),
    ]
