"""Files about one case: the sender's own, those staff sent along, and those that wait with a draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Cast

from feedback.models import Submission
from portal.uploads.models import Upload

FROM_SENDER, TO_SENDER, OF_DRAFT = "feedback.submission", "feedback.enclosure", "feedback.draft"


@dataclass(frozen=True)
class Sorted:
    from_sender: list[Upload] = field(default_factory=list)
    to_sender: list[Upload] = field(default_factory=list)
    of_draft: list[Upload] = field(default_factory=list)


def readable_by_staff(case: Submission) -> QuerySet[Upload]:
    """Every file of the case, for an account that may read the case."""
    return _of(case, (FROM_SENDER, TO_SENDER, OF_DRAFT))


def readable_by_sender(case: Submission) -> QuerySet[Upload]:
    """For the holder of the code; what lies with a draft was not sent yet."""
    return _of(case, (FROM_SENDER, TO_SENDER))


def of_outer() -> QuerySet[Upload]:
    """Files of whichever case an outer query reads, to be asked whether there are any."""
    about = Cast(OuterRef("pk"), Upload._meta.get_field("about_id"))
    return Upload.objects.filter(about_type__in=(FROM_SENDER, TO_SENDER, OF_DRAFT), about_id=about)


def of_draft(case: Submission) -> QuerySet[Upload]:
    return _of(case, (OF_DRAFT,))


def sort(files: Iterable[Upload]) -> Sorted:
    found = Sorted()
    rows = {FROM_SENDER: found.from_sender, TO_SENDER: found.to_sender, OF_DRAFT: found.of_draft}
    for file in files:
        rows[file.about_type].append(file)
    return found


def _of(case: Submission, types: Sequence[str]) -> QuerySet[Upload]:
    return Upload.objects.filter(about_type__in=types, about_id=str(case.pk))
