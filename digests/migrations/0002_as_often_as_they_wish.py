import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digests.models.notes


def keep_what_they_said(apps, schema_editor):
    apps.get_model("digests", "Subscription").objects.filter(weekly=False).update(how_often="never")


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("networks", "0003_searched"),
        ("digests", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(model_name="digest", old_name="week", new_name="day"),
        migrations.RemoveConstraint(model_name="digest", name="one_digest_per_person_and_week"),
        migrations.AddConstraint(
            model_name="digest", constraint=models.UniqueConstraint(fields=["user", "day"], name="one_digest_per_person_and_day")
        ),
        migrations.AddField(
            model_name="subscription",
            name="how_often",
            field=models.CharField(
                choices=[("daily", "Every day"), ("weekly", "Once a week"), ("monthly", "Once a month"), ("never", "Never")],
                default="weekly", max_length=10, verbose_name="how often",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="weekday",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday")],
                default=0, verbose_name="on which day",
            ),
        ),
        migrations.AddField(
            model_name="subscription", name="hour", field=models.PositiveSmallIntegerField(default=8, verbose_name="at what time")
        ),
        migrations.RunPython(keep_what_they_said, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="subscription", name="weekly"),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(how_often__in=["daily", "weekly", "monthly", "never"]), name="digest_comes_as_often_as_we_know"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(condition=models.Q(weekday__lte=6), name="digest_comes_on_a_day_of_the_week"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(condition=models.Q(hour__lte=23), name="digest_comes_at_an_hour_of_the_day"),
        ),
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="networks.network")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="left_out_of_digest", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name_plural": "left out",
                "constraints": [models.UniqueConstraint(fields=("user", "network"), name="left_out_once_per_person_and_network")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(default=digests.models.notes.this_month)),
                ("text", models.TextField(max_length=1000, verbose_name="note")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(null=True)),
                ("author", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="digest_notes", to=settings.AUTH_USER_MODEL)),
                ("network", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="digest_notes", to="networks.network")),
            ],
            options={
                "indexes": [models.Index(fields=["written_at"], name="notes_by_time")],
                "constraints": [models.UniqueConstraint(fields=("network", "month"), name="one_note_per_network_and_month")],
            },
        ),
    ]
