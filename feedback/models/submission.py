"""The submission: one opinion, whatever door it came through."""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import states
from feedback.models import lists
from feedback.models.afterwards import AfterTheAnswer
from officials.models import Area, Unit
from portal.identity.crypto import EncryptedTextField
from portal.identity.models import Person

if TYPE_CHECKING:
    from feedback.models.concern import Concern
    from feedback.models.register import RegisterEntry


class Submission(AfterTheAnswer, models.Model):
    reference = models.CharField(_("reception number"), max_length=9, unique=True)
    path = models.CharField(
        _("path"), max_length=12, choices=states.Path.choices, default=states.Path.ORDINARY
    )
    channel = models.CharField(
        _("channel"), max_length=20, choices=states.Channel.choices, default=states.Channel.CONG_TRUC_TUYEN
    )
    declared_kind = models.CharField(
        _("kind the sender chose"), max_length=20, choices=states.Kind.choices, default=states.Kind.KHONG_RO
    )
    legal_kind = models.CharField(
        _("kind in law"), max_length=30, choices=states.LegalKind.choices, blank=True
    )
    legal_kind_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    legal_kind_at = models.DateTimeField(null=True, blank=True)
    legal_kind_reason = models.CharField(_("why this kind"), max_length=300, blank=True)
    topic = models.CharField(
        _("about"), max_length=20, choices=states.Topic.choices, default=states.Topic.KHONG_RO
    )
    field = models.CharField(
        pgettext_lazy("matter", "field"), max_length=20, choices=states.Field.choices, blank=True
    )

    addressed_to = models.ForeignKey(
        Unit,
        verbose_name=_("addressed to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    organ = models.ForeignKey(
        Unit, verbose_name=_("in the book of"), on_delete=models.PROTECT, related_name="submissions"
    )
    responsible = models.ForeignKey(
        Unit,
        verbose_name=_("unit that handles"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned",
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    is_urgent = models.BooleanField(_("urgent"), default=False, db_default=False)
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)

    title = models.CharField(_("summary"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    sealed = EncryptedTextField(null=True, blank=True)

    is_transcribed = models.BooleanField(_("text written down"), default=True, db_default=True)

    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2, default="vi")
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        _("status"), max_length=20, choices=states.Status.choices, default=states.Status.RECEIVED
    )
    asked_from = models.CharField(max_length=20, choices=states.Status.choices, blank=True)
    routed_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # The earliest unmet day of a law or decree, of the office's own targets, and of both; kept by the clocks.
    law_due_on = models.DateField(_("next deadline of law"), null=True, blank=True)
    target_due_on = models.DateField(_("next service target"), null=True, blank=True)
    due_on = models.DateField(_("next deadline"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=30, choices=states.Outcome.choices, blank=True)
    ground = models.CharField(_("ground"), max_length=20, choices=states.Ground.choices, blank=True)
    transferred_to = models.CharField(_("passed on to"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    helpful = models.CharField(_("did it help"), max_length=10, choices=states.Helpful.choices, blank=True)

    # The last day on which the sender may ask for another look; null where there is no answer or it was used.
    reopen_until = models.DateField(_("another look until"), null=True, blank=True)
    # Somebody of the office must tell the sender what came of it; written by workflow, read by the list.
    to_tell = models.BooleanField(_("sender to be told"), default=False, db_default=False)
    told_how = models.CharField(
        _("sender told"), max_length=10, choices=states.Told.choices, blank=True, default="", db_default=""
    )
    told_on = models.DateField(_("told on"), null=True, blank=True)

    # The letter this matter was cut out of; its tracking code opens both.
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="parts"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    anonymous = models.BooleanField(_("sent without a name"), default=False)
    consent_publish = models.BooleanField(_("agrees to publication"), default=False)
    reply_by = models.CharField(
        _("wants the reply by"), max_length=10, choices=states.ReplyBy.choices, default=states.ReplyBy.PAGE
    )
    suspected = models.BooleanField(_("suspected spam"), default=False)
    # How often and when last the unit that has it now was urged; history is in the events.
    reminded = models.PositiveSmallIntegerField(_("reminders"), default=0, db_default=0, editable=False)
    reminded_on = models.DateField(_("last reminder"), null=True, blank=True, editable=False)
    # The officials named in the case, as its concerns say; written with them and read by visible_to.
    concerned_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    # Officials whose names may stand in the words, for the clerk to say; null: nobody has looked. It changes
    # nobody's sight of the case.
    may_name_ids = ArrayField(models.BigIntegerField(), null=True, editable=False)
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    # The text search configuration `vi` folds tones and đ; it comes with the first migration.
    search = models.GeneratedField(
        expression=RawSQL("to_tsvector('vi', title || ' ' || body || ' ' || place)", []),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Stored too: reckoned while a list of common words is read, it would cost a second.
    toned = models.GeneratedField(
        expression=RawSQL("to_tsvector('simple', title || ' ' || body || ' ' || place)", []),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # The cells of the tally in which the case counted when it was locked; no column.
    tallied: "Counter[tuple[Any, ...]]"
    # Whether the last step was one of many that may be taken back; set by workflow under the lock.
    is_undoable = False

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_submission_path_known", condition=Q(path__in=states.Path.values)
            ),
            models.CheckConstraint(
                name="feedback_submission_status_known", condition=Q(status__in=states.Status.values)
            ),
            models.CheckConstraint(
                name="feedback_submission_closed_at_iff_ended",
                condition=Q(status__in=states.ENDED, closed_at__isnull=False)
                | (~Q(status__in=states.ENDED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="feedback_submission_due_while_open",
                condition=Q(status__in=states.OPEN)
                | Q(law_due_on__isnull=True, target_due_on__isnull=True, due_on__isnull=True),
            ),
            models.CheckConstraint(
                name="feedback_submission_due_on_earliest",
                condition=Q(law_due_on__isnull=True, target_due_on__isnull=True, due_on__isnull=True)
                | Q(due_on__isnull=False, due_on=Least("law_due_on", "target_due_on")),
            ),
            models.CheckConstraint(
                name="feedback_submission_unit_while_handled",
                condition=~Q(status__in=states.WITH_UNIT) | Q(responsible__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_submission_asked_from_iff_waiting",
                condition=(Q(status=states.Status.NEEDS_MORE) & ~Q(asked_from=""))
                | (~Q(status=states.Status.NEEDS_MORE) & Q(asked_from="")),
            ),
            models.CheckConstraint(
                name="feedback_submission_legal_kind_signed",
                condition=Q(legal_kind="", legal_kind_by__isnull=True, legal_kind_at__isnull=True)
                | (~Q(legal_kind="") & Q(legal_kind_by__isnull=False, legal_kind_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="feedback_submission_words_plain_or_sealed",
                condition=(
                    Q(path=states.Path.ORDINARY, sealed__isnull=True)
                    & (~Q(body="") | Q(is_transcribed=False))
                )
                | (~Q(path=states.Path.ORDINARY) & Q(sealed__isnull=False) & Q(title="", body="", place="")),
            ),
            models.CheckConstraint(
                name="feedback_submission_merged_into_a_letter",
                condition=~Q(status=states.Status.MERGED) | Q(split_from__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_submission_reminded_on_iff_reminded",
                condition=Q(reminded=0, reminded_on__isnull=True)
                | Q(reminded__gt=0, reminded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_submission_recorded_after_received",
                condition=Q(recorded_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="feedback_submission_told_whole",
                condition=Q(told_how="", told_on__isnull=True)
                | (~Q(told_how="") & Q(told_on__isnull=False, to_tell=False)),
            ),
        ]
        indexes = lists.INDEXES

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The case page of staff."""
        return reverse("feedback:case", args=[self.reference])

    @property
    def heading(self) -> str:
        """The sender's summary, or the first words of the text."""
        return self.title or Truncator(self.body).words(14)

    @property
    def is_open(self) -> bool:
        return self.status in states.OPEN

    @property
    def is_asked_by_unit(self) -> bool:
        return self.asked_from == states.Status.ACCEPTED

    @property
    def is_with_unit(self) -> bool:
        """The unit that handles has the matter in hand or answered it; one that handed it back has not."""
        status = states.Status(self.asked_from or self.status)
        return self.is_answered or status in (
            states.Status.ROUTED,
            states.Status.ACCEPTED,
            states.Status.AWAITING_APPROVAL,
        )

    @property
    def is_ordinary(self) -> bool:
        return self.path == states.Path.ORDINARY

    @property
    def is_from_desk(self) -> bool:
        """Entered by staff, so its text and its received date are theirs to put right."""
        return self.recorded_by_id is not None

    @cached_property
    def register_entry(self) -> "RegisterEntry | None":
        """Its number in the book of the organ that has it now."""
        return self.register_entries.filter(organ=self.organ_id).first()

    @property
    def is_registered(self) -> bool:
        return self.register_entry is not None

    @property
    def is_unregistered(self) -> bool:
        return self.register_entry is None

    @property
    def is_part(self) -> bool:
        return self.split_from_id is not None

    @property
    def is_whole(self) -> bool:
        return self.split_from_id is None

    @property
    def is_trusted(self) -> bool:
        return not self.suspected

    @property
    def is_classified(self) -> bool:
        return self.legal_kind != "" and self.field != ""

    @cached_property
    def live_concerns(self) -> "list[Concern]":
        """Who is named in the case now, those whose naming was taken back left out."""
        return list(self.concerns.filter(taken_back_at__isnull=True).select_related("official", "unit"))

    @property
    def has_concerns(self) -> bool:
        return bool(self.live_concerns)

    @cached_property
    def is_extension_asked(self) -> bool:
        """A later day for the answer was asked for, and the leader has not decided."""
        known: bool | None = getattr(self, "any_extension_asked", None)
        return self.deadlines.filter(extensions__decision="").exists() if known is None else known

    @cached_property
    def is_extended(self) -> bool:
        """The day of the answer that runs was moved by the leader already."""
        known: bool | None = getattr(self, "any_extension_granted", None)
        rows = self.deadlines.filter(met_on__isnull=True, extensions__decision="yes")
        return rows.exists() if known is None else known

    @property
    def may_ask_extension(self) -> bool:
        return not self.is_extension_asked and not self.is_extended

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def answer_needs_approval(self) -> bool:
        """The organ that must answer asks for its leader's yes."""
        unit = self.responsible
        return unit is not None and (unit.organ or unit).needs_approval

    @property
    def answer_goes_at_once(self) -> bool:
        return not self.answer_needs_approval
