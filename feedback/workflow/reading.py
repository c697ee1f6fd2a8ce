"""Reading that is written down: the file of a case taken along, a case opened by an inspector."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import permissions, states
from feedback.models import Submission, SubmissionEvent
from feedback.workflow import staff
from feedback.workflow.changes import locked
from officials.models import User
from portal.errors import NotAllowed


def record_bundle(submission: Submission, *, by: User, now: datetime | None = None) -> SubmissionEvent:
    """Write down that this account takes the file of the case; raises NotAllowed as for papers."""
    with transaction.atomic():
        case = locked(submission.pk)
        if not permissions.can_take_bundle(by, case):
            raise NotAllowed(_("You may not take the file of this opinion."))
        return _note(case, states.Action.BUNDLE, by, now or timezone.now())


def record_inspection(submission: Submission, *, by: User, now: datetime | None = None) -> None:
    """Write down, once a day, that an inspector opened the case; for everybody else nothing."""
    now = now or timezone.now()
    if not permissions.is_inspected_by(by, submission):
        return
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        case = locked(submission.pk)
        if not case.events.filter(action=states.Action.INSPECT, by=by, at__gte=day).exists():
            _note(case, states.Action.INSPECT, by, now)


def _note(case: Submission, action: states.Action, by: User, now: datetime) -> SubmissionEvent:
    """An inspector speaks for no unit of the register."""
    unit = None if permissions.is_inspected_by(by, case) else staff.unit_of(by, case)
    return staff.log(case, action, by, unit, now)
