"""How many receptions, turns, people and dialogues there were: always counted from rows, never typed in."""

from datetime import date

from django.db.models import Count, Q, Sum

from officials.models import Unit
from sessions_app.models import Meeting, Turn
from sessions_app.states import A_CROWD, RECEPTIONS, TOOK_PLACE, Kind, Status

# Days of a leader, by the calendar or because of something urgent; the daily desk is none.
OF_LEADERS = [kind.value for kind in RECEPTIONS if kind != Kind.REGULAR]


def figures(first: date, last: date, unit: Unit | None = None) -> dict[str, int]:
    """Counts from the first to the last day, of one organ or of all.

    `reception_sessions` leaders' receptions held, also when nobody came; `reception_turns` rows of the
    register, a group being one; `reception_people` heads present in them; `crowd_groups` turns of five people
    and more with one matter; `dialogues`, `voter_meetings`, `roundtables` held.
    """
    meetings = Meeting.objects.filter(day__range=(first, last), status__in=TOOK_PLACE)
    turns = Turn.objects.filter(received_on__range=(first, last))
    if unit is not None:
        meetings, turns = meetings.filter(organ=unit), turns.filter(organ=unit)
    of_meetings = meetings.aggregate(
        reception_sessions=Count("pk", filter=Q(kind__in=OF_LEADERS)),
        dialogues=Count("pk", filter=Q(kind=Kind.DIALOGUE)),
        dialogue_people=Sum("attendance", filter=Q(kind=Kind.DIALOGUE, status=Status.HELD)),
        voter_meetings=Count("pk", filter=Q(kind=Kind.VOTERS)),
        roundtables=Count("pk", filter=Q(kind=Kind.ROUNDTABLE)),
    )
    of_turns = turns.aggregate(
        reception_turns=Count("pk"),
        reception_people=Sum("people"),
        crowd_groups=Count("pk", filter=Q(people__gte=A_CROWD)),
    )
    return {name: count or 0 for name, count in (of_meetings | of_turns).items()}
