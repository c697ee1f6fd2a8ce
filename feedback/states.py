"""The life of an opinion: kinds, paths, statuses and the one table of transitions; nothing else decides."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Path(TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    COMPLAINT = "complaint", _("Complaint")
    DENUNCIATION = "denunciation", _("Denunciation")


class Kind(TextChoices):
    """What the sender says it is; complaint and denunciation have their own way and are no choice here."""

    KHONG_RO = "khong_ro", _("I am not sure, please sort it for me")
    PHAN_ANH = "phan_anh", _("Report something that is happening")
    KIEN_NGHI = "kien_nghi", _("Petition")
    GOP_Y = "gop_y", _("Opinion to build the Party and the government")
    HOI_DAP = "hoi_dap", _("Question about policy or procedure")
    KHEN_NGOI = "khen_ngoi", _("Praise, thanks")


class LegalKind(TextChoices):
    """What the clerk finds it to be in law; the declared kind stays beside it."""

    PHAN_ANH = "phan_anh", pgettext_lazy("legal kind", "Report")
    KIEN_NGHI = "kien_nghi", pgettext_lazy("legal kind", "Petition")
    GOP_Y = "gop_y", pgettext_lazy("legal kind", "Opinion")
    HOI_DAP = "hoi_dap", pgettext_lazy("legal kind", "Question")
    KHEN_NGOI = "khen_ngoi", pgettext_lazy("legal kind", "Praise")
    KHIEU_NAI = "khieu_nai", pgettext_lazy("legal kind", "Complaint")
    TO_CAO = "to_cao", pgettext_lazy("legal kind", "Denunciation")
    NOI_DUNG_TO_CAO = "thong_tin_co_noi_dung_to_cao", pgettext_lazy("legal kind", "Information that accuses")


ORDINARY_KINDS = (
    LegalKind.PHAN_ANH,
    LegalKind.KIEN_NGHI,
    LegalKind.GOP_Y,
    LegalKind.HOI_DAP,
    LegalKind.KHEN_NGOI,
)
# Kinds under Art. 28(1) of the Law on citizen reception 42/2013: the sender is told within 10 working days.
KINDS_WITH_NOTICE = frozenset({LegalKind.PHAN_ANH, LegalKind.KIEN_NGHI})
PATH_OF_KIND = {
    LegalKind.KHIEU_NAI: Path.COMPLAINT,
    LegalKind.TO_CAO: Path.DENUNCIATION,
    LegalKind.NOI_DUNG_TO_CAO: Path.DENUNCIATION,
}


class Channel(TextChoices):
    TRUC_TIEP = "truc_tiep", _("In person")
    HOM_THU = "hom_thu", _("Letter box")
    BUU_CHINH = "buu_chinh", _("Post")
    DIEN_THOAI = "dien_thoai", _("Telephone")
    CONG_TRUC_TUYEN = "cong_truc_tuyen", _("This portal")
    THU_DIEN_TU = "thu_dien_tu", _("E-mail")
    TIEP_CONG_DAN = "tiep_cong_dan", _("Citizen reception")
    TIEP_XUC_CU_TRI = "tiep_xuc_cu_tri", _("Voter meeting")
    DOI_THOAI = "doi_thoai", _("Dialogue")
    TOA_DAM = "toa_dam", _("Roundtable")
    CHUYEN_DEN = "chuyen_den", _("Passed on by another body")


class Topic(TextChoices):
    """The four groups of matters on which people are asked for their opinion."""

    THUC_HIEN = "thuc_hien", _("How Party rules, policy and law are carried out")
    CAN_BO = "can_bo", _("Conduct and duty of Party members, officials and civil servants")
    VAN_BAN = "van_ban", _("Draft documents, and how directives and resolutions are carried out")
    CHUC_NANG = "chuc_nang", _("How Party and state bodies do their job")
    KHONG_RO = "khong_ro", pgettext_lazy("topic", "I am not sure")


class Field(TextChoices):
    DAT_DAI = "dat_dai", _("Land and housing")
    CHINH_SACH = "chinh_sach", _("Benefits and policy")
    GIAI_PHONG_MAT_BANG = "giai_phong_mat_bang", _("Site clearance and compensation")
    MOI_TRUONG = "moi_truong", _("Environment")
    HA_TANG = "ha_tang", _("Roads, electricity, water")
    Y_TE = "y_te", _("Health care")
    GIAO_DUC = "giao_duc", _("Education")
    AN_NINH = "an_ninh", _("Security and public order")
    THU_TUC = "thu_tuc", _("Procedures and service attitude")
    DAN_TOC = "dan_toc", _("Ethnic and religious affairs")
    TU_PHAP = "tu_phap", _("Justice")
    DANG_DOAN_THE = "dang_doan_the", _("Party and organisations")
    THAM_NHUNG = "tham_nhung", _("Corruption and misconduct")
    KHAC = "khac", _("Other matters")


class ReplyBy(TextChoices):
    PAGE = "page", _("Tracking page")
    EMAIL = "email", pgettext_lazy("reply by", "E-mail")
    PHONE = "phone", pgettext_lazy("reply by", "Telephone")
    POST = "post", _("Letter by post")
    DESK = "desk", _("Collect at the intake desk")


class Outcome(TextChoices):
    TIEP_THU = "tiep_thu", _("Taken up")
    TIEP_THU_MOT_PHAN = "tiep_thu_mot_phan", _("Taken up in part")
    GIAI_TRINH = "giai_trinh", _("Explained")
    GHI_NHAN = "ghi_nhan_nghien_cuu", _("Noted for study")
    KHONG_THUOC = "khong_thuoc_tham_quyen", _("Not within competence")


class Helpful(TextChoices):
    YES = "yes", pgettext_lazy("helpful", "Yes")
    PARTLY = "partly", pgettext_lazy("helpful", "Partly")
    NO = "no", pgettext_lazy("helpful", "No")


class Ground(TextChoices):
    """Why an opinion is declined; each has its own sentence on the tracking page."""

    NOT_OURS = "not_ours", _("Belongs to another body; the sender is guided there")
    ANSWERED_BEFORE = "answered_before", _("Answered before, no new facts")
    OTHER = "other", _("Other ground")


class Status(TextChoices):
    RECEIVED = "received", _("Received")
    CLASSIFIED = "classified", _("Classified")
    ROUTED = "routed", _("Assigned, waiting for the unit")
    RETURNED = "returned", _("Handed back by the unit")
    ACCEPTED = "accepted", _("In work")
    NEEDS_MORE = "needs_more", _("Waiting for the sender")
    AWAITING_APPROVAL = "awaiting_approval", _("Waiting for the leader's approval")
    ANSWERED = "answered", _("Answered")
    TRANSFERRED = "transferred", _("Passed on outside")
    DECLINED = "declined", _("Declined")
    REOPENED = "reopened", _("Reopened")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


OPEN = (
    Status.RECEIVED,
    Status.CLASSIFIED,
    Status.ROUTED,
    Status.RETURNED,
    Status.ACCEPTED,
    Status.NEEDS_MORE,
    Status.AWAITING_APPROVAL,
    Status.REOPENED,
)
# Work on the matter is over, whatever the result; only CLOSED and WITHDRAWN carry closed_at.
DONE = (Status.ANSWERED, Status.TRANSFERRED, Status.DECLINED, Status.CLOSED, Status.WITHDRAWN)
ENDED = (Status.CLOSED, Status.WITHDRAWN)
EVERY = tuple(Status)
UNROUTED = (Status.RECEIVED, Status.CLASSIFIED, Status.RETURNED, Status.REOPENED)
WITH_UNIT = (Status.ROUTED, Status.RETURNED, Status.ACCEPTED, Status.AWAITING_APPROVAL, Status.ANSWERED)


class Action(TextChoices):
    SUBMIT = "submit", pgettext_lazy("action", "Receive")
    CLASSIFY = "classify", pgettext_lazy("action", "Classify")
    ROUTE = "route", pgettext_lazy("action", "Assign")
    ACCEPT = "accept", pgettext_lazy("action", "Accept")
    HAND_BACK = "hand_back", pgettext_lazy("action", "Hand back")
    ASK = "ask", pgettext_lazy("action", "Ask for more")
    RESUME = "resume", pgettext_lazy("action", "Go on without more")
    SUPPLY = "supply", pgettext_lazy("action", "Sender supplied more")
    ADD_WORDS = "add_words", pgettext_lazy("action", "Sender added words")
    SUBMIT_ANSWER = "submit_answer", pgettext_lazy("action", "Send to the leader")
    APPROVE = "approve", pgettext_lazy("action", "Approve and send")
    SEND_BACK = "send_back", pgettext_lazy("action", "Send back to revise")
    ANSWER = "answer", pgettext_lazy("action", "Send the answer")
    TRANSFER = "transfer", pgettext_lazy("action", "Pass on to another body")
    DECLINE = "decline", pgettext_lazy("action", "Decline or guide")
    CLOSE = "close", pgettext_lazy("action", "Close")
    REOPEN = "reopen", pgettext_lazy("action", "Reopen")
    WITHDRAW = "withdraw", pgettext_lazy("action", "Withdraw")
    RESTRICT = "restrict", pgettext_lazy("action", "Move to restricted handling")
    MARK_SPAM = "mark_spam", pgettext_lazy("action", "Suspected spam")
    CLEAR_SUSPICION = "clear_suspicion", pgettext_lazy("action", "Not spam")
    RATE = "rate", pgettext_lazy("action", "Sender rated the answer")
    REVEAL = "reveal", pgettext_lazy("action", "Contact details seen")
    NOTE = "note", pgettext_lazy("action", "Internal note")
    CONCERN = "concern", pgettext_lazy("action", "Concerned in this matter")
    UNCONCERN = "unconcern", pgettext_lazy("action", "Take back who is concerned")
    CALENDAR = "calendar", pgettext_lazy("action", "Deadline moved by the calendar")


class Words(TextChoices):
    """Whether an action asks for words, and who reads them."""

    NONE = "none", ""
    INTERNAL = "internal", ""
    PUBLIC = "public", ""


BACK = "back"  # target: the status from which more was asked
SAME = "same"  # target: the status does not change
DESK = "desk"  # target: handed back when the unit that has it may hold it no longer, else no change
CITIZEN = "citizen"  # permission: whoever holds the tracking code
NAMED = "named"  # permission: the readers an organ names for restricted handling


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `permission` is a value of officials.roles.Permission, CITIZEN or NAMED. `held_at` says whose unit must
    grant it: the book's organ or the responsible unit. `when` names a boolean property of the submission that
    must be true. `meets` lists the deadline rules the action fulfils.
    """

    action: Action
    sources: tuple[Status, ...]
    target: str
    permission: str
    held_at: str = "organ"
    letter: str = ""
    words: Words = Words.NONE
    when: str = ""
    meets: tuple[str, ...] = ()
    path: Path = Path.ORDINARY


