"""People and bodies named in a case, and the ids of the officials on the case itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0002_append_only_history'),
        ('officials', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'person or body concerned',
                'verbose_name_plural': 'people and bodies concerned',
                'ordering': ['confirmed_at', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='submissionevent',
            name='feedback_event_action_known',
        ),
        migrations.AddField(
            model_name='submission',
            name='concerned_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='action',
            field=models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned')], max_length=20, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='submissionevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['submit', 'classify', 'route', 'accept', 'hand_back', 'ask', 'resume', 'supply', 'add_words', 'submit_answer', 'approve', 'send_back', 'answer', 'transfer', 'decline', 'close', 'reopen', 'withdraw', 'restrict', 'clear_suspicion', 'rate', 'reveal', 'note', 'concern', 'unconcern'])), name='feedback_event_action_known'),
        ),
        migrations.AddField(
            model_name='concern',
            name='confirmed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='concern',
            name='official',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.official', verbose_name='official'),
        ),
        migrations.AddField(
            model_name='concern',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='feedback.submission'),
        ),
        migrations.AddField(
            model_name='concern',
            name='taken_back_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='concern',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='unit'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('official__isnull', False), ('unit__isnull', True)), models.Q(('official__isnull', True), ('unit__isnull', False)), _connector='OR'), name='feedback_concern_person_or_body'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='feedback_concern_taken_back_whole'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.UniqueConstraint(condition=models.Q(('official__isnull', False), ('taken_back_at__isnull', True)), fields=('submission', 'official'), name='feedback_concern_official_once'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True), ('unit__isnull', False)), fields=('submission', 'unit'), name='feedback_concern_unit_once'),
        ),
    ]
