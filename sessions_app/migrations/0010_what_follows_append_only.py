"""How far a commitment is can be added to, never changed or taken away."""

from django.db import migrations

CREATE = """
CREATE TRIGGER sessions_commitmentnote_append_only BEFORE UPDATE OR DELETE ON sessions_app_commitmentnote
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""
DROP = "DROP TRIGGER sessions_commitmentnote_append_only ON sessions_app_commitmentnote;"


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0009_what_follows"), ("feedback", "0002_append_only_history")]
    operations = [migrations.RunSQL(CREATE, DROP)]
