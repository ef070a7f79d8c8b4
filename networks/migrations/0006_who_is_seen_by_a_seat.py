from django.db import migrations, models

# Who is seen by a seat, and of which city, stands in its row (see networks.models.Seat), whatever changes and however it is written.
# One who takes a seat meets who changes the person or the post meanwhile: the rows are locked, or one would not see what the other does.
# An active seat is worked out anew when it is touched. Others tell nothing, so that to end or to ask for one locks no person.
KEPT = """
CREATE FUNCTION seat_says_who_is_seen_by_it() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    post record;
    person record;
BEGIN
    NEW.of_city := NULL;
    NEW.shown := NULL;
    NEW.shown_name := '';
    IF NEW.status <> 'active' THEN
        RETURN NEW;
    END IF;
    SELECT user_id, city_id, verified_at, ended_on INTO post FROM officials_official WHERE id = NEW.official_id FOR SHARE;
    NEW.of_city := post.city_id;
    IF post.verified_at IS NULL OR post.ended_on IS NOT NULL THEN
        RETURN NEW;
    END IF;
    SELECT id, full_name INTO person FROM officials_user
    WHERE id = post.user_id AND is_active AND erased_at IS NULL AND merged_into_id IS NULL FOR SHARE;
    IF FOUND THEN
        NEW.shown := person.id;
        NEW.shown_name := person.full_name;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION seats_follow_their_official() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE networks_seat SET shown = NULL WHERE official_id = NEW.id AND status = 'active';
    RETURN NULL;
END
$$;
CREATE TRIGGER seats_follow_their_official AFTER UPDATE ON officials_official FOR EACH ROW
WHEN ((OLD.user_id, OLD.city_id, OLD.verified_at IS NULL, OLD.ended_on IS NULL)
    IS DISTINCT FROM (NEW.user_id, NEW.city_id, NEW.verified_at IS NULL, NEW.ended_on IS NULL))
EXECUTE FUNCTION seats_follow_their_official();

CREATE FUNCTION seats_follow_their_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE networks_seat SET shown = NULL
    FROM officials_official AS post WHERE post.user_id = NEW.id AND official_id = post.id AND status = 'active';
    RETURN NULL;
END
$$;
CREATE TRIGGER seats_follow_their_person AFTER UPDATE ON officials_user FOR EACH ROW
WHEN ((OLD.full_name, OLD.is_active, OLD.erased_at IS NULL, OLD.merged_into_id IS NULL)
    IS DISTINCT FROM (NEW.full_name, NEW.is_active, NEW.erased_at IS NULL, NEW.merged_into_id IS NULL))
EXECUTE FUNCTION seats_follow_their_person();

UPDATE networks_seat SET of_city = post.city_id, shown = person.id, shown_name = coalesce(person.full_name, '')
FROM officials_official AS post LEFT JOIN officials_user AS person
    ON person.id = post.user_id AND post.verified_at IS NOT NULL AND post.ended_on IS NULL
    AND person.is_active AND person.erased_at IS NULL AND person.merged_into_id IS NULL
WHERE post.id = official_id AND status = 'active';

CREATE TRIGGER seat_says_who_is_seen_by_it BEFORE INSERT OR UPDATE OF official_id, status, of_city, shown, shown_name ON networks_seat
FOR EACH ROW EXECUTE FUNCTION seat_says_who_is_seen_by_it();
"""
NO_LONGER = """
DROP TRIGGER seat_says_who_is_seen_by_it ON networks_seat;
DROP TRIGGER seats_follow_their_official ON officials_official;
DROP TRIGGER seats_follow_their_person ON officials_user;
DROP FUNCTION seat_says_who_is_seen_by_it();
DROP FUNCTION seats_follow_their_official();
DROP FUNCTION seats_follow_their_person();
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0005_who_holds_seats"), ("officials", "0014_names_at_once")]

    operations = [
        migrations.AddField(model_name="seat", name="of_city", field=models.BigIntegerField(editable=False, null=True)),
        migrations.AddField(model_name="seat", name="shown", field=models.BigIntegerField(editable=False, null=True)),
        migrations.AddField(model_name="seat", name="shown_name", field=models.CharField(default="", editable=False, max_length=150)),
        migrations.RunSQL(KEPT, NO_LONGER),
        migrations.RemoveIndex(model_name="seat", name="seats_of_network_by_status"),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                fields=["network", "status", "of_city"], include=("official", "shown", "shown_name"), name="seats_of_network_by_status"
            ),
        ),
    ]
