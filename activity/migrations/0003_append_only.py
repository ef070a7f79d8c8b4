from django.db import migrations

PROTECT = """
CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the activity log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON activity_activity FOR EACH ROW EXECUTE FUNCTION activity_is_append_only();
"""
UNPROTECT = "DROP TRIGGER append_only ON activity_activity; DROP FUNCTION activity_is_append_only();"


class Migration(migrations.Migration):
    """Also for the application's own role, from whatever program: what happened stays. TRUNCATE, with which tests empty tables, is free."""

    dependencies = [("activity", "0002_person_and_address")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
