"""A finished opening, the number of any opening and a remark on one stay as they were written."""

from django.db import migrations

CREATE = """
CREATE TRIGGER feedback_boxopening_kept BEFORE DELETE ON feedback_boxopening
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_boxopening_finished BEFORE UPDATE ON feedback_boxopening
    FOR EACH ROW WHEN (
        OLD.finished_at IS NOT NULL
        OR (NEW.box_id, NEW.year, NEW.number) IS DISTINCT FROM (OLD.box_id, OLD.year, OLD.number)
    ) EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_boxletter_append_only BEFORE UPDATE OR DELETE ON feedback_boxletter
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
CREATE TRIGGER feedback_boxremark_append_only BEFORE UPDATE OR DELETE ON feedback_boxremark
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""

DROP = """
DROP TRIGGER feedback_boxopening_kept ON feedback_boxopening;
DROP TRIGGER feedback_boxopening_finished ON feedback_boxopening;
DROP TRIGGER feedback_boxletter_append_only ON feedback_boxletter;
DROP TRIGGER feedback_boxremark_append_only ON feedback_boxremark;
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0013_letter_boxes")]
    operations = [migrations.RunSQL(CREATE, DROP)]
