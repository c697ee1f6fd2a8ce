"""Events and looks at contact details can be added, never changed or deleted; the database refuses."""

from django.db import migrations

CREATE = """
CREATE FUNCTION feedback_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER feedback_event_append_only BEFORE UPDATE OR DELETE ON feedback_submissionevent
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_reveal_append_only BEFORE UPDATE OR DELETE ON feedback_reveal
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""

DROP = """
DROP TRIGGER feedback_event_append_only ON feedback_submissionevent;
DROP TRIGGER feedback_reveal_append_only ON feedback_reveal;
DROP FUNCTION feedback_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
