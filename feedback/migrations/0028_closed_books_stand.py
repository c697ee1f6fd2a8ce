"""A closed book stays closed, with its last number; no number is given back in an open one."""

from django.db import migrations

CREATE = """
CREATE TRIGGER feedback_registeryear_closed_stands BEFORE UPDATE ON feedback_registeryear
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL OR NEW.last_number < OLD.last_number)
    EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_registeryear_kept BEFORE DELETE ON feedback_registeryear
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""

DROP = """
DROP TRIGGER feedback_registeryear_closed_stands ON feedback_registeryear;
DROP TRIGGER feedback_registeryear_kept ON feedback_registeryear;
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0027_spam_among_runs")]
    operations = [migrations.RunSQL(CREATE, DROP)]
