"""What a meeting is, where it stands, and the one table of what may be done to it."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """Kinds of meetings; the values are terms of law and office."""

    REGULAR = "tcd_thuong_xuyen", _("Regular citizen reception")
    PERIODIC = "tcd_dinh_ky", _("Periodic citizen reception")
    EXTRAORDINARY = "tcd_dot_xuat", _("Extraordinary citizen reception")
    SECRETARY = "tcd_bi_thu", _("Reception of the Party secretary")
    COUNCIL = "tcd_hdnd", _("Reception of the people's council")
    VOTERS = "txct", _("Voter meeting")
    DIALOGUE = "doi_thoai", _("Dialogue")
    ROUNDTABLE = "toa_dam", _("Roundtable")
    CRITICISM = "phan_bien", _("Supervision and social-criticism conference")
    OUTREACH = "quan_triet", _("Study and outreach meeting")


# Days on which the holder of a post receives people by a calendar.
BY_CALENDAR = (Kind.PERIODIC, Kind.SECRETARY, Kind.COUNCIL)
RECEPTIONS = (Kind.REGULAR, *BY_CALENDAR, Kind.EXTRAORDINARY)


class Audience(TextChoices):
    """With whom a dialogue is held (domain of the kind `doi_thoai`)."""

    PEOPLE = "nhan_dan", _("People")
    ENTERPRISES = "doanh_nghiep_htx", _("Enterprises and cooperatives")
    YOUTH = "thanh_nien", _("Youth")
    FARMERS = "nong_dan", _("Farmers")
    WORKERS = "cong_nhan", _("Workers")
    SUBJECTS = "doi_tuong_thi_hanh", _("Those a decision concerns")


class VoterForm(TextChoices):
    """At which occasion deputies meet voters (domain of the kind `txct`)."""

    BEFORE_SESSION = "truoc_ky_hop", _("Before a session of the council")
    AFTER_SESSION = "sau_ky_hop", _("After a session of the council")
    TOPIC = "chuyen_de", _("On one topic")
    GROUP = "doi_tuong", _("With one group of voters")
    AT_HOME = "noi_cu_tru", _("Where the deputy lives")
    AT_WORK = "noi_lam_viec", _("Where the deputy works")


class Mode(TextChoices):
    IN_PERSON = "truc_tiep", _("In person")
    ONLINE = "truc_tuyen", _("Online")


class Duty(TextChoices):
    """Whose duty to receive a law counts in days; which posts have it is the office's to say."""

    CHAIR_PROVINCE = "chu_tich_tinh", _("Chair of a provincial people's committee")
    CHAIR_DISTRICT = "chu_tich_huyen", _("Chair of a district people's committee")
    CHAIR_COMMUNE = "chu_tich_xa", _("Chair of a communal people's committee")
    OTHER_HEAD = "thu_truong_khac", _("Head of another state body or public service unit")
    SECRETARY_PROVINCE = "bi_thu_tinh", _("Secretary of a provincial Party committee")
    SECRETARY_COMMUNE = "bi_thu_xa", _("Secretary of a communal Party committee")


class Per(TextChoices):
    WEEK = "week", pgettext_lazy("per", "week")
    MONTH = "month", pgettext_lazy("per", "month")


