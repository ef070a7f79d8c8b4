"""Who is told of requests to join, and of the answers, is written down as notices; a wish says whether they are mailed."""

from django.db import migrations


def keep_wishes(apps, _schema_editor):
    users = apps.get_model("officials", "User").objects.filter(mail_requests=False, erased_at__isnull=True)
    wish = apps.get_model("notices", "Wish")
    wish.objects.bulk_create([wish(user=user, topic="networks.requests", how="never") for user in users], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0003_searched"),
        ("notices", "0003_mail_that_does_not_arrive"),
        ("officials", "0007_searched"),
    ]

    operations = [
        migrations.RunPython(keep_wishes, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="seat", name="seat_answers_to_mail"),
        migrations.RemoveIndex(model_name="seat", name="seat_requests_to_mail"),
        migrations.RemoveIndex(model_name="seatmessage", name="seat_messages_to_mail"),
        migrations.RemoveField(model_name="seat", name="answer_mailed_at"),
        migrations.RemoveField(model_name="seat", name="managers_mailed_at"),
        migrations.RemoveField(model_name="seatmessage", name="mailed_at"),
    ]
