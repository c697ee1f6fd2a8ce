"""What the register needs before it serves: paper templates, its tally, the history of its rules."""

from feedback.models import RoutingRule, Submission, Tally, TallyDelta
from feedback.papers import shipped
from feedback.workflow import save_rule, tally


def load() -> None:
    """Keep the shipped templates; after an update count an older register and begin the history of rules."""
    shipped.load()
    if Submission.objects.exists() and not (Tally.objects.exists() or TallyDelta.objects.exists()):
        tally.mend()
    for rule in RoutingRule.objects.filter(revision=0):
        save_rule(rule, by=None)
