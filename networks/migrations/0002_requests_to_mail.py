from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("networks", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                condition=models.Q(("managers_mailed_at__isnull", True), ("status", "requested")),
                fields=["requested_at"],
                name="seat_requests_to_mail",
            ),
        ),
    ]
