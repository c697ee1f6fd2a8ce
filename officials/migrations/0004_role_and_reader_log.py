"""What the log tells of roles given and taken, of restricted readers and of desks for an organ's own cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('officials', '0003_second_factor'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='accessevent',
            options={'ordering': ['-pk'], 'verbose_name': 'access event', 'verbose_name_plural': 'log of access and roles'},
        ),
        migrations.AddField(
            model_name='accessevent',
            name='changes',
            field=models.JSONField(default=dict, verbose_name='changes'),
        ),
        migrations.AddField(
            model_name='accessevent',
            name='desk',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='desk for its own cases'),
        ),
        migrations.AddField(
            model_name='accessevent',
            name='role',
            field=models.CharField(blank=True, choices=[('clerk', 'Records clerk'), ('officer', 'Case officer'), ('reception', 'Reception officer'), ('leader', 'Leader'), ('auditor', 'Log auditor'), ('administrator', 'Administrator')], max_length=20, verbose_name='role'),
        ),
        migrations.AddField(
            model_name='accessevent',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='unit'),
        ),
        migrations.AlterField(
            model_name='accessevent',
            name='kind',
            field=models.CharField(choices=[('login', 'Logged in'), ('wrong_password', 'Wrong name or password'), ('locked', 'Too many wrong tries'), ('wrong_code', 'Wrong one-time code'), ('recovery_used', 'Recovery code used'), ('enrolled', 'Authenticator app bound'), ('new_codes', 'New recovery codes'), ('reset', 'Second factor reset'), ('password_changed', 'Password changed'), ('password_set', 'Password set anew'), ('logged_out', 'Logged out everywhere'), ('opened', 'Account opened'), ('enabled', 'Account may log in again'), ('disabled', 'Account closed'), ('role_given', 'Role given'), ('role_changed', 'Days of a role changed'), ('role_taken', 'Role taken away'), ('reader_named', 'Made a reader of restricted cases'), ('reader_removed', 'No longer a reader of restricted cases'), ('desk_changed', "Desk for an organ's own cases changed")], max_length=20, verbose_name='what'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['kind', '-id'], name='officials_access_of_kind'),
        ),
        migrations.AddConstraint(
            model_name='accessevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['role_given', 'role_changed', 'role_taken']), _negated=True), models.Q(models.Q(('role', ''), _negated=True), ('user__isnull', False)), _connector='OR'), name='officials_access_role_told'),
        ),
        migrations.AddConstraint(
            model_name='accessevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['reader_named', 'reader_removed']), _negated=True), models.Q(('unit__isnull', False), ('user__isnull', False)), _connector='OR'), name='officials_access_reader_told'),
        ),
        migrations.AddConstraint(
            model_name='accessevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'desk_changed'), _negated=True), ('unit__isnull', False), _connector='OR'), name='officials_access_desk_told'),
        ),
    ]
