"""Filters of the register that somebody named and kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0022_canned_replies'),
        ('officials', '0004_role_and_reader_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('query', models.CharField(max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('organ', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='officials.unit', verbose_name='for')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(condition=models.Q(('organ__isnull', False)), fields=['organ'], name='feedback_saved_shared')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='feedback_saved_filter_name_once', violation_error_message='You have a filter of this name already. Choose another name.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('query', ''), _negated=True)), name='feedback_saved_filter_not_empty')],
            },
        ),
    ]
