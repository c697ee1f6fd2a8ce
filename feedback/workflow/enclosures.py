"""Files staff send along: with a question at once, with a draft only once its answer leaves."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feedback import files, states
from feedback.models import Submission
from feedback.workflow.changes import Change
from portal.uploads import workflow as uploads

MOST = 30  # of one case


@dataclass(frozen=True)
class Enclosed:
    """New files staged under `key`, and which of those the draft has already stay with it."""

    new: Sequence[uuid.UUID] = ()
    key: str = ""
    kept: Collection[str] = ()


def send(case: Submission, change: Change) -> None:
    """Fact of a question: enclosed. An answer takes the files of its draft along."""
    if change.row.action == states.Action.ASK and "enclosed" in change.facts:
        _claim(case, change.facts["enclosed"], files.TO_SENDER, change.now)
    elif change.row.action in (states.Action.ANSWER, states.Action.APPROVE):
        uploads.hand_on(files.of_draft(case), about_type=files.TO_SENDER, now=change.now)


def lay_with_draft(case: Submission, enclosed: Enclosed, now: datetime) -> None:
    """Let the draft have the new files and those of its earlier ones that are kept; the others go."""
    uploads.give_up(files.of_draft(case).exclude(pk__in=enclosed.kept), now=now)
    _claim(case, enclosed, files.OF_DRAFT, now)


def drop_with_draft(case: Submission, now: datetime) -> list[str]:
    """Give up the files of a draft nobody will send; return their names."""
    names = [file.name for file in files.of_draft(case)]
    uploads.give_up(files.of_draft(case), now=now)
    return names


def _claim(case: Submission, enclosed: Enclosed, about_type: str, now: datetime) -> None:
    if not enclosed.new:
        return
    there = files.readable_by_staff(case).exclude(about_type=files.FROM_SENDER).count()
    if there + len(enclosed.new) > MOST:
        raise ValidationError(
            _("At most %(n)s files can be kept with one opinion.") % {"n": MOST}, code="too_many"
        )
    uploads.claim(enclosed.new, key=enclosed.key, about_type=about_type, about_id=case.pk, now=now)
