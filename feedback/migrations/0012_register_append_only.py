"""A register number stays as it was given; a remark on it stays too, though restricted handling may empty it."""

from django.db import migrations

CREATE = """
CREATE TRIGGER feedback_registerentry_append_only BEFORE UPDATE OR DELETE ON feedback_registerentry
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_registerremark_kept BEFORE DELETE ON feedback_registerremark
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_registerremark_append_only BEFORE UPDATE ON feedback_registerremark
    FOR EACH ROW WHEN (
        NEW.text <> ''
        OR (NEW.id, NEW.entry_id, NEW.at, NEW.by_id) IS DISTINCT FROM (OLD.id, OLD.entry_id, OLD.at, OLD.by_id)
    ) EXECUTE FUNCTION feedback_refuse_rewriting();
"""

DROP = """
DROP TRIGGER feedback_registerentry_append_only ON feedback_registerentry;
DROP TRIGGER feedback_registerremark_kept ON feedback_registerremark;
DROP TRIGGER feedback_registerremark_append_only ON feedback_registerremark;
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0011_every_door")]
    operations = [migrations.RunSQL(CREATE, DROP)]
