"""May this account take this action on this case, by the table of transitions."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from feedback import states
from feedback.models import CannedReply, HelpRequest, Submission
from officials import permissions as office
from officials.models import Unit, User
from officials.queries import barring, grants_of, units_where
from officials.roles import Permission, Role


def desk_of(submission: Submission, row: states.Transition) -> Unit | None:
    """The unit in which the row's permission must be held."""
    return submission.responsible if row.held_at == "responsible" else submission.organ


def spoken_for(submission: Submission, row: states.Transition) -> Unit | None:
    """The unit in whose name the step is taken: a leader's yes or no is the organ's, not the department's."""
    desk = desk_of(submission, row)
    return desk.organ or desk if desk is not None and row.permission == Permission.APPROVE else desk


def is_barred(user: User, submission: Submission) -> bool:
    """Whether the case names the account's own official or somebody it stands under."""
    return bool(submission.concerned_ids) and not barring(user).isdisjoint(submission.concerned_ids)


def _holds(user: User, submission: Submission, row: states.Transition) -> bool:
    if row.permission in (states.CITIZEN, states.CLOCK) or is_barred(user, submission):
        return False
    if row.permission == states.NAMED:
        return is_named_reader(user, submission)
    if row.permission == Permission.ENTER and not _entered(user, submission):
        return False
    return office.holds(user, Permission(row.permission), desk_of(submission, row))


def _entered(user: User, submission: Submission) -> bool:
    """Whoever receives people works on what it entered itself; the book's clerk on every entry."""
    is_clerk = office.holds(user, Permission.CLASSIFY, submission.organ)
    return is_clerk or submission.recorded_by_id == user.pk


def row_for(user: User, submission: Submission, action: str) -> states.Transition | None:
    """Return the row of the table that lets this account act now; None when no row does."""
    for row in states.rows(submission.path, action, submission.status):
        if _holds(user, submission, row) and (not row.when or getattr(submission, row.when)):
            return row
    return None


def has_turns(user: User) -> bool:
    """Whether cases come to wait for this account: it sorts, handles or approves somewhere."""
    verbs = (Permission.CLASSIFY, Permission.HANDLE, Permission.APPROVE)
    return any(office.holds_anywhere(user, verb) for verb in verbs)


def can_act(user: User, submission: Submission, action: str) -> bool:
    return row_for(user, submission, action) is not None


def citizen_row(submission: Submission, action: str) -> states.Transition | None:
    """Return the row that lets the holder of the tracking code act now; None when no row does."""
    for row in states.rows(submission.path, action, submission.status):
        if row.permission == states.CITIZEN and (not row.when or getattr(submission, row.when)):
            return row
    return None


def allowed_rows(user: User, submission: Submission) -> Iterator[states.Transition]:
    """The buttons of the case page: each action this account may take now, once, in the table's order."""
    for action in dict.fromkeys(t.action for t in states.TRANSITIONS if t.path == submission.path):
        row = row_for(user, submission, action)
        if row is not None:
            yield row


def is_named_reader(user: User, submission: Submission) -> bool:
    """Whether the organ of the book names this account for restricted handling."""
    if not user.is_active or is_barred(user, submission):
        return False
    return submission.organ.restricted_readers.filter(pk=user.pk).exists()


def can_reveal(user: User, submission: Submission) -> bool:
    """Contact details of an ordinary case: desk of the book and officers of the unit that has it in hand.

    Of a sender without a name only a mail address is kept, and that is for letters alone.
    """
    if submission.person_id is None or submission.anonymous or not submission.is_ordinary:
        return False
    if is_barred(user, submission):
        return False
    unit = submission.responsible if submission.is_with_unit else None
    return any(office.holds(user, Permission.REVEAL, desk) for desk in (submission.organ, unit))


def can_see_scan(user: User, submission: Submission) -> bool:
    """A scan of handwriting or a voice tells who wrote: the book's clerks and whoever entered it, no other.

    Of a restricted case its named readers, who have nothing else to read where nobody wrote it down.
    """
    if is_barred(user, submission):
        return False
    if not submission.is_ordinary:
        return is_named_reader(user, submission)
    return office.holds(user, Permission.ENTER, submission.organ) and _entered(user, submission)


