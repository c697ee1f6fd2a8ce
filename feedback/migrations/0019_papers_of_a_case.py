"""Paper templates, papers made for a case, and their two events."""

import django.db.models.deletion
import portal.identity.crypto
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0018_who_may_be_named'),
        ('officials', '0003_second_factor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('giay_bien_nhan', 'Receipt for papers handed over (02/TCD)'), ('phieu_huong_dan', 'Guidance slip'), ('phieu_chuyen_don', 'Transfer slip'), ('van_ban_tra_loi', 'Written answer')], max_length=20, verbose_name='paper')),
                ('values', portal.identity.crypto.EncryptedJSONField()),
                ('names_sender', models.BooleanField(verbose_name='holds who sent it')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='document date')),
            ],
            options={
                'verbose_name': 'paper of an opinion',
                'verbose_name_plural': 'papers of an opinion',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DocumentTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('giay_bien_nhan', 'Receipt for papers handed over (02/TCD)'), ('phieu_huong_dan', 'Guidance slip'), ('phieu_chuyen_don', 'Transfer slip'), ('van_ban_tra_loi', 'Written answer')], max_length=20, verbose_name='paper')),
                ('style', models.CharField(choices=[('state', 'State body'), ('party', 'Party body'), ('front', 'Front and organisations')], max_length=10, verbose_name='style')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='used from')),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
            ],
            options={
                'verbose_name': 'paper template',
                'verbose_name_plural': 'paper templates',
                'ordering': ['kind', 'style', 'organ', '-version'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='submissionevent',
            name='feedback_event_action_known',
        ),
        migrations.AlterField(
            model_name='submissionevent',
            name='action',
            field=models.CharField(choices=[('submit', 'Receive'), ('classify', 'Classify'), ('route', 'Assign'), ('accept', 'Accept'), ('hand_back', 'Hand back'), ('ask', 'Ask for more'), ('resume', 'Go on without more'), ('supply', 'Sender supplied more'), ('add_words', 'Sender added words'), ('submit_answer', 'Send to the leader'), ('approve', 'Approve and send'), ('send_back', 'Send back to revise'), ('answer', 'Send the answer'), ('transfer', 'Pass on to another body'), ('decline', 'Decline or guide'), ('close', 'Close'), ('reopen', 'Reopen'), ('withdraw', 'Withdraw'), ('restrict', 'Move to restricted handling'), ('mark_spam', 'Suspected spam'), ('clear_suspicion', 'Not spam'), ('rate', 'Sender rated the answer'), ('reveal', 'Contact details seen'), ('note', 'Internal note'), ('paper', 'Paper made'), ('paper_number', 'Number of a paper recorded'), ('concern', 'Concerned in this matter'), ('unconcern', 'Take back who is concerned'), ('transcribe', 'Write down the text'), ('register', 'Enter in the register'), ('remark', 'Remark in the register'), ('correct_received', 'Correct the received date'), ('replace_code', 'New tracking code at the desk'), ('split', 'Split into several matters'), ('merge', 'Merge again'), ('unmerge', 'Undo the merge'), ('not_named', 'Not concerned'), ('calendar', 'Deadline moved by the calendar'), ('prepare', 'Prepare the public version'), ('propose', 'Propose publication to the leader'), ('publish', 'Publish'), ('take_down', 'Take the public version down'), ('give_consent', 'Sender agreed to publication'), ('reopen_by_sender', 'Sender asked for another look'), ('tell', 'Record that the sender was told'), ('withdraw_consent', 'Sender took back the consent to publish')], max_length=20, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='submissionevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['submit', 'classify', 'route', 'accept', 'hand_back', 'ask', 'resume', 'supply', 'add_words', 'submit_answer', 'approve', 'send_back', 'answer', 'transfer', 'decline', 'close', 'reopen', 'withdraw', 'restrict', 'mark_spam', 'clear_suspicion', 'rate', 'reveal', 'note', 'paper', 'paper_number', 'concern', 'unconcern', 'transcribe', 'register', 'remark', 'correct_received', 'replace_code', 'split', 'merge', 'unmerge', 'not_named', 'calendar', 'prepare', 'propose', 'publish', 'take_down', 'give_consent', 'reopen_by_sender', 'tell', 'withdraw_consent'])), name='feedback_event_action_known'),
        ),
        migrations.AddField(
            model_name='casedocument',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by'),
        ),
        migrations.AddField(
            model_name='casedocument',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='feedback.submission'),
        ),
        migrations.AddField(
            model_name='casedocument',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='issued by'),
        ),
        migrations.AddField(
            model_name='documenttemplate',
            name='organ',
            field=models.ForeignKey(blank=True, help_text='Empty: every organ of this style that has none of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='document_templates', to='officials.unit', verbose_name='organ'),
        ),
        migrations.AddField(
            model_name='documenttemplate',
            name='uploaded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddField(
            model_name='casedocument',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.documenttemplate'),
        ),
        migrations.AddConstraint(
            model_name='documenttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['giay_bien_nhan', 'phieu_huong_dan', 'phieu_chuyen_don', 'van_ban_tra_loi'])), name='feedback_documenttemplate_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='documenttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('style__in', ['state', 'party', 'front'])), name='feedback_documenttemplate_style_known'),
        ),
        migrations.AddConstraint(
            model_name='documenttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('uploaded_by__isnull', False), ('organ__isnull', True), _connector='OR'), name='feedback_documenttemplate_shipped_for_all'),
        ),
        migrations.AddConstraint(
            model_name='documenttemplate',
            constraint=models.UniqueConstraint(fields=('kind', 'style', 'organ', 'version'), name='feedback_documenttemplate_version_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='casedocument',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['giay_bien_nhan', 'phieu_huong_dan', 'phieu_chuyen_don', 'van_ban_tra_loi'])), name='feedback_casedocument_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='casedocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_on__isnull', True), ('number', '')), models.Q(models.Q(('number', ''), _negated=True), ('issued_on__isnull', False)), _connector='OR'), name='feedback_casedocument_number_whole', violation_error_message='A document needs both its number and its date.'),
        ),
    ]
