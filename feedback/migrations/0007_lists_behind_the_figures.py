"""Indexes of the lists behind the leader's figures, and of the cases the figures count live; no writer waits."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('feedback', '0005_tally'),
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
            index=models.Index(condition=models.Q(('status', 'awaiting_approval')), fields=['responsible'], name='feedback_submission_awaiting'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('path', 'ordinary'), ('suspected', False)), fields=['-received_at', '-id'], name='feedback_submission_counted'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['-answered_at', '-id'], name='feedback_submission_answered'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('path', 'ordinary'), ('suspected', False)), fields=['field', '-received_at', '-id'], name='feedback_submission_by_field'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('path', 'ordinary'), ('suspected', False)), fields=['channel', '-received_at', '-id'], name='feedback_submission_by_channel'),
        ),
        migrations.RunSQL('RESET statement_timeout', 'SET statement_timeout = 0'),
    ]
