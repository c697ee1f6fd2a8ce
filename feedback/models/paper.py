"""Papers of a case: the templates an office edits in its word processor, and each paper made from one."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import states
from feedback.models.submission import Submission
from officials.models import Unit
from portal.identity.crypto import EncryptedJSONField

STYLE_OF_KIND = {
    Unit.Kind.PARTY_COMMITTEE: states.PaperStyle.PARTY,
    Unit.Kind.FRONT: states.PaperStyle.FRONT,
    Unit.Kind.ORGANISATION: states.PaperStyle.FRONT,
}


def style_of(unit: Unit) -> states.PaperStyle:
    """The manner of the organ: a department writes as the organ it belongs to."""
    organ = unit.organ or unit
    return STYLE_OF_KIND.get(Unit.Kind(organ.kind), states.PaperStyle.STATE)


class DocumentTemplate(models.Model):
    """One version of a template: never changed, so that a paper made from it can be printed again as it was.

    It holds no word about a citizen and is kept plain. Without `uploaded_by` it came with the portal.
    """

    kind = models.CharField(_("paper"), max_length=20, choices=states.Paper.choices)
    style = models.CharField(_("style"), max_length=10, choices=states.PaperStyle.choices)
    organ = models.ForeignKey(
        Unit,
        verbose_name=_("organ"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="document_templates",
        help_text=_("Empty: every organ of this style that has none of its own."),
    )
    version = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("used from"))
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("paper template")
        verbose_name_plural = _("paper templates")
        ordering = ["kind", "style", "organ", "-version"]
        constraints = [
            models.CheckConstraint(
                name="feedback_documenttemplate_kind_known", condition=Q(kind__in=states.Paper.values)
            ),
            models.CheckConstraint(
                name="feedback_documenttemplate_style_known", condition=Q(style__in=states.PaperStyle.values)
            ),
            models.CheckConstraint(
                name="feedback_documenttemplate_shipped_for_all",
                condition=Q(uploaded_by__isnull=False) | Q(organ__isnull=True),
            ),
            models.UniqueConstraint(
                name="feedback_documenttemplate_version_once",
                fields=["kind", "style", "organ", "version"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_style_display()}, {self.version}"


class CaseDocument(models.Model):
    """One paper made for a case: what was filled in, sealed, and the number it was given after signature."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("paper"), max_length=20, choices=states.Paper.choices)
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="+")
    values = EncryptedJSONField()
    names_sender = models.BooleanField(_("holds who sent it"))
    unit = models.ForeignKey(Unit, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("document date"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper of an opinion")
        verbose_name_plural = _("papers of an opinion")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_casedocument_kind_known", condition=Q(kind__in=states.Paper.values)
            ),
            models.CheckConstraint(
                name="feedback_casedocument_number_whole",
                condition=Q(number="", issued_on__isnull=True) | (~Q(number="") & Q(issued_on__isnull=False)),
                violation_error_message=_("A document needs both its number and its date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.kind} {self.made_at:%d/%m/%Y}"

    @property
    def numbered(self) -> tuple[str, date] | None:
        return (self.number, self.issued_on) if self.issued_on is not None else None
