"""What the register needs before it serves: a tally where none was kept, and the history of its rules."""

from feedback.models import RoutingRule, Submission, Tally, TallyDelta
from feedback.workflow import save_rule, tally


def load() -> None:
    """After an update count a register older than its tally, and begin the history of rules older than it."""
    if Submission.objects.exists() and not (Tally.objects.exists() or TallyDelta.objects.exists()):
        tally.mend()
    for rule in RoutingRule.objects.filter(revision=0):
        save_rule(rule, by=None)
