import cities.models
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

# A reply is searched for within networks, so its row says which one it is in: that of its question, also after that has moved.
IN_THE_NETWORK_OF_ITS_QUESTION = """
CREATE FUNCTION reply_is_in_the_network_of_its_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT network_id INTO NEW.network_id FROM exchange_question WHERE id = NEW.question_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER reply_is_in_the_network_of_its_question BEFORE INSERT OR UPDATE ON exchange_reply
FOR EACH ROW EXECUTE FUNCTION reply_is_in_the_network_of_its_question();

CREATE FUNCTION replies_move_with_their_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE exchange_reply SET network_id = NEW.network_id WHERE question_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER replies_move_with_their_question AFTER UPDATE OF network_id ON exchange_question
FOR EACH ROW WHEN (OLD.network_id IS DISTINCT FROM NEW.network_id) EXECUTE FUNCTION replies_move_with_their_question();
"""
NO_LONGER = """
DROP TRIGGER reply_is_in_the_network_of_its_question ON exchange_reply;
DROP TRIGGER replies_move_with_their_question ON exchange_question;
DROP FUNCTION reply_is_in_the_network_of_its_question();
DROP FUNCTION replies_move_with_their_question();
"""
FILL = "UPDATE exchange_reply SET network_id = question.network_id FROM exchange_question AS question WHERE question.id = question_id"
MARKS = cities.models.Texts(cities.models.Mark("in", "network"), cities.models.Mark("label", "label"))


class Migration(migrations.Migration):
    dependencies = [("cities", "0003_words"), ("networks", "0002_requests_to_mail"), ("exchange", "0003_resources")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="network",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.network"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # What the new foreign key has to check is checked before the table changes again.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="reply",
            name="network",
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.network"),
        ),
        migrations.RunSQL(IN_THE_NETWORK_OF_ITS_QUESTION, NO_LONGER),
        migrations.AddField(
            model_name="question",
            name="searched",
            field=cities.models.Words(
                db_persist=True,
                expression=cities.models.SearchWords(models.Value(""), "title", "tags", "text", MARKS),
                output_field=cities.models.NeverRead(),
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="searched",
            field=cities.models.Words(
                db_persist=True,
                expression=cities.models.SearchWords(
                    models.Value(""), models.Value(""), cities.models.Texts(), "text", MARKS
                ),
                output_field=cities.models.NeverRead(),
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=django.contrib.postgres.indexes.GinIndex(fields=["searched"], name="questions_searched"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=django.contrib.postgres.indexes.GinIndex(fields=["searched"], name="replies_searched"),
        ),
        migrations.AddField(
            model_name="resource",
            name="searched",
            field=cities.models.Words(
                db_persist=True,
                expression=cities.models.SearchWords(
                    "language",
                    "title",
                    cities.models.Texts(),
                    django.db.models.functions.text.Concat("text", models.Value(" "), "used_for", output_field=models.TextField()),
                    cities.models.Texts(
                        cities.models.Mark("in", "network"),
                        cities.models.Mark("label", "label"),
                        cities.models.Mark("city", "city"),
                        cities.models.Mark("area", "area"),
                    ),
                ),
                output_field=cities.models.NeverRead(),
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=django.contrib.postgres.indexes.GinIndex(fields=["searched"], name="resources_searched"),
        ),
    ]
