"""What was changed in a question or recommendation is added to, never changed or taken away."""

from django.db import migrations

CREATE = """
CREATE TRIGGER sessions_pointchange_append_only BEFORE UPDATE OR DELETE ON sessions_app_pointchange
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""
DROP = "DROP TRIGGER sessions_pointchange_append_only ON sessions_app_pointchange;"


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0013_voters_and_answers"), ("feedback", "0002_append_only_history")]
    operations = [migrations.RunSQL(CREATE, DROP)]
