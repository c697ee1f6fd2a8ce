"""The second factor, its seed encrypted and its recovery codes hashed."""

import django.db.models.deletion
import portal.identity.crypto
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('officials', '0002_access_log'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessevent',
            name='kind',
            field=models.CharField(choices=[('login', 'Logged in'), ('wrong_password', 'Wrong name or password'), ('locked', 'Too many wrong tries'), ('wrong_code', 'Wrong one-time code'), ('recovery_used', 'Recovery code used'), ('enrolled', 'Authenticator app bound'), ('new_codes', 'New recovery codes'), ('reset', 'Second factor reset'), ('password_changed', 'Password changed'), ('password_set', 'Password set anew'), ('logged_out', 'Logged out everywhere')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('secret', portal.identity.crypto.EncryptedTextField()),
                ('last_step', models.BigIntegerField(default=-1)),
                ('created_at', models.DateTimeField(verbose_name='at')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='authenticator', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'second factor',
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='officials_recoverycode_once')],
            },
        ),
    ]
