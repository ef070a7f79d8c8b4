from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reach', '0007_by_end'),
    ]

    operations = [
        # They are made of what is counted: the next reckoning makes them anew.
        migrations.DeleteModel(name='Fingerprint'),
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=40)),
                ('until', models.DateField()),
                ('value', models.DecimalField(decimal_places=0, max_digits=40)),
            ],
        ),
        migrations.AddConstraint(
            model_name='fingerprint',
            constraint=models.UniqueConstraint(fields=('part', 'until'), name='one_fingerprint_per_part_and_end'),
        ),
    ]
