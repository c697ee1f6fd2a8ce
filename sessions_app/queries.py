"""Named reads of meetings: what the public sees, whose desk sees which, and duty against days held."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from officials import queries as office
from officials.models import Official, Tenure, Unit, User
from officials.models.dated import valid_on
from officials.roles import Permission
from portal.clocks import rules
from sessions_app import waiting
from sessions_app.models import (
    DutyRule,
    Meeting,
    MeetingEvent,
    Point,
    Registration,
    Schedule,
    Ticket,
    Turn,
    TurnBook,
)
from sessions_app.states import (
    BY_CALENDAR,
    ENDED,
    NEEDS_NOBODY,
    TOLD_LATER,
    TOOK_PLACE,
    Action,
    Booking,
    Kind,
    Per,
    Status,
)

POSTING = "calendar_posting"
COLUMNS = ("organ", "post", "moved_to", "moved_from", "chair", "council_session")


def posted() -> QuerySet[Meeting]:
    """What anybody may read: every meeting that was posted, also one put off or cancelled since."""
    return Meeting.objects.filter(posted_at__isnull=False).select_related(*COLUMNS)


def in_year(meetings: QuerySet[Meeting], year: int) -> QuerySet[Meeting]:
    return meetings.filter(day__range=(date(year, 1, 1), date(year, 12, 31)))


def organs_that_posted() -> QuerySet[Unit]:
    """Each with `years_posted`, the years of what it posted."""
    rows = Unit.objects.filter(meetings__posted_at__isnull=False)
    years = ArrayAgg(ExtractYear("meetings__day"), distinct=True)
    return rows.annotate(years_posted=years).order_by("position", "pk")


def kept_by(user: User) -> frozenset[int]:
    """The organs whose calendar this account keeps."""
    return office.units_where(user, Permission.MEET) if user.is_active else frozenset()


def organs_of(user: User) -> frozenset[int]:
    """The organs whose calendar this account keeps or that it leads."""
    return kept_by(user) | office.units_where(user, Permission.LEAD) if user.is_active else frozenset()


def visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings of the organs whose calendar this account keeps or that it leads."""
    return Meeting.objects.filter(organ__in=organs_of(user)).select_related(*COLUMNS)


def schedules_of(user: User) -> QuerySet[Schedule]:
    """The schedules of posts in the organs whose calendar this account keeps."""
    organs = kept_by(user)
    mine = Q(post__unit__in=organs) | Q(post__unit__organ__in=organs)
    return Schedule.objects.filter(mine).select_related("post__unit__organ")


def schedules_in(organs: Iterable[int], year: int) -> list[Schedule]:
    """Schedules of posts in these organs that hold on some day of the year."""
    rows = Schedule.objects.filter(Q(post__unit__in=organs) | Q(post__unit__organ__in=organs))
    rows = rows.filter(valid_from__lte=date(year, 12, 31)).exclude(valid_to__lt=date(year, 1, 1))
    return list(rows.select_related("post__unit"))


Named = TypeVar("Named", Point, Registration)


def not_naming(rows: QuerySet[Named], user: User) -> QuerySet[Named]:
    """Without those whose words may name this account's holder: who is complained about does not read it."""
    official = Official.objects.filter(user=user).values_list("pk", flat=True).first()
    return rows if official is None else rows.exclude(may_name_ids__contains=[official])


