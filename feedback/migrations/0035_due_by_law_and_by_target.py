"""What a case is late by, law or the office's own target, on its row; known before from its deadlines only."""

from django.db import migrations, models
from django.db.models.functions import Least

OPEN = (
    "received",
    "classified",
    "routed",
    "returned",
    "accepted",
    "needs_more",
    "awaiting_approval",
    "reopened",
)
FILL = """
UPDATE feedback_submission AS s SET law_due_on = d.law, target_due_on = d.target, due_on = least(d.law, d.target)
FROM (
    SELECT submission_id, min(due_on) FILTER (WHERE is_statutory) AS law,
        min(due_on) FILTER (WHERE NOT is_statutory) AS target
    FROM feedback_deadline JOIN clocks_rule ON clocks_rule.id = rule_id
    WHERE met_on IS NULL AND feedback_deadline.due_on IS NOT NULL GROUP BY submission_id
) AS d
WHERE d.submission_id = s.id AND s.status = ANY (%s);
"""
DROP_STALE = """
UPDATE feedback_submission SET due_on = NULL
WHERE due_on IS NOT NULL AND law_due_on IS NULL AND target_due_on IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0034_helping_units"), ("clocks", "0002_holidays_and_rules")]
    operations = [
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.AddField(
            "submission",
            "law_due_on",
            models.DateField(blank=True, null=True, verbose_name="next deadline of law"),
        ),
        migrations.AddField(
            "submission",
            "target_due_on",
            models.DateField(blank=True, null=True, verbose_name="next service target"),
        ),
        migrations.RunSQL([(FILL, [list(OPEN)]), DROP_STALE], migrations.RunSQL.noop),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(
                condition=models.Q(status__in=OPEN)
                | models.Q(law_due_on__isnull=True, target_due_on__isnull=True, due_on__isnull=True),
                name="feedback_submission_due_while_open",
            ),
        ),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(
                condition=models.Q(law_due_on__isnull=True, target_due_on__isnull=True, due_on__isnull=True)
                | models.Q(due_on__isnull=False, due_on=Least("law_due_on", "target_due_on")),
                name="feedback_submission_due_on_earliest",
            ),
        ),
        migrations.AddIndex(
            "submission",
            models.Index(
                fields=["law_due_on"],
                condition=models.Q(law_due_on__isnull=False),
                name="feedback_submission_law_due",
            ),
        ),
        migrations.AddIndex(
            "submission",
            models.Index(
                fields=["target_due_on"],
                condition=models.Q(target_due_on__isnull=False),
                name="feedback_submission_target_due",
            ),
        ),
    ]
