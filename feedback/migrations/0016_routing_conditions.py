"""Rules ask more than a field, keep their history, and give officer and urgency to the case.

A rule that asked nothing becomes the one for all the rest; a second such rule, which no case could reach, is
taken out of use.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CATCH_ALL = """
UPDATE feedback_routingrule r SET is_catch_all = true, is_active = is_active AND NOT EXISTS (
    SELECT FROM feedback_routingrule e
    WHERE e.organ_id IS NULL AND e.field = '' AND e.is_active AND e.position < r.position
) WHERE r.organ_id IS NULL AND r.field = ''
"""
APPEND_ONLY = """
CREATE TRIGGER feedback_routingrevision_append_only BEFORE UPDATE OR DELETE ON feedback_routingrevision
    FOR EACH ROW EXECUTE FUNCTION feedback_refuse_rewriting();
"""
FREE = "DROP TRIGGER feedback_routingrevision_append_only ON feedback_routingrevision"


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0015_printed_slips'),
        ('officials', '0003_second_factor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RoutingRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(verbose_name='at')),
                ('values', models.JSONField()),
            ],
            options={
                'ordering': ['rule', '-number'],
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='routingrule',
            options={'ordering': ['is_catch_all', 'position'], 'verbose_name': 'routing rule', 'verbose_name_plural': 'routing rules'},
        ),
        migrations.AddField(
            model_name='routingrule',
            name='addressed_to',
            field=models.ForeignKey(blank=True, help_text='The unit the sender chose. Empty: any or none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='addressed to'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='all_words',
            field=models.BooleanField(default=False, help_text='Unticked: one of them is enough.', verbose_name='all of these words'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='area',
            field=models.ForeignKey(blank=True, help_text='With everything inside it. Empty: anywhere.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.area', verbose_name='area'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='channel',
            field=models.CharField(blank=True, choices=[('truc_tiep', 'In person'), ('hom_thu', 'Letter box'), ('buu_chinh', 'Post'), ('dien_thoai', 'Telephone'), ('cong_truc_tuyen', 'This portal'), ('thu_dien_tu', 'E-mail'), ('tiep_cong_dan', 'Citizen reception'), ('tiep_xuc_cu_tri', 'Voter meeting'), ('doi_thoai', 'Dialogue'), ('toa_dam', 'Roundtable'), ('chuyen_den', 'Passed on by another body')], help_text='Empty: any channel.', max_length=20, verbose_name='channel'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='is_catch_all',
            field=models.BooleanField(default=False, help_text='A rule without conditions. It is tried last, after all others.', verbose_name='for all the rest'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='is_urgent',
            field=models.BooleanField(default=False, verbose_name='urgent'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='kind',
            field=models.CharField(blank=True, choices=[('phan_anh', 'Report'), ('kien_nghi', 'Petition'), ('gop_y', 'Opinion'), ('hoi_dap', 'Question'), ('khen_ngoi', 'Praise')], help_text='The kind in law; before it is set, the one the sender chose. Empty: any kind.', max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='officer',
            field=models.ForeignKey(blank=True, help_text='Empty: the unit decides.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='revision',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='topic',
            field=models.CharField(blank=True, choices=[('thuc_hien', 'How Party rules, policy and law are carried out'), ('can_bo', 'Conduct and duty of Party members, officials and civil servants'), ('van_ban', 'Draft documents, and how directives and resolutions are carried out'), ('chuc_nang', 'How Party and state bodies do their job'), ('khong_ro', 'I am not sure')], help_text='Empty: anything.', max_length=20, verbose_name='about'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='valid_from',
            field=models.DateField(blank=True, help_text='Empty: since ever.', null=True, verbose_name='valid from'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='valid_to',
            field=models.DateField(blank=True, help_text='Empty while it lasts.', null=True, verbose_name='last day'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='words',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None, verbose_name='words'),
        ),
        migrations.AddField(
            model_name='submission',
            name='is_urgent',
            field=models.BooleanField(db_default=False, default=False, verbose_name='urgent'),
        ),
        migrations.AddField(
            model_name='submission',
            name='officer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer'),
        ),
        migrations.RunSQL(CATCH_ALL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_catch_all', True), ('addressed_to__isnull', True), ('area__isnull', True), ('organ__isnull', True), ('words', []), ('channel', ''), ('field', ''), ('kind', ''), ('topic', '')), models.Q(('is_catch_all', False), models.Q(('addressed_to__isnull', True), ('area__isnull', True), ('organ__isnull', True), ('words', []), ('channel', ''), ('field', ''), ('kind', ''), ('topic', ''), _negated=True)), _connector='OR'), name='feedback_routingrule_has_condition', violation_error_message='Set at least one condition, or tick "for all the rest" and set none.'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True), ('is_catch_all', True)), fields=('is_catch_all',), name='feedback_routingrule_one_catch_all', violation_error_message='There is a rule for all the rest already.'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('field', 'tham_nhung'), _negated=True), models.Q(('topic', 'can_bo'), _negated=True)), name='feedback_routingrule_never_conduct', violation_error_message='Conduct and corruption are never assigned by rule: a person chooses the unit.'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='feedback_routingrule_ends_after_start', violation_error_message='The last day is before the first day.'),
        ),
        migrations.AddField(
            model_name='routingrevision',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='routingrevision',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='feedback.routingrule'),
        ),
        migrations.AddConstraint(
            model_name='routingrevision',
            constraint=models.UniqueConstraint(fields=('rule', 'number'), name='feedback_routingrevision_once_a_number'),
        ),
        migrations.RunSQL(APPEND_ONLY, FREE),
    ]