class Status(TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    POSTED = "posted", pgettext_lazy("meeting", "Posted")
    POSTPONED = "postponed", pgettext_lazy("meeting", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")
    HELD = "held", pgettext_lazy("meeting", "Held")
    NOBODY_CAME = "nobody_came", pgettext_lazy("meeting", "Held, nobody came")


class Booking(TextChoices):
    """Where a registration stands."""

    CONFIRMED = "confirmed", pgettext_lazy("registration", "Has a place")
    WAITING = "waiting", pgettext_lazy("registration", "On the waiting list")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled by whoever registered")
    DROPPED = "dropped", pgettext_lazy("registration", "Meeting cancelled")


ENDED = (Booking.CANCELLED, Booking.DROPPED)
MOST_PEOPLE = 500
# From so many people with one matter on, some speak for all (Art. 29, Law on Citizen Reception 42/2013).
A_CROWD, MANY = 5, 10


class Matter(TextChoices):
    """Column 6 of the reception register: what was brought, in law."""

    COMPLAINT = "khieu_nai", pgettext_lazy("legal kind", "Complaint")
    DENUNCIATION = "to_cao", pgettext_lazy("legal kind", "Denunciation")
    PETITION = "kien_nghi", pgettext_lazy("legal kind", "Petition")
    REPORT = "phan_anh", pgettext_lazy("legal kind", "Report")


class TurnOutcome(TextChoices):
    """Columns 9 to 11 of the reception register, and what else may follow from a turn."""

    ACCEPTED = "thu_ly", pgettext_lazy("turn", "Accepted for settlement")
    ANSWERED = "tra_loi_ngay", pgettext_lazy("turn", "Answered at once")
    GUIDED = "huong_dan", pgettext_lazy("turn", "Guided")
    RETURNED = "tra_don", pgettext_lazy("turn", "Paper returned, guided to another body")
    FORWARDED = "chuyen_don", pgettext_lazy("turn", "Passed on to another body")
    URGED = "don_doc", pgettext_lazy("turn", "A body below was urged")
    ENDED = "giai_thich_cham_dut", pgettext_lazy("turn", "Explained, asked to end")
    REPORTED = "bao_cao_cap_tren", pgettext_lazy("turn", "Reported to the level above")
    REFUSED = "tu_choi_tiep", pgettext_lazy("turn", "Refused")


# Of these whoever came has yet to be told what becomes of the matter (Art. 28(1), Law 42/2013).
TOLD_LATER = (TurnOutcome.ACCEPTED, TurnOutcome.FORWARDED, TurnOutcome.URGED, TurnOutcome.REPORTED)


class Way(TextChoices):
    """What becomes of a question or an opinion raised at a meeting (domain §2.E)."""

    TO_ANSWER = "cho_tra_loi", pgettext_lazy("point", "To be answered on the day")
    AT_ONCE = "tai_cho", pgettext_lazy("point", "Answered at the meeting")
    IN_WRITING = "van_ban", pgettext_lazy("point", "Answered in writing later")
    FORWARDED = "chuyen", pgettext_lazy("point", "Passed on")
    OUTSIDE = "ngoai_tq", pgettext_lazy("point", "Outside our competence")


# With these a question waits for no unit.
NEEDS_NOBODY = (Way.AT_ONCE, Way.OUTSIDE)


class Competence(TextChoices):
    """Whose business a voter's opinion is (domain §2.C)."""

    COMMUNE = "xa", pgettext_lazy("competence", "Commune")
    PROVINCE = "tinh", pgettext_lazy("competence", "Province")
    CENTRE = "trung_uong", pgettext_lazy("competence", "Central bodies")


class Result(TextChoices):
    """What came of a recommendation in the end (domain §1.7)."""

    SOLVED = "da_giai_quyet", pgettext_lazy("recommendation", "Settled")
    UNDER_WAY = "dang_giai_quyet", pgettext_lazy("recommendation", "Being settled")
    TO_COME = "se_giai_quyet", pgettext_lazy("recommendation", "To be settled by a plan")
    EXPLAINED = "giai_trinh", pgettext_lazy("recommendation", "Explained")
    TAKEN = "tiep_thu", pgettext_lazy("recommendation", "Taken up")
    TAKEN_IN_PART = "tiep_thu_mot_phan", pgettext_lazy("recommendation", "Taken up in part")


# A draft is changed or not; what voters ask for is done or not.
OF_DRAFTS = (Result.TAKEN, Result.TAKEN_IN_PART, Result.EXPLAINED)
OF_REQUESTS = (Result.SOLVED, Result.UNDER_WAY, Result.TO_COME, Result.EXPLAINED)


def results_at(kind: str) -> tuple[Result, ...]:
    """What may come of what was raised at a meeting of this kind."""
    return OF_DRAFTS if kind == Kind.CRITICISM else OF_REQUESTS


class Promise(TextChoices):
    """Where a commitment stands; whether it is late follows from its day."""

    OPEN = "open", pgettext_lazy("commitment", "Under way")
    DONE = "done", pgettext_lazy("commitment", "Done")
    DROPPED = "dropped", pgettext_lazy("commitment", "Ended without being done")


# Meetings with many: what is said there and promised may be shown to everybody.
OPEN_TO_ALL = (Kind.VOTERS, Kind.DIALOGUE, Kind.ROUNDTABLE, Kind.CRITICISM)

TOOK_PLACE = (Status.HELD, Status.NOBODY_CAME)


class Action(TextChoices):
    PLAN = "plan", pgettext_lazy("meeting", "Enter in the calendar")
    EDIT = "edit", pgettext_lazy("meeting", "Change what is written")
    MOVE = "move", pgettext_lazy("meeting", "Moved by the calendar of holidays")
    POST = "post", pgettext_lazy("meeting", "Post")
    POSTPONE = "postpone", pgettext_lazy("meeting", "Postpone")
    CANCEL = "cancel", pgettext_lazy("meeting", "Cancel the meeting")
    HOLD = "hold", pgettext_lazy("meeting", "Record as held")
    RETRACT = "retract", pgettext_lazy("meeting", "Take the record back")
    LOOK = "look", pgettext_lazy("meeting", "Look at who registered")


@dataclass(frozen=True)
class Transition:
    """From which statuses an action leads where; `kinds` limits it to those, `needs_words` asks why."""

    action: Action
    before: tuple[Status, ...]
    after: Status | None
    kinds: tuple[Kind, ...] = tuple(Kind)
    needs_words: bool = False


TRANSITIONS = (
    Transition(Action.EDIT, (Status.PLANNED, Status.POSTED), None),
    Transition(Action.MOVE, (Status.PLANNED,), None, BY_CALENDAR),
    Transition(Action.POST, (Status.PLANNED,), Status.POSTED),
    Transition(Action.POSTPONE, (Status.POSTED,), Status.POSTPONED, needs_words=True),
    Transition(Action.CANCEL, (Status.PLANNED, Status.POSTED), Status.CANCELLED, needs_words=True),
    Transition(Action.HOLD, (Status.POSTED,), Status.HELD),
    # Urgent matters do not wait for a calendar (Art. 18(3), Law on Citizen Reception 42/2013).
    Transition(Action.HOLD, (Status.PLANNED,), Status.HELD, (Kind.EXTRAORDINARY, Kind.REGULAR)),
    # Changes nothing; what was looked at is written down.
    Transition(Action.LOOK, (Status.POSTED, *TOOK_PLACE), None, needs_words=True),
    Transition(Action.RETRACT, TOOK_PLACE, Status.POSTED, needs_words=True),
)


def has_turns(status: str, kind: str) -> bool:
    """Whether people are received at it; urgent matters and the daily desk wait for no posting."""
    is_unposted = status == Status.PLANNED and kind in (Kind.EXTRAORDINARY, Kind.REGULAR)
    return is_unposted or status in (Status.POSTED, Status.HELD)


def row(action: str, status: str, kind: str) -> Transition | None:
    """The row of the table that lets this be done to a meeting of this kind at this status."""
    return next(
        (r for r in TRANSITIONS if r.action == action and status in r.before and kind in r.kinds), None
    )
