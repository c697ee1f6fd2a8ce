"""Named reads of the register; `visible_to` is the one place that decides who sees which case."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Now
from django.utils import timezone

from feedback import states
from feedback.models import (
    BulkItem,
    BulkRun,
    Claim,
    Deadline,
    Extension,
    HelpRequest,
    Message,
    Publication,
    RoutingRule,
    Submission,
    SubmissionEvent,
    SuspectedReading,
)
from officials import queries as office
from officials.models import RoleGrant, Unit, User
from officials.roles import Permission, Role
from portal.clocks import rules
from portal.outbox.models import Letter, State
from portal.uploads import queries as uploads
from portal.uploads.models import Upload

# Letters that tell the sender what came of it, and the states in which one has not arrived.
TELLING = ("answered", "transferred", "declined")
UNDELIVERED = (State.FAILED, State.UNKNOWN)
UNDELIVERED_MOST = 1_000
DAY = timedelta(days=1)
# Scans of handwriting and voices, kept apart from the files of a case: they are identity.
SCAN = "feedback.scan"
# Letters about many cases at once: their subjects count what a reader may not know of.
OF_UNITS = ("digest", "alarm", "routed_together")


def visible_to(user: User) -> QuerySet[Submission]:
    """Cases this account may read.

    Clerks and leaders: the ordinary cases in their organ's book. With officers, each for the own unit or a
    unit of the organ: the ordinary cases it must answer, unless withdrawn, and the open ones it is asked to
    help with. Reception: what they entered.
    Inspectors: what their decision names, while their days last. Named readers: the restricted cases of the
    organ that names them. Nobody else, administrators included.
    None of them a case that names the account's own official or somebody it stands under.
    """
    if not user.is_active:
        return Submission.objects.none()
    ordinary = Q(path=states.Path.ORDINARY)
    restricted = ~ordinary & Q(organ__in=_reads(user).restricted)
    return Submission.objects.filter(not_about(user), ordinary & _reach(user) | restricted)


def _reach(user: User) -> Q:
    """The ordinary cases the account's roles let it read, whoever is named in them; told at visible_to."""
    organs = office.roles_in(user, (Role.CLERK, Role.LEADER))
    units = office.units_where(user, Permission.HANDLE)
    reach = Q(organ__in=organs)
    reach |= _answers_in(user, organs | units) & ~Q(status=states.Status.WITHDRAWN)
    if office.roles_in(user, (Role.RECEPTION,)):
        reach |= Q(recorded_by=user)
    helping = _reads(user).helping
    if helping:
        reach |= Q(pk__in=helping, status__in=states.OPEN)
    for grant in office.grants_of(user):
        if grant.role == Role.INSPECTOR:
            reach |= inspected(grant)
    return reach


def inspected(grant: RoleGrant) -> Q:
    """What the decision of an inspection names: the organ's book, from one day to another."""
    days = (grant.scope_from or date.max, (grant.scope_to or date.min) + DAY)
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in days)
    return Q(organ=grant.unit_id, received_at__gte=begin, received_at__lt=end)


def not_about(user: User, case: str = "") -> Q:
    """Rows of cases that name neither the account's official nor somebody it stands under.

    `case` is the way from the row to its case, such as "submission__".
    """
    barring = sorted(office.barring(user))
    return ~Q(**{f"{case}concerned_ids__overlap": barring}) if barring else Q()


def was_taken_from(user: User, reference: str) -> bool:
    """Whether a case this account worked on is closed to it only because of who is named in it.

    Worked on: an event of its own. It would read the case now, or read it until the naming moved the book.
    """
    barring = sorted(office.barring(user))
    if not barring or not user.is_active:
        return False
    organs = office.roles_in(user, (Role.CLERK, Role.LEADER))
    moved = SubmissionEvent.objects.filter(
        submission=OuterRef("pk"), action=states.Action.CONCERN, changes__organ__0__in=list(organs)
    )
    return Submission.objects.filter(
        _reach(user) | Q(Exists(moved)),
        Exists(SubmissionEvent.objects.filter(submission=OuterRef("pk"), by=user)),
        reference=reference,
        path=states.Path.ORDINARY,
        concerned_ids__overlap=barring,
    ).exists()


