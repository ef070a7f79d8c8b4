from django.db import migrations

FUNCTION = "ALTER FUNCTION officials_words(text, text[], text, text, text) COST {}".format


class Migration(migrations.Migration):
    """Of a million people the database would else make the words of each by name until it has found a thousand, and not ask their index."""

    dependencies = [("officials", "0010_access_tokens")]

    operations = [migrations.RunSQL(FUNCTION(10_000), FUNCTION(100))]
