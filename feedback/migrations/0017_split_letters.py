"""A letter with several matters: its parts point to it, and one merged again has a status of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0016_routing_conditions'),
        ('identity', '0001_initial'),
        ('officials', '0003_second_factor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='submission',
            name='feedback_submission_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='submissionevent',
            name='feedback_event_action_known',
        ),
        migrations.AddField(
            model_name='submission',
            name='split_from',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='feedback.submission'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='asked_from',
            field=models.CharField(blank=True, choices=[('received', 'Received'), ('classified', 'Classified'), ('routed', 'Assigned, waiting for the unit'), ('returned', 'Handed back by the unit'), ('accepted', 'In work'), ('needs_more', 'Waiting for the sender'), ('awaiting_approval', "Waiting for the leader's approval"), ('answered', 'Answered'), ('transferred', 'Passed on outside'), ('declined', 'Declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed'), ('merged', 'Merged')], max_length=20),
        ),
        migrations.AlterField(
            model_name='submission',
            name='status',
            field=models.CharField(choices=[('received', 'Received'), ('classified', 'Classified'), ('routed', 'Assigned, waiting for the unit'), ('returned', 'Handed back by the unit'), ('accepted', 'In work'), ('needs_more', 'Waiting for the sender'), ('awaiting_approval', "Waiting for the leader's approval"), ('answered', 'Answered'), ('transferred', 'Passed on outside'), ('declined', 'Declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed'), ('merged', 'Merged')], default='received', max_length=20, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='action',
            field=models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('mark_spam', 'Suspected spam'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned'), ('transcribe', 'Write down the text'), ('register', 'Enter in the register'), ('remark', 'Remark in the register'), ('correct_received', 'Correct the received date'), ('replace_code', 'New tracking code at the desk'), ('split', 'Split into several matters'), ('merge', 'Merge again'), ('unmerge', 'Undo the merge'), ('calendar', 'Deadline moved by the calendar'), ('prepare', 'Prepare the public version'), ('propose', 'Propose publication to the leader'), ('publish', 'Publish'), ('take_down', 'Take the public version down'), ('give_consent', 'Sender agreed to publication'), ('reopen_by_sender', 'Sender asked for another look'), ('tell', 'Record that the sender was told'), ('withdraw_consent', 'Sender took back the consent to publish')], max_length=20, verbose_name='action'),
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='from_status',
            field=models.CharField(blank=True, choices=[('received', 'Received'), ('classified', 'Classified'), ('routed', 'Assigned, waiting for the unit'), ('returned', 'Handed back by the unit'), ('accepted', 'In work'), ('needs_more', 'Waiting for the sender'), ('awaiting_approval', "Waiting for the leader's approval"), ('answered', 'Answered'), ('transferred', 'Passed on outside'), ('declined', 'Declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed'), ('merged', 'Merged')], max_length=20),
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='to_status',
            field=models.CharField(choices=[('received', 'Received'), ('classified', 'Classified'), ('routed', 'Assigned, waiting for the unit'), ('returned', 'Handed back by the unit'), ('accepted', 'In work'), ('needs_more', 'Waiting for the sender'), ('awaiting_approval', "Waiting for the leader's approval"), ('answered', 'Answered'), ('transferred', 'Passed on outside'), ('declined', 'Declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed'), ('merged', 'Merged')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('split_from__isnull', False)), fields=['split_from'], name='feedback_submission_parts'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'classified', 'routed', 'returned', 'accepted', 'needs_more', 'awaiting_approval', 'answered', 'transferred', 'declined', 'reopened', 'withdrawn', 'closed', 'merged'])), name='feedback_submission_status_known'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'merged'), _negated=True), ('split_from__isnull', False), _connector='OR'), name='feedback_submission_merged_into_a_letter'),
        ),
        migrations.AddConstraint(
            model_name='submissionevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['submit', 'classify', 'route', 'accept', 'hand_back', 'ask', 'resume', 'supply', 'add_words', 'submit_answer', 'approve', 'send_back', 'answer', 'transfer', 'decline', 'close', 'reopen', 'withdraw', 'restrict', 'mark_spam', 'clear_suspicion', 'rate', 'reveal', 'note', 'concern', 'unconcern', 'transcribe', 'register', 'remark', 'correct_received', 'replace_code', 'split', 'merge', 'unmerge', 'calendar', 'prepare', 'propose', 'publish', 'take_down', 'give_consent', 'reopen_by_sender', 'tell', 'withdraw_consent'])), name='feedback_event_action_known'),
        ),
    ]
