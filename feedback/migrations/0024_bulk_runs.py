"""Steps taken on many cases at once, which may be taken back for ten minutes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0023_saved_filters'),
        ('officials', '0004_role_and_reader_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('before', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('mark_spam', 'Suspected spam'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('paper', 'Paper made'), ('paper_number', 'Number of a paper recorded'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned'), ('transcribe', 'Write down the text'), ('register', 'Enter in the register'), ('remark', 'Remark in the register'), ('correct_received', 'Correct the received date'), ('replace_code', 'New tracking code at the desk'), ('split', 'Split into several matters'), ('merge', 'Merge again'), ('unmerge', 'Undo the merge'), ('not_named', 'Not concerned'), ('extend', 'Ask for a later day'), ('grant_extension', 'Agree to the later day'), ('refuse_extension', 'Refuse the later day'), ('wait_ended', 'The days to reply are over'), ('remind', 'Urge the unit'), ('pass_on', 'Pass on to another unit'), ('alarm', 'The leader was told of the 45 days'), ('calendar', 'Deadline moved by the calendar'), ('prepare', 'Prepare the public version'), ('propose', 'Propose publication to the leader'), ('publish', 'Publish'), ('take_down', 'Take the public version down'), ('give_consent', 'Sender agreed to publication'), ('reopen_by_sender', 'Sender asked for another look'), ('tell', 'Record that the sender was told'), ('undo', 'Take back a step taken on many'), ('withdraw_consent', 'Sender took back the consent to publish')], max_length=20)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='submissionevent',
            name='feedback_event_action_known',
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='action',
            field=models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('mark_spam', 'Suspected spam'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('paper', 'Paper made'), ('paper_number', 'Number of a paper recorded'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned'), ('transcribe', 'Write down the text'), ('register', 'Enter in the register'), ('remark', 'Remark in the register'), ('correct_received', 'Correct the received date'), ('replace_code', 'New tracking code at the desk'), ('split', 'Split into several matters'), ('merge', 'Merge again'), ('unmerge', 'Undo the merge'), ('not_named', 'Not concerned'), ('extend', 'Ask for a later day'), ('grant_extension', 'Agree to the later day'), ('refuse_extension', 'Refuse the later day'), ('wait_ended', 'The days to reply are over'), ('remind', 'Urge the unit'), ('pass_on', 'Pass on to another unit'), ('alarm', 'The leader was told of the 45 days'), ('calendar', 'Deadline moved by the calendar'), ('prepare', 'Prepare the public version'), ('propose', 'Propose publication to the leader'), ('publish', 'Publish'), ('take_down', 'Take the public version down'), ('give_consent', 'Sender agreed to publication'), ('reopen_by_sender', 'Sender asked for another look'), ('tell', 'Record that the sender was told'), ('undo', 'Take back a step taken on many'), ('withdraw_consent', 'Sender took back the consent to publish')], max_length=20, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='submissionevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['submit', 'classify', 'route', 'accept', 'hand_back', 'ask', 'resume', 'supply', 'add_words', 'submit_answer', 'approve', 'send_back', 'answer', 'transfer', 'decline', 'close', 'reopen', 'withdraw', 'restrict', 'mark_spam', 'clear_suspicion', 'rate', 'reveal', 'note', 'paper', 'paper_number', 'concern', 'unconcern', 'transcribe', 'register', 'remark', 'correct_received', 'replace_code', 'split', 'merge', 'unmerge', 'not_named', 'extend', 'grant_extension', 'refuse_extension', 'wait_ended', 'remind', 'pass_on', 'alarm', 'calendar', 'prepare', 'propose', 'publish', 'take_down', 'give_consent', 'reopen_by_sender', 'tell', 'undo', 'withdraw_consent'])), name='feedback_event_action_known'),
        ),
        migrations.AddField(
            model_name='bulkitem',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.submission'),
        ),
        migrations.AddField(
            model_name='bulkrun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkitem',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='feedback.bulkrun'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['classify', 'route', 'close'])), name='feedback_bulk_run_action_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(('undone_at__isnull', True), ('undone_at__gte', models.F('at')), _connector='OR'), name='feedback_bulk_run_undone_after'),
        ),
        migrations.AddConstraint(
            model_name='bulkitem',
            constraint=models.UniqueConstraint(fields=('run', 'submission'), name='feedback_bulk_item_once'),
        ),
    ]
