"""Indexes of the lists behind the leader's figures, and of the cases the figures count live; no writer waits."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('feedback', '0006_index_the_staff_lists'),
    ]

    operations = [
        # A large register takes longer than a page may.
        migrations.RunSQL('SET statement_timeout = 0', 'RESET statement_timeout'),
        AddIndexConcurrently(
            model_name='deadline',
            index=models.Index(condition=models.Q(('met_on__isnull', True), ('met_on__gt', models.F('due_on')), _connector='OR'), fields=['due_on', 'met_on'], include=('submission',), name='feedback_deadline_late'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('concerned_ids', []), _negated=True), fields=['organ'], name='feedback_submission_naming'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['-answered_at', '-id'], name='feedback_submission_answered'),
        ),
        migrations.RunSQL('RESET statement_timeout', 'SET statement_timeout = 0'),
    ]
