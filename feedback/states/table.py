"""The actions and the one table of transitions; whatever is not a row here cannot happen."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from feedback.states.kinds import EVERY, OPEN, UNROUTED, Path, Status


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
    PAPER = "paper", pgettext_lazy("action", "Paper made")
    PAPER_NUMBER = "paper_number", pgettext_lazy("action", "Number of a paper recorded")
    INSPECT = "inspect", pgettext_lazy("action", "Read by an inspector")
    BUNDLE = "bundle", pgettext_lazy("action", "Case file taken")
    CONCERN = "concern", pgettext_lazy("action", "Concerned in this matter")
    UNCONCERN = "unconcern", pgettext_lazy("action", "Take back who is concerned")
    TRANSCRIBE = "transcribe", pgettext_lazy("action", "Write down the text")
    REGISTER = "register", pgettext_lazy("action", "Enter in the register")
    REMARK = "remark", pgettext_lazy("action", "Remark in the register")
    CORRECT_RECEIVED = "correct_received", pgettext_lazy("action", "Correct the received date")
    REPLACE_CODE = "replace_code", pgettext_lazy("action", "New tracking code at the desk")
    SPLIT = "split", pgettext_lazy("action", "Split into several matters")
    MERGE = "merge", pgettext_lazy("action", "Merge again")
    UNMERGE = "unmerge", pgettext_lazy("action", "Undo the merge")
    NOT_NAMED = "not_named", pgettext_lazy("action", "Not concerned")
    EXTEND = "extend", pgettext_lazy("action", "Ask for a later day")
    GRANT_EXTENSION = "grant_extension", pgettext_lazy("action", "Agree to the later day")
    REFUSE_EXTENSION = "refuse_extension", pgettext_lazy("action", "Refuse the later day")
    WAIT_ENDED = "wait_ended", pgettext_lazy("action", "The days to reply are over")
    REMIND = "remind", pgettext_lazy("action", "Urge the unit")
    ASK_HELP = "ask_help", pgettext_lazy("action", "Ask another unit to help")
    REPLY_HELP = "reply_help", pgettext_lazy("action", "Reply of the unit that helps")
    END_HELP = "end_help", pgettext_lazy("action", "Help no longer needed")
    PASS_ON = "pass_on", pgettext_lazy("action", "Pass on to another unit")
    ALARM = "alarm", pgettext_lazy("action", "The leader was told of the 45 days")
    CALENDAR = "calendar", pgettext_lazy("action", "Deadline moved by the calendar")
    PREPARE = "prepare", pgettext_lazy("action", "Prepare the public version")
    PROPOSE = "propose", pgettext_lazy("action", "Propose publication to the leader")
    PUBLISH = "publish", pgettext_lazy("action", "Publish")
    TAKE_DOWN = "take_down", pgettext_lazy("action", "Take the public version down")
    GIVE_CONSENT = "give_consent", pgettext_lazy("action", "Sender agreed to publication")
    REOPEN_BY_SENDER = "reopen_by_sender", pgettext_lazy("action", "Sender asked for another look")
    TELL = "tell", pgettext_lazy("action", "Record that the sender was told")
    UNDO = "undo", pgettext_lazy("action", "Take back a step taken on many")
    WITHDRAW_CONSENT = "withdraw_consent", pgettext_lazy("action", "Sender took back the consent to publish")


class Words(TextChoices):
    """Whether an action asks for words, and who reads them."""

    NONE = "none", ""
    INTERNAL = "internal", ""
    PUBLIC = "public", ""


BACK = "back"  # target: the status from which more was asked
SAME = "same"  # target: the status does not change
DESK = "desk"  # target: handed back when the unit that has it may hold it no longer, else no change
WAS = "was"  # target: the status before the step that is taken back
CITIZEN = "citizen"  # permission: whoever holds the tracking code
CLOCK = "clock"  # permission: nobody; it happens by itself when its day has come
NAMED = "named"  # permission: the readers an organ names for restricted handling


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `permission` is a value of officials.roles.Permission, CITIZEN, CLOCK or NAMED. `held_at` says whose unit
    must grant it: the book's organ or the responsible unit. `when` names a boolean property of the submission
    that must be true. `meets` lists the deadline rules the action fulfils.
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
_ACCEPTANCE = ("complaint_acceptance", "denunciation_acceptance")
_ANSWER = (*_NOTICE, "answer_target", "alarm_45")
_PUBLIC = (Status.ANSWERED, Status.CLOSED)
_SETTLED = (Status.ANSWERED, Status.TRANSFERRED, Status.DECLINED, Status.CLOSED)

TRANSITIONS: tuple[Transition, ...] = (
    # What nobody has written down yet cannot be sorted or answered.
    Transition(Action.CLASSIFY, UNROUTED, Status.CLASSIFIED, "classify", when="is_transcribed"),
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
        when="is_transcribed",
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
    # Once, until the day the answer named.
    Transition(
        Action.REOPEN_BY_SENDER,
        (Status.ANSWERED, Status.CLOSED),
        Status.REOPENED,
        CITIZEN,
        words=Words.PUBLIC,
        when="may_be_looked_at_again",
    ),
    # Answered is not told: who has no mail address, or wants a call or a paper, is told by somebody.
    Transition(Action.TELL, _SETTLED, SAME, "classify", when="is_untold"),
    Transition(Action.TELL, _PUBLIC, SAME, "handle", "responsible", when="is_untold"),
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
    # Only the words a check let pass go out; where the organ asks for its leader's yes, after that.
    Transition(Action.PROPOSE, _PUBLIC, SAME, "publish", when="publication_needs_approval"),
    Transition(Action.PUBLISH, _PUBLIC, SAME, "publish", when="publication_goes_at_once"),
    Transition(Action.PUBLISH, _PUBLIC, SAME, "approve", when="publication_is_proposed"),
    Transition(Action.TAKE_DOWN, EVERY, SAME, "publish", words=Words.INTERNAL, when="is_published"),
    Transition(Action.GIVE_CONSENT, EVERY, SAME, CITIZEN, when="lacks_consent"),
    Transition(Action.WITHDRAW_CONSENT, EVERY, SAME, CITIZEN, when="consent_publish"),
    # A letter with several matters: each part goes its own way, and back while nobody has been given it.
    Transition(Action.SPLIT, UNROUTED, SAME, "classify", when="is_whole"),
    Transition(Action.MERGE, (Status.RECEIVED, Status.CLASSIFIED), Status.MERGED, "classify", when="is_part"),
    Transition(Action.UNMERGE, (Status.MERGED,), Status.CLASSIFIED, "classify", when="is_part"),
    # Hand-over and later days; see workflow/handover.py and workflow/extension.py.
    Transition(
        Action.PASS_ON,
        (Status.ROUTED, Status.ACCEPTED),
        Status.ROUTED,
        "handle",
        "responsible",
        letter="routed",
        words=Words.INTERNAL,
    ),
    *(
        Transition(Action.REMIND, (Status.ROUTED, Status.ACCEPTED), SAME, permission, letter="reminded")
        for permission in ("route", "lead")
    ),
    *(
        Transition(
            Action.ASK_HELP,
            (Status.ROUTED, Status.ACCEPTED),
            SAME,
            permission,
            held_at,
            letter="help_asked",
            words=Words.INTERNAL,
        )
        for permission, held_at in (("handle", "responsible"), ("route", "organ"))
    ),
    Transition(Action.EXTEND, (Status.ACCEPTED,), SAME, "handle", "responsible", when="may_ask_extension"),
    Transition(
        Action.GRANT_EXTENSION,
        (Status.ACCEPTED, Status.AWAITING_APPROVAL),
        SAME,
        "approve",
        "responsible",
        letter="extended",
        when="is_extension_asked",
    ),
    Transition(
        Action.REFUSE_EXTENSION,
        (Status.ACCEPTED, Status.AWAITING_APPROVAL),
        SAME,
        "approve",
        "responsible",
        words=Words.INTERNAL,
        when="is_extension_asked",
    ),
    Transition(Action.WAIT_ENDED, (Status.NEEDS_MORE,), BACK, CLOCK),
    # Whom it is about, at any time: whoever is named must not read what was settled either.
    Transition(Action.CONCERN, EVERY, DESK, "classify", letter="entrusted"),
    # The question whether somebody is named, answered with no.
    Transition(Action.NOT_NAMED, EVERY, SAME, "classify"),
    Transition(Action.UNCONCERN, EVERY, SAME, "classify", words=Words.INTERNAL, when="has_concerns"),
    Transition(Action.TRANSCRIBE, OPEN, SAME, "enter", when="is_from_desk"),
    Transition(Action.REGISTER, EVERY, SAME, "classify", when="is_unregistered"),
    Transition(Action.REMARK, EVERY, SAME, "classify", when="is_registered"),
    Transition(Action.CORRECT_RECEIVED, EVERY, SAME, "classify", words=Words.INTERNAL, when="is_from_desk"),
    # A step taken on many cases at once may be taken back for ten minutes, where nothing happened since.
    *(
        Transition(Action.UNDO, (status,), WAS, permission, when="is_undoable")
        for status, permission in (
            (Status.RECEIVED, "classify"),
            (Status.CLASSIFIED, "classify"),
            (Status.ROUTED, "route"),
            (Status.CLOSED, "close"),
        )
    ),
    *(
        row
        for path in (Path.COMPLAINT, Path.DENUNCIATION)
        for row in (
            Transition(Action.CLOSE, (Status.RECEIVED,), Status.CLOSED, NAMED, meets=_ACCEPTANCE, path=path),
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
