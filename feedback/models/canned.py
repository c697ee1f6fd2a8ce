"""Canned replies: words an office writes again and again, kept once, with places that fill themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import states
from officials.models import Unit


class CannedReply(models.Model):
    """Offered on the form of one action; an empty organ or field means any."""

    class For(models.TextChoices):
        """The actions whose form has a box for words that come back week after week."""

        ANSWER = states.Action.ANSWER.value, pgettext_lazy("canned reply", "Answer")
        ASK = states.Action.ASK.value, states.Action.ASK.label
        DECLINE = states.Action.DECLINE.value, states.Action.DECLINE.label
        HAND_BACK = states.Action.HAND_BACK.value, states.Action.HAND_BACK.label

    organ = models.ForeignKey(
        Unit,
        verbose_name=_("organ"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: every organ."),
    )
    action = models.CharField(_("used when"), max_length=20, choices=For.choices)
    field = models.CharField(
        pgettext_lazy("matter", "field"),
        max_length=20,
        choices=states.Field.choices,
        blank=True,
        help_text=_("Empty: any field."),
    )
    title = models.CharField(pgettext_lazy("canned reply", "name"), max_length=100)
    text = models.TextField(_("text"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["action", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_canned_reply_for_known",
                condition=Q(action__in=["answer", "ask", "decline", "hand_back"]),
            ),
            models.CheckConstraint(
                name="feedback_canned_reply_has_words", condition=~Q(title="") & ~Q(text="")
            ),
        ]
        indexes = [
            # What the form of an action offers.
            models.Index(
                name="feedback_canned_offered", fields=["action", "organ"], condition=Q(is_active=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title
