"""A turn may be written under a new key: its encrypted columns and nothing else, by who owns the table."""

from django.db import migrations

CREATE = """
CREATE FUNCTION sessions_turn_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    encrypted CONSTANT text[] := ARRAY['on_behalf_of', 'matter', 'requests', 'conclusion'];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('portal.changes_keys', true) = 'on'
        AND to_jsonb(NEW) - encrypted = to_jsonb(OLD) - encrypted THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER sessions_turn_append_only ON sessions_app_turn;
CREATE TRIGGER sessions_turn_append_only BEFORE UPDATE OR DELETE ON sessions_app_turn
    FOR EACH ROW EXECUTE FUNCTION sessions_turn_refuse_rewriting();
"""
DROP = """
DROP TRIGGER sessions_turn_append_only ON sessions_app_turn;
CREATE TRIGGER sessions_turn_append_only BEFORE UPDATE OR DELETE ON sessions_app_turn
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
DROP FUNCTION sessions_turn_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0015_promises_of_answers")]
    operations = [migrations.RunSQL(CREATE, DROP)]
