"""Indexes for the lists of staff; made beside daily work, for the tables may be large."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

UNHURRIED = "SET statement_timeout = 0; SET lock_timeout = 0"
HURRIED = "RESET statement_timeout; RESET lock_timeout"


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('feedback', '0005_tally'),
    ]

    operations = [
        # A page of the portal may wait ten seconds for its rows; a million rows take longer to index.
        migrations.RunSQL(UNHURRIED, HURRIED),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(fields=['-received_at', '-id'], name='feedback_submission_new'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('status__in', ('received', 'classified', 'routed', 'returned', 'accepted', 'needs_more', 'awaiting_approval', 'reopened'))), fields=['-received_at', '-id'], name='feedback_submission_open_new'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('status__in', ('received', 'classified', 'routed', 'returned', 'accepted', 'needs_more', 'awaiting_approval', 'reopened'))), fields=['organ', 'status'], name='feedback_submission_open_organ'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('status__in', ('received', 'classified', 'routed', 'returned', 'accepted', 'needs_more', 'awaiting_approval', 'reopened'))), fields=['responsible', 'status'], name='feedback_submission_open_unit'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['due_on', '-received_at', '-id'], name='feedback_submission_due'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(fields=['status', '-received_at', '-id'], name='feedback_submission_by_status'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(fields=['field', '-received_at', '-id'], name='feedback_submission_by_field'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(fields=['legal_kind', '-received_at', '-id'], name='feedback_submission_by_kind'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(fields=['channel', '-received_at', '-id'], name='feedback_submission_by_channel'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('suspected', True)), fields=['-received_at', '-id'], name='feedback_submission_suspected'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('path', 'ordinary'), _negated=True), fields=['organ', '-received_at', '-id'], name='feedback_submission_restricted'),
        ),
        AddIndexConcurrently(
            model_name='submissionevent',
            index=models.Index(fields=['action', '-id'], name='feedback_event_log'),
        ),
        AddIndexConcurrently(
            model_name='deadline',
            index=models.Index(condition=models.Q(('met_on__isnull', True)), fields=['rule', 'due_on', 'submission'], name='feedback_deadline_unmet'),
        ),
        RemoveIndexConcurrently(
            model_name='submission',
            name='feedback_submission_open_due',
        ),
        migrations.RunSQL(HURRIED, UNHURRIED),
    ]
