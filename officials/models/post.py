"""Posts, the officials who hold them, and from which day to which."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from officials.models.dated import Dated, ends_after_start, held_days
from officials.models.unit import Unit


class Post(models.Model):
    """A seat in a unit, whoever sits in it: meetings and duties belong to the post."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    is_head = models.BooleanField(_("heads the unit"), default=False)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["unit__position", "-is_head", "title"]
        constraints = [models.UniqueConstraint(name="officials_post_title_once", fields=["unit", "title"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"

    @property
    def label(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title


class Official(models.Model):
    """A person who holds posts, with or without an account here."""

    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="official",
    )

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name


class Tenure(Dated):
    """One official in one post, from the first to the last day held."""

    official = models.ForeignKey(
        Official, verbose_name=_("official"), on_delete=models.PROTECT, related_name="tenures"
    )
    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="tenures")
    legal_act = models.CharField(_("appointed by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ["-valid_from"]
        constraints = [
            ends_after_start("officials_tenure_ends_after_start"),
            ExclusionConstraint(
                name="officials_tenure_one_holder_a_day",
                expressions=[(F("post"), RangeOperators.EQUAL), (held_days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Somebody else holds this post on those days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official}, {self.post}"
