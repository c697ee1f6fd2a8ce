"""The citizen's pages, and the way of staff to a case; every rule is in workflow, queries and tracking."""

from feedback.views.answers import feed as published_feed
from feedback.views.answers import listing as published_list
from feedback.views.answers import show as published
from feedback.views.followup import add_words, consent, rate, withdraw
from feedback.views.opinion import submit
from feedback.views.pages import complain, complaint_paper, denounce, home
from feedback.views.slip import receipt
from feedback.views.staff import case
from feedback.views.status import file, leave, lost_code, track
from feedback.views.unproven import csrf_failure

__all__ = [
    "add_words",
    "case",
    "complain",
    "complaint_paper",
    "consent",
    "csrf_failure",
    "denounce",
    "file",
    "home",
    "leave",
    "lost_code",
    "published",
    "published_feed",
    "published_list",
    "rate",
    "receipt",
    "submit",
    "track",
    "withdraw",
]
