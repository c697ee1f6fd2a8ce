"""How the deadlines of a case are told to staff: by law or the office's own, late or not, and how counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from feedback import counting
from feedback.models import Deadline, DeadlinePause, Extension, Submission


@dataclass(frozen=True)
class Due:
    """One deadline as it stands on a day."""

    deadline: Deadline
    today: date

    @property
    def on(self) -> date | None:
        return self.deadline.due_on

    @property
    def is_law(self) -> bool:
        return self.deadline.rule.is_statutory

    @property
    def is_met(self) -> bool:
        return self.deadline.met_on is not None

    @property
    def is_paused(self) -> bool:
        return self.on is None and not self.is_met

    @property
    def is_late(self) -> bool:
        """Passed while open, or met after the day."""
        last = self.deadline.met_on or self.today
        return self.on is not None and self.on < last

    @property
    def days_late(self) -> int:
        """Calendar days since the day passed; for a late one only."""
        return ((self.deadline.met_on or self.today) - (self.on or self.today)).days

    @property
    def kind(self) -> str:
        """A day of law and a target of the office are never named by the same words."""
        if self.is_late and not self.is_met:
            return _("Past the deadline of law") if self.is_law else _("Past the service target")
        return _("Deadline of law") if self.is_law else _("Service target")

    @property
    def css(self) -> str:
        if self.is_met:
            return "done"
        if self.is_late:
            return "late"
        return "waiting" if self.is_paused or self.on == self.today else ""

    @property
    def how(self) -> list[str]:
        """The count day by day, in sentences."""
        return counting.told(self.deadline)

    @property
    def moved(self) -> Extension | None:
        """The later day a leader agreed to, with its reason."""
        return counting.granted_of(self.deadline)


def running() -> QuerySet[Deadline]:
    """Deadlines neither met nor standing still, soonest first, for a list's prefetch."""
    return (
        Deadline.objects.filter(met_on__isnull=True, due_on__isnull=False)
        .select_related("rule")
        .order_by("due_on")
    )


def most_urgent(deadlines: Iterable[Deadline], today: date) -> Due | None:
    """What a list shows: late by law before late by target before the next day; on one day law first."""
    dues = [Due(deadline, today) for deadline in deadlines]
    return min(
        dues, key=lambda d: (not d.is_late, d.is_late and not d.is_law, d.on, not d.is_law), default=None
    )


def counted(case: Submission) -> QuerySet[Deadline]:
    """The deadlines of a case with what moved them, which is not asked for where there is none."""
    extensions, pauses = Extension.objects.all(), DeadlinePause.objects.all()
    if not getattr(case, "any_extension", True):
        extensions = extensions.none()
    if not getattr(case, "any_pause", True):
        pauses = pauses.none()
    rows = case.deadlines.select_related("rule")
    return rows.prefetch_related(Prefetch("pauses", pauses), Prefetch("extensions", extensions))


def of_case(case: Submission, today: date) -> list[Due]:
    """Every deadline of a case: the running ones by day, then the paused, then the met."""
    dues = [Due(row, today) for row in counted(case)]
    return sorted(dues, key=lambda due: (due.is_met, due.is_paused, due.on or today))
