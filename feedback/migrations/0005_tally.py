"""The tally of the figures, and the changes to it that wait to be folded; the next seed counts what is there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0004_calendar_and_spam'),
        ('officials', '0003_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=15)),
                ('day', models.DateField(null=True)),
                ('withdrawn', models.BooleanField()),
                ('key', models.CharField(blank=True, max_length=20)),
                ('count', models.IntegerField()),
                ('organ', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='officials.unit')),
                ('responsible', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='officials.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('count', 0)), fields=['id'], name='feedback_tally_nought')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'day', 'organ', 'responsible', 'withdrawn', 'key'), name='feedback_tally_one_a_cell', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind__in', ['field', 'field_half', 'channel', 'channel_half', 'answered', 'answered_half', 'open', 'law', 'target'])), name='feedback_tally_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('kind', 'open')), models.Q(models.Q(('kind', 'open'), _negated=True), ('day__isnull', False)), _connector='OR'), name='feedback_tally_day_unless_open')],
            },
        ),
        migrations.CreateModel(
            name='TallyDelta',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=15)),
                ('day', models.DateField(null=True)),
                ('withdrawn', models.BooleanField()),
                ('key', models.CharField(blank=True, max_length=20)),
                ('count', models.IntegerField()),
                ('organ', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='officials.unit')),
                ('responsible', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='officials.unit')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['field', 'field_half', 'channel', 'channel_half', 'answered', 'answered_half', 'open', 'law', 'target'])), name='feedback_tallydelta_kind_known'), models.CheckConstraint(condition=models.Q(('count', 0), _negated=True), name='feedback_tallydelta_not_nought')],
            },
        ),
    ]
