"""One case by its number, for a reader: found, lost through a naming, or not there."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from feedback import queries
from feedback.models import Submission
from officials.models import User
from portal.errors import NotAllowed


def case_or_404(user: User, cases: QuerySet[Submission], reference: str) -> Submission:
    """The case among those this account may read.

    Whoever worked on it and lost it because of who is named in it is told so; to everybody else it does not
    exist.
    """
    case = cases.filter(reference=reference).first()
    if case is not None:
        return case
    if queries.was_taken_from(user, reference):
        raise NotAllowed(_("You are named in this matter or connected with it, so you cannot see it."))
    raise Http404
