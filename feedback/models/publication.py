"""The public version of an answered opinion: redacted by hand, under a number of its own."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import states
from feedback.models.submission import Submission
from officials.models import Unit


def new_public_id() -> str:
    """A number that says nothing: whoever holds a reception number finds no publication by it."""
    return secrets.token_hex(6)


class Publication(models.Model):
    """One public version; of a case at most one that is not taken down. Those taken down stay as rows."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("publication", "Draft")
        CHECKED = "checked", pgettext_lazy("publication", "Checked, not public yet")
        PROPOSED = "proposed", pgettext_lazy("publication", "With the leader")
        PUBLISHED = "published", pgettext_lazy("publication", "Public")
        TAKEN_DOWN = "taken_down", pgettext_lazy("publication", "Taken down")

    WENT_OUT = (State.PUBLISHED, State.TAKEN_DOWN)

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="publications")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("public title"), max_length=200)
    question = models.TextField(_("public question"))
    answer = models.TextField(_("public answer"))
    field = models.CharField(
        pgettext_lazy("matter", "field"), max_length=20, choices=states.Field.choices, blank=True
    )
    organ = models.ForeignKey(Unit, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered on"))
    # What the check found and a clerk looked at and let stand; see feedback/redaction.py for the marks.
    confirmed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    # The text search configuration `vi` folds tones and đ, as for the register.
    search = models.GeneratedField(
        expression=RawSQL("to_tsvector('vi', title || ' ' || question || ' ' || answer)", []),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_publication_state_known",
                condition=Q(state__in=["draft", "checked", "proposed", "published", "taken_down"]),
            ),
            models.CheckConstraint(
                name="feedback_publication_has_words",
                condition=~Q(title="") & ~Q(question="") & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="feedback_publication_signed_iff_went_out",
                condition=Q(
                    state__in=["published", "taken_down"],
                    published_by__isnull=False,
                    published_at__isnull=False,
                )
                | (
                    ~Q(state__in=["published", "taken_down"])
                    & Q(published_by__isnull=True, published_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="feedback_publication_taken_down_at_iff_so",
                condition=Q(state="taken_down", taken_down_at__isnull=False)
                | (~Q(state="taken_down") & Q(taken_down_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="feedback_publication_one_live",
                fields=["submission"],
                condition=~Q(state="taken_down"),
            ),
        ]
        indexes = [
            # The public list, newest first.
            models.Index(
                name="feedback_publication_new",
                fields=["-published_at", "-id"],
                condition=Q(state="published"),
            ),
            # The public list of one field, newest first.
            models.Index(
                name="feedback_publication_field",
                fields=["field", "-published_at", "-id"],
                condition=Q(state="published"),
            ),
            # The public list of one organ, newest first.
            models.Index(
                name="feedback_publication_organ",
                fields=["organ", "-published_at", "-id"],
                condition=Q(state="published"),
            ),
            # Public search by words, and matters like the one being typed.
            GinIndex(name="feedback_publication_search", fields=["search"], condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("feedback:published", args=[self.public_id])

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED
