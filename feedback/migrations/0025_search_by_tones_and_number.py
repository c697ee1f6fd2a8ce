"""The search by very tones and by register number; the new column has the table written anew once."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.expressions import RawSQL

UNHURRIED = "SET statement_timeout = 0; SET lock_timeout = 0"
HURRIED = "RESET statement_timeout; RESET lock_timeout"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("feedback", "0024_bulk_runs")]
    operations = [
        migrations.RunSQL(UNHURRIED, HURRIED),
        AddIndexConcurrently(
            "registerentry", models.Index(fields=["year", "number"], name="feedback_registerentry_number")
        ),
        migrations.AddField(
            "submission",
            "toned",
            models.GeneratedField(
                db_persist=True,
                expression=RawSQL("to_tsvector('simple', title || ' ' || body || ' ' || place)", []),
                output_field=SearchVectorField(),
            ),
        ),
        AddIndexConcurrently("submission", GinIndex(fields=["toned"], name="feedback_submission_toned")),
        migrations.RunSQL(HURRIED, UNHURRIED),
    ]