def can_replace_code(user: User, submission: Submission) -> bool:
    """A new tracking code at the desk: the book's clerks, and reception for what it entered."""
    if not submission.is_ordinary or is_barred(user, submission):
        return False
    return office.holds(user, Permission.ENTER, submission.organ) and _entered(user, submission)


def can_note(user: User, submission: Submission) -> bool:
    """Internal notes: whoever works on the ordinary case, not whoever only reads it."""
    if is_barred(user, submission):
        return False
    verbs = (Permission.CLASSIFY, Permission.HANDLE, Permission.APPROVE)
    units = (submission.organ, submission.responsible)
    return submission.is_ordinary and any(office.holds(user, verb, unit) for verb in verbs for unit in units)


def can_draft(user: User, submission: Submission) -> bool:
    """Write the answer: officers of the unit that accepted the case."""
    if submission.status != states.Status.ACCEPTED or is_barred(user, submission):
        return False
    return office.holds(user, Permission.HANDLE, submission.responsible)


def can_prepare(user: User, submission: Submission) -> bool:
    """Write the public version: clerks of the book, while it may be published and is not public yet."""
    if submission.status not in (states.Status.ANSWERED, states.Status.CLOSED):
        return False
    if is_barred(user, submission) or not submission.is_publishable or submission.is_published:
        return False
    return office.holds(user, Permission.PUBLISH, submission.organ)


def can_make_paper(user: User, submission: Submission) -> bool:
    """Papers of an ordinary case: desk of the book, and officers of the unit that has it in hand."""
    if not submission.is_ordinary or is_barred(user, submission):
        return False
    if office.holds(user, Permission.CLASSIFY, submission.organ):
        return True
    return submission.is_with_unit and office.holds(user, Permission.HANDLE, submission.responsible)


def can_reply_as_helper(user: User, submission: Submission, help_request: HelpRequest) -> bool:
    """Who handles work in the unit asked, while its help is wanted and the case is open."""
    if not submission.is_ordinary or not submission.is_open or is_barred(user, submission):
        return False
    return help_request.ended_at is None and office.holds(user, Permission.HANDLE, help_request.unit)


def own_help(user: User, submission: Submission) -> HelpRequest | None:
    """What the account's unit is asked and may reply to; of several units the one asked first."""
    rows = submission.helps.select_related("unit__organ")
    return next((row for row in rows if can_reply_as_helper(user, submission, row)), None)


def can_end_help(user: User, submission: Submission) -> bool:
    """Who may ask for help: the unit that handles the case, and the desk of its book."""
    if not submission.is_ordinary or is_barred(user, submission):
        return False
    return office.holds(user, Permission.ROUTE, submission.organ) or office.holds(
        user, Permission.HANDLE, submission.responsible
    )


def can_take_bundle(user: User, submission: Submission) -> bool:
    """The whole case as one file: whoever makes its papers, and the inspector whose decision names it."""
    return can_make_paper(user, submission) or is_inspected_by(user, submission)


def is_inspected_by(user: User, submission: Submission) -> bool:
    """Whether the decision of an inspection opens this ordinary case to the account today."""
    if not submission.is_ordinary or is_barred(user, submission) or not user.is_active:
        return False
    day = timezone.localdate(submission.received_at)
    held = [grant for grant in grants_of(user) if grant.role == Role.INSPECTOR]
    return any(
        grant.unit_id == submission.organ_id
        and (grant.scope_from or date.max) <= day <= (grant.scope_to or date.min)
        for grant in held
    )


def can_keep_template(user: User, organ: Unit | None) -> bool:
    """A template of one organ: its clerks; of all organs of a style: who configures the portal, as any."""
    if office.holds_anywhere(user, Permission.CONFIGURE):
        return True
    return organ is not None and office.holds(user, Permission.CLASSIFY, organ)


def keeps_all_replies(user: User) -> bool:
    """Canned replies of every organ, and those for all organs: who configures the portal."""
    return office.holds_anywhere(user, Permission.CONFIGURE)


def organs_of_replies(user: User) -> frozenset[int]:
    """Organs whose canned replies this account keeps: those of whose book it is a clerk."""
    return units_where(user, Permission.CLASSIFY)


def can_keep_reply(user: User, reply: CannedReply) -> bool:
    return keeps_all_replies(user) or reply.organ_id in organs_of_replies(user)
