"""Letters of the last 30 days told their readers they might ask for another look: keep that word.

Run again it finds nothing to do; there is nothing to take back.
"""

from django.db import migrations

PROMISED = """
UPDATE feedback_submission SET reopen_until = (answered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 30
 WHERE reopen_until IS NULL AND status IN ('answered', 'closed') AND path = 'ordinary'
   AND answered_at > now() - interval '31 days';
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0009_second_look_and_telling")]
    operations = [migrations.RunSQL(PROMISED, migrations.RunSQL.noop)]
