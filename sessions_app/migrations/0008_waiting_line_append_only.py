"""What was done to a waiting number can be added to, never changed or taken away."""

from django.db import migrations

CREATE = """
CREATE TRIGGER sessions_ticketevent_append_only BEFORE UPDATE OR DELETE ON sessions_app_ticketevent
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""
DROP = "DROP TRIGGER sessions_ticketevent_append_only ON sessions_app_ticketevent;"


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0007_waiting_line"), ("feedback", "0002_append_only_history")]
    operations = [migrations.RunSQL(CREATE, DROP)]
