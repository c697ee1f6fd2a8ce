"""The log of access, which can only be added to, and the epoch by which sessions end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


CREATE = """
CREATE FUNCTION officials_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER officials_access_append_only BEFORE UPDATE OR DELETE ON officials_accessevent
    FOR EACH ROW EXECUTE FUNCTION officials_refuse_rewriting();
"""

DROP = """
DROP TRIGGER officials_access_append_only ON officials_accessevent;
DROP FUNCTION officials_refuse_rewriting();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('officials', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='session_epoch',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('login', 'Logged in'), ('wrong_password', 'Wrong name or password'), ('locked', 'Too many wrong tries'), ('password_changed', 'Password changed'), ('password_set', 'Password set anew'), ('logged_out', 'Logged out everywhere')], max_length=20, verbose_name='what')),
                ('network', models.CharField(blank=True, max_length=16, verbose_name='network of that day')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_events', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'access event',
                'verbose_name_plural': 'access log',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['user', '-id'], name='officials_access_of_account')],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
