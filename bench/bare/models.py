"""One row of ten columns, in a table the bench makes and drops."""

from django.db import models

from bench.bare import TABLE


class Note(models.Model):
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    body = models.TextField()
    place = models.CharField(max_length=200)
    full_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    email = models.CharField(max_length=254)
    address = models.CharField(max_length=200)
    consent_publish = models.BooleanField(default=False)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = TABLE

    def __str__(self) -> str:
        return str(self.pk)
