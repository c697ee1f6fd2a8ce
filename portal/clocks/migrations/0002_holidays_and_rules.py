"""The tables of the calendar, its dated rules and its revision."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.datetime
import portal.clocks.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("clocks", "0001_allow_ranges_in_constraints")]

    operations = [
        migrations.CreateModel(
            name='CalendarRevision',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='clocks_calendarrevision_single')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('kind', models.CharField(choices=[('off', 'Day off'), ('worked', 'Worked instead')], default='off', max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=120, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('source', models.CharField(blank=True, help_text='The law, decision or notice that says so.', max_length=250, verbose_name='source')),
                ('is_counted', models.BooleanField(default=True, help_text='Untick to keep the row but let the calendar ignore it. Rows are never deleted.', verbose_name='counted')),
                ('is_confirmed', models.BooleanField(default=False, help_text='Tick once the official document for the year has been read.', verbose_name='confirmed')),
                ('edited_at', models.DateTimeField(editable=False, null=True, verbose_name='edited by hand at')),
            ],
            options={
                'verbose_name': 'holiday or swapped day',
                'verbose_name_plural': 'holidays and swapped days',
                'ordering': ['day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['off', 'worked'])), name='clocks_holiday_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'worked'), _negated=True), ('day__iso_week_day__in', [6, 7]), _connector='OR'), name='clocks_holiday_worked_on_weekend', violation_error_message='Only a Saturday or a Sunday can be worked instead of another day.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='clocks_holiday_named')],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(db_index=False, max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=160, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(max_length=160, verbose_name='name in English')),
                ('days', models.PositiveSmallIntegerField(help_text='How many of the unit chosen below.', verbose_name='length')),
                ('unit', models.CharField(choices=[('working', 'working days'), ('calendar', 'calendar days'), ('month', 'months'), ('year', 'years')], default='working', max_length=10, verbose_name='unit')),
                ('direction', models.CharField(choices=[('after', 'after the day'), ('before', 'before the day')], default='after', max_length=10, verbose_name='counted')),
                ('count_from', models.CharField(choices=[('same_day', 'the day of receipt, even a day off'), ('next_working_day', 'the next working day, when received on a day off')], default='same_day', max_length=20, verbose_name='starts from')),
                ('legal_basis', models.CharField(blank=True, max_length=250, verbose_name='legal basis')),
                ('is_statutory', models.BooleanField(default=False, help_text='Ticked: a term of law. Unticked: a target the office sets for itself.', verbose_name='set by law')),
                ('is_confirmed', models.BooleanField(default=False, help_text='Tick once the office has checked the number and its basis.', verbose_name='confirmed')),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('valid_to', models.DateField(blank=True, help_text='Empty: still in force.', null=True, verbose_name='last day in force')),
                ('edited_at', models.DateTimeField(editable=False, null=True, verbose_name='edited by hand at')),
            ],
            options={
                'verbose_name': 'deadline rule',
                'verbose_name_plural': 'deadline rules',
                'ordering': ['code', 'valid_from'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (portal.clocks.models.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='clocks_rule_no_overlap', violation_error_message='Another row of this rule is in force on some of these days. End that row first.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='clocks_rule_ends_after_start'), models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 3660)), name='clocks_rule_days_sensible', violation_error_message='The length must be from 1 to 3660.'), models.CheckConstraint(condition=models.Q(('unit__in', ['working', 'calendar', 'month', 'year'])), name='clocks_rule_unit_known'), models.CheckConstraint(condition=models.Q(('direction__in', ['after', 'before'])), name='clocks_rule_direction_known'), models.CheckConstraint(condition=models.Q(('count_from__in', ['same_day', 'next_working_day'])), name='clocks_rule_count_from_known'), models.CheckConstraint(condition=models.Q(('direction', 'after'), ('unit__in', ['working', 'calendar']), _connector='OR'), name='clocks_rule_before_in_days', violation_error_message='A term counted backwards is in working or calendar days.'), models.CheckConstraint(condition=models.Q(('is_statutory', False), models.Q(('legal_basis', ''), _negated=True), _connector='OR'), name='clocks_rule_statutory_has_basis', violation_error_message='A term set by law needs its legal basis.')],
            },
        ),
    ]