_NOTICE = ("notice", "notice_target")
_ANSWER = (*_NOTICE, "answer_target", "alarm_45")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Action.CLASSIFY, UNROUTED, Status.CLASSIFIED, "classify"),
    Transition(
        # Until the unit takes it up, the desk may give it to another: a wrong press is no dead end.
        Action.ROUTE,
        (Status.CLASSIFIED, Status.ROUTED, Status.RETURNED, Status.REOPENED),
        Status.ROUTED,
        "route",
        letter="routed",
        when="is_classified",
    ),
    Transition(Action.ACCEPT, (Status.ROUTED,), Status.ACCEPTED, "handle", "responsible", meets=_NOTICE),
    Transition(
        Action.HAND_BACK,
        (Status.ROUTED, Status.ACCEPTED),
        Status.RETURNED,
        "handle",
        "responsible",
        words=Words.INTERNAL,
    ),
    Transition(
        Action.ASK,
        (Status.RECEIVED, Status.CLASSIFIED),
        Status.NEEDS_MORE,
        "classify",
        letter="needs_more",
        words=Words.PUBLIC,
    ),
    Transition(
        Action.ASK,
        (Status.ACCEPTED,),
        Status.NEEDS_MORE,
        "handle",
        "responsible",
        letter="needs_more",
        words=Words.PUBLIC,
    ),
    Transition(Action.RESUME, (Status.NEEDS_MORE,), BACK, "classify", words=Words.INTERNAL),
    Transition(
        Action.RESUME,
        (Status.NEEDS_MORE,),
        BACK,
        "handle",
        "responsible",
        words=Words.INTERNAL,
        when="is_asked_by_unit",
    ),
    Transition(Action.SUPPLY, (Status.NEEDS_MORE,), BACK, CITIZEN, words=Words.PUBLIC),
    Transition(
        Action.ADD_WORDS,
        tuple(s for s in OPEN if s != Status.NEEDS_MORE)
        + (Status.ANSWERED, Status.TRANSFERRED, Status.DECLINED),
        SAME,
        CITIZEN,
        words=Words.PUBLIC,
    ),
    Transition(
        Action.SUBMIT_ANSWER,
        (Status.ACCEPTED,),
        Status.AWAITING_APPROVAL,
        "handle",
        "responsible",
        when="answer_needs_approval",
    ),
    Transition(
        Action.APPROVE,
        (Status.AWAITING_APPROVAL,),
        Status.ANSWERED,
        "approve",
        "responsible",
        letter="answered",
        meets=_ANSWER,
    ),
    Transition(
        Action.SEND_BACK,
        (Status.AWAITING_APPROVAL,),
        Status.ACCEPTED,
        "approve",
        "responsible",
        words=Words.INTERNAL,
    ),
    Transition(
        Action.ANSWER,
        (Status.ACCEPTED,),
        Status.ANSWERED,
        "handle",
        "responsible",
        letter="answered",
        when="answer_goes_at_once",
        meets=_ANSWER,
    ),
    Transition(
        Action.TRANSFER,
        UNROUTED,
        Status.TRANSFERRED,
        "transfer",
        letter="transferred",
        when="is_classified",
        meets=_ANSWER,
    ),
    Transition(
        Action.DECLINE,
        UNROUTED,
        Status.DECLINED,
        "decline",
        letter="declined",
        words=Words.PUBLIC,
        meets=_ANSWER,
    ),
    Transition(
        Action.CLOSE,
        (Status.ANSWERED, Status.TRANSFERRED, Status.DECLINED),
        Status.CLOSED,
        "close",
    ),
    Transition(
        Action.REOPEN,
        (Status.ANSWERED, Status.TRANSFERRED, Status.DECLINED, Status.CLOSED),
        Status.REOPENED,
        "close",
        words=Words.INTERNAL,
    ),
    Transition(Action.WITHDRAW, OPEN, Status.WITHDRAWN, CITIZEN),
    Transition(
        Action.RESTRICT,
        tuple(Status),  # whenever it is found out, after a withdrawal too
        Status.RECEIVED,
        "restrict",
        words=Words.INTERNAL,
    ),
    Transition(Action.MARK_SPAM, (Status.RECEIVED,), SAME, "classify", when="is_trusted"),
    Transition(Action.CLEAR_SUSPICION, OPEN, SAME, "classify", when="suspected"),
    Transition(Action.RATE, (Status.ANSWERED, Status.CLOSED), SAME, CITIZEN, when="is_answered"),
    # Whom it is about, at any time: whoever is named must not read what was settled either.
    Transition(Action.CONCERN, EVERY, DESK, "classify", letter="entrusted"),
    Transition(Action.UNCONCERN, EVERY, SAME, "classify", words=Words.INTERNAL, when="has_concerns"),
    *(
        row
        for path in (Path.COMPLAINT, Path.DENUNCIATION)
        for row in (
            Transition(Action.CLOSE, (Status.RECEIVED,), Status.CLOSED, NAMED, path=path),
            Transition(Action.CONCERN, EVERY, SAME, NAMED, path=path),
            Transition(
                Action.UNCONCERN,
                EVERY,
                SAME,
                NAMED,
                words=Words.INTERNAL,
                when="has_concerns",
                path=path,
            ),
        )
    ),
)


def rows(path: str, action: str, status: str) -> tuple[Transition, ...]:
    """Rows of the table for an action taken from a status on a path; more than one when two desks may act."""
    return tuple(t for t in TRANSITIONS if t.path == path and t.action == action and status in t.sources)
