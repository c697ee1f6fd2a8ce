"""The sessions of a people's council, before and after which its deputies meet voters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from officials.models import Unit


class CouncilSession(models.Model):
    """What voters raised beforehand is answered, and the answers reported, by the day it opens."""

    organ = models.ForeignKey(
        Unit, verbose_name=_("council"), on_delete=models.PROTECT, related_name="council_sessions"
    )
    title = models.CharField(pgettext_lazy("council", "title"), max_length=120)
    opens_on = models.DateField(_("opens on"))

    class Meta:
        verbose_name = _("session of the council")
        verbose_name_plural = _("sessions of the council")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="sessions_councilsession_title_once",
                fields=["organ", "title"],
                violation_error_message=_("This council has a session of that title already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.opens_on:%d/%m/%Y})"
