"""A random sample of closed opinions that anybody can draw again: the same seed, the same opinions."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import MD5, Concat
from django.utils import timezone

from feedback import queries, states
from feedback.models import Submission
from officials import permissions as office
from officials.models import User
from officials.roles import Permission

MOST, LONGEST = 50, timedelta(days=366)


@dataclass(frozen=True)
class Sample:
    """What is drawn: opinions that came in from one day to another, how many, and the seed."""

    first: date
    last: date
    size: int
    seed: str


def may_draw(user: User) -> bool:
    """Leaders, who answer for what their people closed, and inspectors within their decision."""
    return any(office.holds_anywhere(user, verb) for verb in (Permission.LEAD, Permission.INSPECT))


def new_seed() -> str:
    """Eight digits that can be read aloud, chosen by nobody."""
    return f"{secrets.randbelow(10**8):08d}"


def draw(user: User, sample: Sample) -> QuerySet[Submission]:
    """Closed ordinary opinions this account may read, in the order the seed gives them.

    The order depends on the number of each opinion and the seed alone, so that an opinion added or closed
    later changes the place of no other.
    """
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (sample.first, sample.last))
    closed = queries.visible_to(user).filter(
        path=states.Path.ORDINARY,
        status=states.Status.CLOSED,
        received_at__gte=start,
        received_at__lt=end + timedelta(days=1),
    )
    lot = MD5(Concat(F("reference"), Value(sample.seed), output_field=CharField()))
    cases = closed.select_related("responsible").defer("search", "toned", "sealed")
    return cases.order_by(lot, "reference")[: sample.size]
