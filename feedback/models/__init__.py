"""The register's rows: fields, constraints, indexes, facts about one row."""

from feedback.models.answer import Answer
from feedback.models.arrival import Arrival
from feedback.models.bulk import BulkItem, BulkRun
from feedback.models.canned import CannedReply
from feedback.models.claim import Claim
from feedback.models.concern import Concern
from feedback.models.daily import SuspectedReading
from feedback.models.deadline import Deadline, DeadlineCount, DeadlinePause
from feedback.models.event import Reveal, SubmissionEvent
from feedback.models.extension import Extension
from feedback.models.helping import HelpRequest
from feedback.models.letter_box import BoxLetter, BoxOpening, BoxRemark, LetterBox
from feedback.models.message import Message, Note
from feedback.models.paper import CaseDocument, DocumentTemplate, style_of
from feedback.models.printed_slip import PrintedSlip, SlipSheet
from feedback.models.publication import Publication
from feedback.models.register import RegisterEntry, RegisterRemark, RegisterYear
from feedback.models.routing import RoutingRevision, RoutingRule
from feedback.models.saved import SavedFilter
from feedback.models.submission import Submission
from feedback.models.tally import Tally, TallyDelta

__all__ = [
    "Answer",
    "Arrival",
    "BoxLetter",
    "BoxOpening",
    "BoxRemark",
    "BulkItem",
    "BulkRun",
    "CannedReply",
    "CaseDocument",
    "Claim",
    "Concern",
    "Deadline",
    "DeadlineCount",
    "DeadlinePause",
    "DocumentTemplate",
    "Extension",
    "HelpRequest",
    "LetterBox",
    "Message",
    "Note",
    "PrintedSlip",
    "Publication",
    "RegisterEntry",
    "RegisterRemark",
    "RegisterYear",
    "Reveal",
    "RoutingRevision",
    "RoutingRule",
    "SavedFilter",
    "SlipSheet",
    "Submission",
    "SubmissionEvent",
    "SuspectedReading",
    "Tally",
    "TallyDelta",
    "style_of",
]
