"""Officials whose names may stand in the words of a case, and the clerk's word that they are not meant."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0017_split_letters'),
        ('officials', '0003_second_factor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='submissionevent',
            name='feedback_event_action_known',
        ),
        migrations.AddField(
            model_name='submission',
            name='may_name_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True, size=None),
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='action',
            field=models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('mark_spam', 'Suspected spam'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned'), ('transcribe', 'Write down the text'), ('register', 'Enter in the register'), ('remark', 'Remark in the register'), ('correct_received', 'Correct the received date'), ('replace_code', 'New tracking code at the desk'), ('split', 'Split into several matters'), ('merge', 'Merge again'), ('unmerge', 'Undo the merge'), ('not_named', 'Not concerned'), ('calendar', 'Deadline moved by the calendar'), ('prepare', 'Prepare the public version'), ('propose', 'Propose publication to the leader'), ('publish', 'Publish'), ('take_down', 'Take the public version down'), ('give_consent', 'Sender agreed to publication'), ('reopen_by_sender', 'Sender asked for another look'), ('tell', 'Record that the sender was told'), ('withdraw_consent', 'Sender took back the consent to publish')], max_length=20, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='submissionevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['submit', 'classify', 'route', 'accept', 'hand_back', 'ask', 'resume', 'supply', 'add_words', 'submit_answer', 'approve', 'send_back', 'answer', 'transfer', 'decline', 'close', 'reopen', 'withdraw', 'restrict', 'mark_spam', 'clear_suspicion', 'rate', 'reveal', 'note', 'concern', 'unconcern', 'transcribe', 'register', 'remark', 'correct_received', 'replace_code', 'split', 'merge', 'unmerge', 'not_named', 'calendar', 'prepare', 'propose', 'publish', 'take_down', 'give_consent', 'reopen_by_sender', 'tell', 'withdraw_consent'])), name='feedback_event_action_known'),
        ),
    ]
