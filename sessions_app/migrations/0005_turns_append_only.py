"""Rows of the reception register and remarks on them can be added, never changed or taken away."""

from django.db import migrations

CREATE = """
CREATE TRIGGER sessions_turn_append_only BEFORE UPDATE OR DELETE ON sessions_app_turn
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER sessions_turnremark_append_only BEFORE UPDATE OR DELETE ON sessions_app_turnremark
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""
DROP = """
DROP TRIGGER sessions_turn_append_only ON sessions_app_turn;
DROP TRIGGER sessions_turnremark_append_only ON sessions_app_turnremark;
"""


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0004_turns"), ("feedback", "0002_append_only_history")]
    operations = [migrations.RunSQL(CREATE, DROP)]
