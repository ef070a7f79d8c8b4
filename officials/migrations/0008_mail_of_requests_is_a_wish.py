from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("officials", "0007_searched"), ("networks", "0004_requests_are_notices")]

    operations = [migrations.RemoveField(model_name="user", name="mail_requests")]
