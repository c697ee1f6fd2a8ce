"""Taking the file of a case along: allowed as papers are, and written down."""

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
        if not permissions.can_make_paper(by, case):
            raise NotAllowed(_("You may not take the file of this opinion."))
        return SubmissionEvent.objects.create(
            submission=case,
            action=states.Action.BUNDLE,
            from_status=case.status,
            to_status=case.status,
            at=now or timezone.now(),
            by=by,
            unit=staff.unit_of(by, case),
        )
