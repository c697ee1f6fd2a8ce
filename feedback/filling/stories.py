"""How an invented opinion went: its steps by the table of transitions, and when; no row is made here."""

from dataclasses import dataclass
from functools import cache
from random import Random

from feedback import states
from feedback.states import Action, Path, Status

DAY = 86_400
# How many in a thousand go which way.
WAYS: tuple[tuple[int, tuple[Action, ...]], ...] = (
    (770, (Action.CLASSIFY, Action.ROUTE, Action.ACCEPT, Action.ANSWER, Action.CLOSE)),
    (50, (Action.CLASSIFY, Action.ROUTE, Action.ACCEPT, Action.ASK, Action.SUPPLY, Action.ANSWER)),
    (30, (Action.CLASSIFY, Action.ROUTE, Action.HAND_BACK, Action.ROUTE, Action.ACCEPT, Action.ANSWER)),
    (60, (Action.CLASSIFY, Action.TRANSFER, Action.CLOSE)),
    (45, (Action.DECLINE, Action.CLOSE)),
    (25, (Action.CLASSIFY, Action.WITHDRAW)),
    (15, (Action.CLASSIFY, Action.ROUTE, Action.ACCEPT, Action.ANSWER, Action.REOPEN, Action.ROUTE)),
    (5, (Action.RESTRICT,)),
)
WEIGHTS, CHOICES = zip(*WAYS, strict=True)
# Days from the step before, at least and at most.
GAPS = {
    Action.CLASSIFY: (0, 3),
    Action.ROUTE: (0, 2),
    Action.ACCEPT: (0, 4),
    Action.ASK: (1, 3),
    Action.SUPPLY: (1, 7),
    Action.ANSWER: (2, 22),
    Action.SUBMIT_ANSWER: (2, 20),
    Action.APPROVE: (0, 3),
    Action.CLOSE: (5, 30),
    Action.HAND_BACK: (0, 3),
    Action.TRANSFER: (0, 4),
    Action.DECLINE: (0, 5),
    Action.WITHDRAW: (0, 6),
    Action.REOPEN: (2, 12),
    Action.RESTRICT: (0, 3),
}
STUCK = 0.006  # share of opinions left lying at some step, however old


@dataclass(frozen=True)
class Step:
    action: Action
    before: str
    after: str
    meets: tuple[str, ...]


@cache
def steps_of(way: tuple[Action, ...], needs_approval: bool) -> tuple[Step, ...]:
    """Walk the table of transitions; an organ that asks for its leader's yes takes two steps to answer."""
    steps: list[Step] = []
    here, asked_from = str(Status.RECEIVED), ""
    two = (Action.SUBMIT_ANSWER, Action.APPROVE)
    for action in [a for step in way for a in (two if needs_approval and step == Action.ANSWER else (step,))]:
        row = next(iter(states.rows(Path.ORDINARY, action, here)))
        after = asked_from if row.target == states.BACK else row.target
        asked_from = here if after == Status.NEEDS_MORE else ""
        steps.append(Step(action, here, after, row.meets))
        here = after
    return tuple(steps)


def draw(random: Random, received: int, now: int, needs_approval: bool) -> list[tuple[Step, int]]:
    """The steps taken until now, each with its second; all count from the same midnight."""
    way = random.choices(CHOICES, WEIGHTS)[0]
    steps = steps_of(way, needs_approval)
    if random.random() < STUCK:
        steps = steps[: random.randrange(len(steps))]
    taken, at = [], received
    for step in steps:
        least, most = GAPS[step.action]
        at += random.randint(least * DAY + 600, most * DAY)
        if at >= now:
            break
        taken.append((step, at))
    return taken
