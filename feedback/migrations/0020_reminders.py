"""How often the unit that has a case was urged, beside the case, and the new steps in the log; no table is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0019_papers_of_a_case'),
    ]

    operations = [
        # Looking through the log of a large register takes longer than a page may.
        migrations.RunSQL('SET LOCAL statement_timeout = 0', migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='submissionevent',
            name='feedback_event_action_known',
        ),
        migrations.AddField(
            model_name='submission',
            name='reminded',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name='reminders'),
        ),
        migrations.AddField(
            model_name='submission',
            name='reminded_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='last reminder'),
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='action',
            field=models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('mark_spam', 'Suspected spam'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('paper', 'Paper made'), ('paper_number', 'Number of a paper recorded'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned'), ('transcribe', 'Write down the text'), ('register', 'Enter in the register'), ('remark', 'Remark in the register'), ('correct_received', 'Correct the received date'), ('replace_code', 'New tracking code at the desk'), ('split', 'Split into several matters'), ('merge', 'Merge again'), ('unmerge', 'Undo the merge'), ('not_named', 'Not concerned'), ('extend', 'Ask for a later day'), ('grant_extension', 'Agree to the later day'), ('refuse_extension', 'Refuse the later day'), ('wait_ended', 'The days to reply are over'), ('remind', 'Urge the unit'), ('pass_on', 'Pass on to another unit'), ('alarm', 'The leader was told of the 45 days'), ('calendar', 'Deadline moved by the calendar'), ('prepare', 'Prepare the public version'), ('propose', 'Propose publication to the leader'), ('publish', 'Publish'), ('take_down', 'Take the public version down'), ('give_consent', 'Sender agreed to publication'), ('reopen_by_sender', 'Sender asked for another look'), ('tell', 'Record that the sender was told'), ('withdraw_consent', 'Sender took back the consent to publish')], max_length=20, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reminded', 0), ('reminded_on__isnull', True)), models.Q(('reminded__gt', 0), ('reminded_on__isnull', False)), _connector='OR'), name='feedback_submission_reminded_on_iff_reminded'),
        ),
        migrations.AddConstraint(
            model_name='submissionevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['submit', 'classify', 'route', 'accept', 'hand_back', 'ask', 'resume', 'supply', 'add_words', 'submit_answer', 'approve', 'send_back', 'answer', 'transfer', 'decline', 'close', 'reopen', 'withdraw', 'restrict', 'mark_spam', 'clear_suspicion', 'rate', 'reveal', 'note', 'paper', 'paper_number', 'concern', 'unconcern', 'transcribe', 'register', 'remark', 'correct_received', 'replace_code', 'split', 'merge', 'unmerge', 'not_named', 'extend', 'grant_extension', 'refuse_extension', 'wait_ended', 'remind', 'pass_on', 'alarm', 'calendar', 'prepare', 'propose', 'publish', 'take_down', 'give_consent', 'reopen_by_sender', 'tell', 'withdraw_consent'])), name='feedback_event_action_known'),
        ),
    ]
