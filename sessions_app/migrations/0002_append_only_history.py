"""What was done to a meeting can be added, never changed or taken away; the database refuses."""

from django.db import migrations

CREATE = """
CREATE TRIGGER sessions_event_append_only BEFORE UPDATE OR DELETE ON sessions_app_meetingevent
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""
DROP = "DROP TRIGGER sessions_event_append_only ON sessions_app_meetingevent;"


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0001_initial"), ("feedback", "0002_append_only_history")]
    operations = [migrations.RunSQL(CREATE, DROP)]
