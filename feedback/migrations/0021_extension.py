"""A later day for an answer: a table of requests and decisions, and its word among the messages."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0020_reminders'),
        ('officials', '0003_second_factor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('old_due', models.DateField(verbose_name='day until then')),
                ('new_due', models.DateField(verbose_name='new day')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('decision', models.CharField(blank=True, choices=[('', 'Waits for the leader'), ('yes', 'Agreed'), ('no', 'Refused'), ('lapsed', 'No longer needed')], max_length=6, verbose_name='decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'extension',
                'verbose_name_plural': 'extensions',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('question', 'Question to the sender'), ('reply', "The sender's reply"), ('addition', 'Added by the sender'), ('answer', 'Answer'), ('transfer', 'Passed on'), ('decline', 'Why it is not taken further'), ('extension', 'The day of the answer was moved')], max_length=10),
        ),
        migrations.AddField(
            model_name='extension',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='deadline',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='feedback.deadline'),
        ),
        migrations.AddField(
            model_name='extension',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='feedback_extension_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('new_due__gt', models.F('old_due'))), name='feedback_extension_later'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', True), ('decision', 'lapsed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision__in', ['yes', 'no'])), _connector='OR'), name='feedback_extension_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('deadline',), name='feedback_extension_one_waits'),
        ),
    ]
