"""Words an office writes again and again, kept once for each organ."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0021_extension'),
        ('officials', '0004_role_and_reader_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='CannedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('answer', 'Answer'), ('ask', 'Ask for more'), ('decline', 'Decline or guide'), ('hand_back', 'Hand back')], max_length=20, verbose_name='used when')),
                ('field', models.CharField(blank=True, choices=[('dat_dai', 'Land and housing'), ('chinh_sach', 'Benefits and policy'), ('giai_phong_mat_bang', 'Site clearance and compensation'), ('moi_truong', 'Environment'), ('ha_tang', 'Roads, electricity, water'), ('y_te', 'Health care'), ('giao_duc', 'Education'), ('an_ninh', 'Security and public order'), ('thu_tuc', 'Procedures and service attitude'), ('dan_toc', 'Ethnic and religious affairs'), ('tu_phap', 'Justice'), ('dang_doan_the', 'Party and organisations'), ('tham_nhung', 'Corruption and misconduct'), ('khac', 'Other matters')], help_text='Empty: any field.', max_length=20, verbose_name='field')),
                ('title', models.CharField(max_length=100, verbose_name='name')),
                ('text', models.TextField(verbose_name='text')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('organ', models.ForeignKey(blank=True, help_text='Empty: every organ.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='organ')),
            ],
            options={
                'verbose_name': 'canned reply',
                'verbose_name_plural': 'canned replies',
                'ordering': ['action', 'title', 'pk'],
                'indexes': [models.Index(condition=models.Q(('is_active', True)), fields=['action', 'organ'], name='feedback_canned_offered')],
                'constraints': [models.CheckConstraint(condition=models.Q(('action__in', ['answer', 'ask', 'decline', 'hand_back'])), name='feedback_canned_reply_for_known'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='feedback_canned_reply_has_words')],
            },
        ),
    ]
