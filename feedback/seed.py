"""What the register needs before it serves: a tally, where there are cases and none was ever kept."""

from feedback.models import Submission, Tally, TallyDelta
from feedback.workflow import tally


def load() -> None:
    """Count a register that is older than its tally, as after an update; else do nothing."""
    if Submission.objects.exists() and not (Tally.objects.exists() or TallyDelta.objects.exists()):
        tally.mend()