def log_of(user: User) -> QuerySet[SubmissionEvent]:
    """The log as this auditor may read it, without cases that name them or somebody they stand under.

    To everybody else no row exists, so that no address tells which numbers were given.
    """
    if not user.has_perm("feedback.view_submissionevent"):
        return SubmissionEvent.objects.none()
    return SubmissionEvent.objects.filter(not_about(user, "submission__"))


@dataclass(frozen=True)
class Reads:
    """What an account reads beside what its roles say: organs' restricted cases, and cases it helps with."""

    restricted: list[int]
    helping: list[int]


def _reads(user: User) -> Reads:
    """Asked once for each user object, as its roles are, and in one statement."""
    cached: Reads | None = getattr(user, "_reads", None)
    if cached is None:
        units = office.units_where(user, Permission.HANDLE)
        asked = HelpRequest.objects.filter(
            unit__in=office.inside_of(user, units), ended_at__isnull=True, submission__status__in=states.OPEN
        )
        organs = user.restricted_for.order_by().values_list("pk", Value(False))
        rows = organs.union(asked.order_by().values_list("submission", Value(True)), all=True)
        found = [(pk, helps) for pk, helps in rows]
        cached = Reads([pk for pk, helps in found if not helps], [pk for pk, helps in found if helps])
        user._reads = cached  # type: ignore[attr-defined]
    return cached