def with_holders(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Give each meeting its `holder`: who holds the post on that day; one statement for all."""
    rows = list(meetings)
    tenures: dict[int, list[Tenure]] = defaultdict(list)
    posts = {row.post_id for row in rows if row.post_id is not None}
    if posts:
        for tenure in Tenure.objects.filter(post__in=posts).select_related("official"):
            tenures[tenure.post_id].append(tenure)
    for row in rows:
        held = tenures[row.post_id] if row.post_id is not None else []
        row.holder = next((t.official for t in held if t.is_valid_on(row.day)), None)
    return rows


def holder_on(post_id: int, day: date) -> Official | None:
    """Who holds a post on a day; an acting head holds it too."""
    tenure = Tenure.objects.filter(valid_on(day), post=post_id).select_related("official").first()
    return tenure.official if tenure is not None else None


def deputies_at(meeting: Meeting) -> list[Official]:
    """Deputies who meet the voters; nothing is asked of other meetings."""
    return list(meeting.deputies.all()) if meeting.kind == Kind.VOTERS else []


def post_by(meeting: Meeting) -> date | None:
    """The last day on which it may be posted (Art. 24, Law on Citizen Reception 42/2013).

    None for what is no day of the reception calendar, and where no rule of that day is known.
    """
    return due_after(POSTING, meeting.day) if meeting.kind in BY_CALENDAR else None


def is_posted_late(meeting: Meeting, now: date | None = None) -> bool:
    """Whether it was posted after the last day for it, or is not posted and that day is over."""
    last = post_by(meeting)
    posted_on = timezone.localdate(meeting.posted_at) if meeting.posted_at else now or timezone.localdate()
    return last is not None and posted_on > last


@dataclass(frozen=True)
class MonthOfDuty:
    """Days held by the holder of a post in a month, and days required; None where no rule gives a number."""

    month: int
    held: int
    delegated: int
    required: int | None
    is_over: bool

    @property
    def is_short(self) -> bool:
        return self.is_over and self.required is not None and self.held < self.required


@dataclass(frozen=True)
class YearOfDuty:
    schedule: Schedule
    rule: DutyRule | None
    months: list[MonthOfDuty]

    @property
    def held(self) -> int:
        return sum(month.held for month in self.months)

    @property
    def required(self) -> int | None:
        known = [month.required for month in self.months if month.required is not None]
        return sum(known) if known else None


def duty_in(schedules: Sequence[Schedule], year: int, today: date) -> list[YearOfDuty]:
    """Days held against days required, a post and month.

    Counted in days: two halves of one day are one. A delegated day is not the holder's. What fell on a day
    off counts in the month it was held in.
    """
    rules_of: dict[str, list[DutyRule]] = defaultdict(list)
    for rule in DutyRule.objects.all():
        rules_of[rule.duty].append(rule)
    own: dict[int, set[date]] = defaultdict(set)
    others: dict[int, set[date]] = defaultdict(set)
    held = in_year(Meeting.objects.filter(post__in={s.post_id for s in schedules}), year)
    held = held.filter(status__in=TOOK_PLACE, kind__in=[kind.value for kind in BY_CALENDAR])
    for post, day, delegated in held.values_list("post", "day", "by_delegation"):
        (others if delegated else own)[post].add(day)
    return [_year_of(s, rules_of[s.duty], own[s.post_id], others[s.post_id], year, today) for s in schedules]


def _year_of(
    schedule: Schedule, known: list[DutyRule], own: set[date], others: set[date], year: int, today: date
) -> YearOfDuty:
    months = []
    for month in range(1, 13):
        first = date(year, month, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        rule = next((rule for rule in known if rule.is_valid_on(first)), None)
        is_his = schedule.is_valid_on(first) or schedule.is_valid_on(last)
        months.append(
            MonthOfDuty(
                month=month,
                held=sum(day.month == month for day in own),
                delegated=sum(day.month == month for day in others - own),
                required=required_in(rule, first, last) if rule is not None and is_his else None,
                is_over=last < today,
            )
        )
    in_force = next((rule for rule in known if rule.is_valid_on(today)), next(iter(known), None))
    return YearOfDuty(schedule, in_force, months)


def required_in(rule: DutyRule, first: date, last: date) -> int:
    """Days the rule asks for in a month; a rule by the week asks for each week that begins in it."""
    if rule.per == Per.MONTH:
        return rule.days
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return rule.days * sum(day.isoweekday() == 1 for day in days)


def places_free(meeting: Meeting) -> int:
    """Places still to be registered for; 0 also where the meeting offers none."""
    return meeting.seats.filter(registration=None).count()


def booked(meeting: Meeting) -> dict[str, int]:
    """How many registrations stand where, and how many people come with a place."""
    counts = meeting.registrations.aggregate(
        confirmed=Count("pk", filter=Q(state=Booking.CONFIRMED)),
        waiting=Count("pk", filter=Q(state=Booking.WAITING)),
        people=Sum("people", filter=Q(state=Booking.CONFIRMED)),
    )
    return {name: count or 0 for name, count in counts.items()}


def books_of(user: User) -> list[TurnBook]:
    """Reception registers of the organs whose calendar this account keeps, the latest years first."""
    return list(TurnBook.objects.filter(organ__in=kept_by(user)).select_related("organ")[:12])


def looks_at(registration: Registration) -> list[MeetingEvent]:
    """Who looked at a registration's name and matter, and why: its holder reads this."""
    seen = MeetingEvent.objects.filter(action=Action.LOOK, changes__registrations__contains=registration.pk)
    return list(seen.select_related("meeting__organ").order_by("-at"))


def not_come_yet(meeting: Meeting) -> list[Registration]:
    """Registrations that stand and have taken no number, those with a place first."""
    rows = meeting.registrations.exclude(state__in=ENDED).filter(ticket=None)
    return list(rows.order_by("state", "number").only("number", "state", "people", "meeting"))


def line_of(meeting: Meeting, status: str) -> list[Ticket]:
    """Numbers of a meeting at one status, as they are called."""
    return list(meeting.tickets.filter(status=status).order_by("rank", "lined_up_at", "number"))


def ahead_of(ticket: Ticket) -> int:
    """How many numbers are called before this one, as the line stands."""
    line = Ticket.objects.filter(meeting=ticket.meeting_id, status=waiting.Status.WAITING)
    same = Q(rank=ticket.rank)
    earlier = Q(lined_up_at__lt=ticket.lined_up_at)
    earlier |= Q(lined_up_at=ticket.lined_up_at, number__lt=ticket.number)
    return line.filter(Q(rank__lt=ticket.rank) | same & earlier).count()


MINUTES, CONCLUSION, REFUSAL = "meeting_minutes", "meeting_conclusion", "refusal_notice"
LOOKED_BACK = timedelta(days=120)
NOTICE = "notice"  # within ten working days, whoever came is told (Art. 28(1), Law 42/2013)


def due_after(code: str, day: date) -> date | None:
    """By when a paper follows a meeting of that day; None where no rule of that day is known."""
    rule = rules.find(code, day)
    return rules.due_on(rule, day) if rule is not None else None


def last_missed(code: str, today: date) -> date | None:
    """The last day whose paper, due by this rule, is late today; None where no rule of these months is known.

    Papers of later days fall due later: the days are halved until one is left.
    """
    first = today - LOOKED_BACK
    if due_after(code, first) is None:
        return None
    missed, not_missed = 0, 2 * LOOKED_BACK.days
    while not_missed - missed > 1:
        middle = (missed + not_missed) // 2
        due = due_after(code, first + timedelta(days=middle))
        if due is not None and due < today:
            missed = middle
        else:
            not_missed = middle
    return first + timedelta(days=missed)


def unsigned() -> QuerySet[Meeting]:
    """Meetings that took place and whose minutes nobody signed; sample rows are not asked about."""
    held = Meeting.objects.filter(status__in=TOOK_PLACE, is_sample=False)
    return held.exclude(minutes__signed_on__isnull=False).order_by("day")


def without_minutes(user: User) -> QuerySet[Meeting]:
    """Unsigned ones of the organs whose calendar this account keeps."""
    return unsigned().filter(organ__in=kept_by(user))


def unannounced() -> QuerySet[Meeting]:
    """Meetings somebody came to and of which no conclusion notice is recorded."""
    held = Meeting.objects.filter(status=Status.HELD, is_sample=False)
    return held.filter(conclusion_notice=None).order_by("day")


def without_notice(user: User) -> QuerySet[Meeting]:
    """Unannounced ones of the organs whose calendar this account keeps."""
    return unannounced().filter(organ__in=kept_by(user))


def refusals_without_notice(user: User) -> QuerySet[Turn]:
    """Turns refused on a ground that needs a written notice, none of which is recorded yet."""
    rows = Turn.objects.filter(organ__in=kept_by(user), ground__needs_notice=True, refusal_notice=None)
    return rows.select_related("meeting").order_by("received_on")


def turns_to_raise(user: User) -> QuerySet[Turn]:
    """Turns that need a notice and are no opinion of the register yet, where that clock runs."""
    rows = Turn.objects.filter(organ__in=kept_by(user), outcome__in=TOLD_LATER, raised=None, is_sample=False)
    return rows.order_by("received_on")


def points_of(user: User) -> QuerySet[Point]:
    """Questions and recommendations of meetings this account keeps or leads, and of units it handles for."""
    if not user.is_active:
        return Point.objects.none()
    mine = Q(meeting__organ__in=organs_of(user)) | Q(unit__in=office.units_where(user, Permission.HANDLE))
    rows = Point.objects.filter(mine, meeting__posted_at__isnull=False, meeting__moved_to=None)
    rows = rows.exclude(meeting__status=Status.CANCELLED)
    return not_naming(rows.select_related("meeting__organ", "unit"), user)


def unanswered(points: QuerySet[Point]) -> QuerySet[Point]:
    """Those a unit was given and has not answered."""
    return points.filter(unit__isnull=False, reply="").exclude(way__in=NEEDS_NOBODY)


def waiting_to_be_posted(user: User, today: date) -> QuerySet[Meeting]:
    """Planned meetings still to come, the next first."""
    organs = kept_by(user)
    return Meeting.objects.filter(organ__in=organs, status=Status.PLANNED, day__gte=today)


def waiting_to_be_recorded(user: User, today: date) -> QuerySet[Meeting]:
    """Posted meetings whose day has come or gone and of which nobody recorded what came of them."""
    return Meeting.objects.filter(organ__in=kept_by(user), status=Status.POSTED, day__lte=today)