def helping(user: User, cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Open cases in which a unit of this account is asked for help and has not replied."""
    units = office.inside_of(user, office.units_where(user, Permission.HANDLE))
    waits = HelpRequest.objects.filter(unit__in=units, ended_at__isnull=True, replied_at__isnull=True)
    return cases.filter(pk__in=waits.values("submission"), status__in=states.OPEN)


def files_of(case: Submission) -> QuerySet[Upload]:
    """Files of a case, for whoever may read the case."""
    return uploads.about("feedback.submission", case.pk)


def scans_of(case: Submission) -> QuerySet[Upload]:
    """Scans and recordings of a case; for whoever `permissions.can_see_scan` lets see them, nobody else."""
    return uploads.about(SCAN, case.pk)


def letters_visible_to(user: User, letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters whose state this account may see: those about cases it may read.

    The administrator, who keeps the mail running, sees the state of all; no page shows recipient or words.
    One who holds a post, and may be named in a case, sees neither letters about it nor the units' digests,
    whose subjects count it.
    """
    case_id = Case(When(about_type="feedback.submission", then=Cast("about_id", BigIntegerField())))
    if any(grant.role == Role.ADMINISTRATOR for grant in office.grants_of(user)):
        barring = sorted(office.barring(user))
        if not barring:
            return letters
        own = Submission.objects.filter(pk=OuterRef("case_id"), concerned_ids__overlap=barring)
        return letters.exclude(kind__in=OF_UNITS).annotate(case_id=case_id).filter(~Exists(own))
    visible = visible_to(user).filter(pk=OuterRef("case_id"))
    return letters.annotate(case_id=case_id).filter(Exists(visible))


def waiting_for(user: User, cases: QuerySet[Submission], on: date) -> QuerySet[Submission]:
    """Cases whose next step is this account's: sort, assign, handle, approve, read a restricted one.

    A question whose day for a reply has passed counts too: work goes on with what is there.
    """
    status = states.Status
    asked = Message.objects.filter(submission=OuterRef("pk"), kind=Message.Kind.QUESTION, reply_until__gte=on)
    unheard = Q(status=status.NEEDS_MORE) & ~Exists(asked)
    from_unit = Q(asked_from=status.ACCEPTED)
    desk = Q(organ__in=office.units_where(user, Permission.CLASSIFY))
    handling = _answers_in(user, office.units_where(user, Permission.HANDLE))
    ordinary = desk & (Q(status__in=states.UNROUTED) | unheard & ~from_unit)
    ordinary |= handling & (Q(status__in=(status.ROUTED, status.ACCEPTED)) | unheard & from_unit)
    approving = _answers_in(user, office.units_where(user, Permission.APPROVE))
    ordinary |= approving & Q(status=status.AWAITING_APPROVAL)
    asked_later = Extension.objects.filter(decision="").values("deadline__submission")
    ordinary |= approving & Q(status=status.ACCEPTED, pk__in=asked_later)
    restricted = ~Q(path=states.Path.ORDINARY) & Q(status=status.RECEIVED)
    # That they are open follows from the rest; said once more, it lets an index of open cases find them.
    return cases.filter(Q(path=states.Path.ORDINARY) & ordinary | restricted, status__in=states.OPEN)


def claims_of_others(user: User) -> QuerySet[Claim]:
    """Claims of colleagues that hold now, of the case a query knows as OuterRef; by the database's clock."""
    live = Claim.objects.filter(submission=OuterRef("pk"), until__gt=Now(), version=OuterRef("version"))
    return live.exclude(by=user)


def unwritten(cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Letters registered and not yet written down."""
    return cases.filter(is_transcribed=False, path=states.Path.ORDINARY)


def _answers_in(user: User, units: frozenset[int]) -> Q:
    """Cases that one of these units of the account, or a department inside one, must answer."""
    return Q(responsible__in=sorted(office.inside_of(user, units)))


def awaiting_approval(user: User, cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Cases whose answer waits for this account's yes."""
    mine = _answers_in(user, office.units_where(user, Permission.APPROVE))
    waiting = cases.filter(mine, status=states.Status.AWAITING_APPROVAL)
    return waiting.filter(path=states.Path.ORDINARY)


def publications_to_approve(user: User, cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Cases whose public version waits for this account's yes, its title beside them as `public_title`."""
    proposed = Publication.objects.filter(state=Publication.State.PROPOSED)
    mine = cases.filter(organ__in=office.units_where(user, Permission.APPROVE), path=states.Path.ORDINARY)
    title = proposed.filter(submission=OuterRef("pk")).values("title")
    return mine.filter(pk__in=proposed.values("submission")).annotate(public_title=Subquery(title))


def count_to_approve(user: User, cases: QuerySet[Submission]) -> int:
    """How many answers, later days and public versions wait for this account's yes."""
    answers, days = awaiting_approval(user, cases), extensions_to_decide(user, cases)
    waiting = [rows.order_by().values("pk") for rows in (answers, days, publications_to_approve(user, cases))]
    return waiting[0].union(*waiting[1:], all=True).count()


def suspected(cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Open opinions held back as suspected spam."""
    return cases.filter(suspected=True, status__in=states.OPEN)


def last_suspected_reading(user: User) -> SuspectedReading | None:
    """When the suspected opinions of this account's organs were last read through: the oldest of them."""
    organs = office.units_where(user, Permission.CLASSIFY)
    of_mine = SuspectedReading.objects.filter(organ__in=organs)
    newest = of_mine.order_by("organ_id", "-day").distinct("organ_id")
    readings = list(newest.select_related("by"))
    return min(readings, key=lambda row: row.day) if len(readings) == len(organs) and readings else None


def prepared_answers(user: User, day: date) -> list[BulkRun]:
    """Answers to many that this account prepared on a day, each with `all`, `sent` and its rows `left`."""
    runs = BulkRun.objects.filter(by=user, action=states.Action.ANSWER, undone_at__isnull=True, at__date=day)
    counts = {"all": Count("items"), "sent": Count("items", filter=Q(items__refusal=""))}
    refused = BulkItem.objects.exclude(refusal="").filter(submission__in=visible_to(user))
    left = Prefetch("items", refused.select_related("submission"), to_attr="left")
    return list(runs.annotate(**counts).prefetch_related(left).order_by("-at"))


def extension_asked(submission: Submission) -> Extension | None:
    """The request for a later day that waits for the leader."""
    waiting = Extension.objects.filter(deadline__submission=submission, decision="")
    return waiting.select_related("asked_by", "unit").first()


def extensions_to_decide(user: User, cases: QuerySet[Submission]) -> QuerySet[Extension]:
    """Requests for a later day that wait for this account's yes or no, the most urgent first."""
    mine = _answers_in(user, office.units_where(user, Permission.APPROVE))
    status = (states.Status.ACCEPTED, states.Status.AWAITING_APPROVAL)
    waiting = Extension.objects.filter(decision="").values("deadline__submission")
    decided = cases.filter(mine, path=states.Path.ORDINARY, status__in=status, pk__in=waiting)
    asked = Extension.objects.filter(decision="", deadline__submission__in=decided.values("pk"))
    return asked.select_related("deadline__submission", "unit").order_by("old_due", "pk")


def answer_target(submission: Submission) -> Deadline | None:
    """The day by which the office itself wants to have answered, while it runs."""
    running = submission.deadlines.filter(rule__code="answer_target", met_on__isnull=True)
    return running.select_related("rule").first()


def reopen_until(case: Submission, answered_on: date) -> date | None:
    """The last day on which the sender may ask for another look at an answer of this day; once in a case."""
    rule = rules.find("reopen", answered_on)
    if rule is None or case.events.filter(action=states.Action.REOPEN_BY_SENDER).exists():
        return None
    return rules.due_on(rule, answered_on)


def untold(cases: QuerySet[Submission]) -> QuerySet[Submission]:
    """Settled cases whose sender somebody must still tell, or whose letter could not be delivered."""
    letters = Letter.objects.filter(about_type="feedback.submission", kind__in=TELLING, state__in=UNDELIVERED)
    failed = [int(pk) for pk in letters.values_list("about_id", flat=True)[:UNDELIVERED_MOST]]
    settled = cases.filter(path=states.Path.ORDINARY, status__in=states.DONE)
    return settled.filter(Q(to_tell=True) | Q(pk__in=failed, told_on__isnull=True))


def overdue(cases: QuerySet[Submission], on: date) -> QuerySet[Submission]:
    """Open cases of which some deadline, by law or by the office's own target, has passed."""
    return cases.filter(due_on__lt=on)


def late_by_law(cases: QuerySet[Submission], on: date) -> QuerySet[Submission]:
    """Open cases past a deadline that a law or decree sets."""
    return cases.filter(law_due_on__lt=on)


def late_by_target(cases: QuerySet[Submission], on: date) -> QuerySet[Submission]:
    """Open cases past a target the office set itself."""
    return cases.filter(target_due_on__lt=on)


def due_this_week(cases: QuerySet[Submission], on: date) -> QuerySet[Submission]:
    """Open cases whose next deadline falls from this day to Sunday."""
    sunday = on + timedelta(days=6 - on.weekday())
    return cases.filter(due_on__range=(on, sunday))


def near_alarm(cases: QuerySet[Submission], on: date) -> QuerySet[Submission]:
    """Open cases within a week of the 45-day alarm of Art. 41(3)b, Decree 154/2026, or past it.

    Of the many cases with a day that soon, few have this one: indexes alone find those few.
    """
    last = on + timedelta(days=7)
    alarm = Deadline.objects.filter(
        submission=OuterRef("pk"), rule__code="alarm_45", due_on__lte=last, met_on__isnull=True
    )
    few = Submission.objects.filter(Exists(alarm), due_on__lte=last)
    return cases.filter(pk__in=few.order_by().values("pk"))


def is_about_conduct(submission: Submission) -> bool:
    """Conduct of officials or corruption: a person chooses who handles it, never a rule."""
    return submission.topic == states.Topic.CAN_BO or submission.field == states.Field.THAM_NHUNG


def named_bodies(submission: Submission) -> list[Unit]:
    return [concern.unit for concern in submission.live_concerns if concern.unit is not None]


def proposed_unit(submission: Submission, rule: RoutingRule | None) -> Unit | None:
    """Where the desk may send it: by rule, else away from a named body, else as the sender addressed it."""
    if rule is not None:
        return rule.responsible
    bodies = named_bodies(submission)
    desk = (bodies[0].organ or bodies[0]).conflict_desk if bodies else submission.addressed_to
    closed = office.units_of(submission.concerned_ids)
    return desk if desk is not None and desk.pk not in closed else None


def just_entered(user: User, body: str, name: str, now: datetime) -> Submission | None:
    """A case with these very words of a sender of this name, which this account entered within the hour."""
    rows = Submission.objects.filter(recorded_by=user, recorded_at__gte=now - timedelta(hours=1), body=body)
    for case in rows.filter(split_from=None).select_related("person")[:100]:
        if (case.person.full_name if case.person is not None else "") == name:
            return case
    return None
