"""The tally: how many cases stand in which cell, so that figures cost the same at any size of register."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from feedback import states
from officials.models import Unit

HALF = 15  # the 15th begins the second half of a month; the months of statistics begin there too


class Kind(models.TextChoices):
    """What a cell counts; a half counts the same as its kind by half months, for long spans."""

    FIELD = "field"
    FIELD_HALF = "field_half"
    CHANNEL = "channel"
    CHANNEL_HALF = "channel_half"
    ANSWERED = "answered"
    ANSWERED_HALF = "answered_half"
    OPEN = "open"
    LAW = "law"
    TARGET = "target"


OF_OPEN = (Kind.OPEN, Kind.LAW, Kind.TARGET)
ON_TIME, LATE = "on_time", "late"  # the keys of answers
COLUMNS = "kind, day, organ_id, responsible_id, withdrawn, key"


class Cell(models.Model):
    """Where a case counts. No constraint to the units: the case's own keys hold them already."""

    kind = models.CharField(max_length=15)
    day = models.DateField(null=True)
    organ = models.ForeignKey(
        Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    responsible = models.ForeignKey(
        Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", null=True
    )
    withdrawn = models.BooleanField()
    key = models.CharField(max_length=20, blank=True)
    count = models.IntegerField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.day or ''} {self.organ_id}/{self.responsible_id or ''} {self.key}"


class Tally(Cell):
    """One cell and its count, as far as it is folded."""

    class Meta(Cell.Meta):
        constraints = [
            # The leader's figures of a kind and a span of days read along it; the fold finds its cell by it.
            models.UniqueConstraint(
                name="feedback_tally_one_a_cell",
                fields=["kind", "day", "organ", "responsible", "withdrawn", "key"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="feedback_tally_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="feedback_tally_day_unless_open",
                condition=Q(kind="open", day__isnull=True) | (~Q(kind="open") & Q(day__isnull=False)),
            ),
        ]
        # The fold clears away cells that came to nought.
        indexes = [models.Index(name="feedback_tally_nought", fields=["id"], condition=Q(count=0))]


class TallyDelta(Cell):
    """What one change added to a cell or took from it, not yet folded; inserted with the change itself."""

    class Meta(Cell.Meta):
        constraints = [
            models.CheckConstraint(name="feedback_tallydelta_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="feedback_tallydelta_not_nought", condition=~Q(count=0)),
        ]


def _in(statuses: tuple[states.Status, ...]) -> str:
    return ", ".join(f"'{status.value}'" for status in statuses)


def _half_of(day: str) -> str:
    month = f"date_trunc('month', {day})::date"
    return f"{month} + CASE WHEN extract(day FROM {day}) < {HALF} THEN 0 ELSE {HALF - 1} END"


def cells(where: str, withdrawn: str = "s.status = 'withdrawn'") -> str:
    """SQL of the cells in which the cases of a condition count, one row each; the one place that says so.

    Only the ordinary path counts, no suspected spam, no part merged with its letter again. `s` is the case.
    A cell of the tally holds none that names an official (see `PLAIN`): those each reader counts live.
    """
    local = f"AT TIME ZONE '{settings.TIME_ZONE}')::date"
    # OFFSET 0 keeps the planner from writing each expression out once a cell.
    return f"""
SELECT s.id AS submission_id, cell.kind, cell.day, s.organ_id, s.responsible_id,
    {withdrawn} AS withdrawn, cell.key
FROM feedback_submission s
CROSS JOIN LATERAL (
    SELECT (s.received_at {local} AS received, (s.answered_at {local} AS answered,
        CASE WHEN s.answered_at IS NOT NULL THEN
            CASE WHEN EXISTS (
                SELECT FROM feedback_deadline d JOIN clocks_rule r ON r.id = d.rule_id
                WHERE d.submission_id = s.id AND r.code = 'answer_target' AND d.met_on <= d.due_on
            ) THEN '{ON_TIME}'::varchar ELSE '{LATE}'::varchar END
        END AS punctual
    OFFSET 0
) AS told
CROSS JOIN LATERAL (
    SELECT 'field'::varchar, told.received, s.field
    UNION ALL SELECT 'field_half'::varchar, {_half_of("told.received")}, s.field
    UNION ALL SELECT 'channel'::varchar, told.received, s.channel
    UNION ALL SELECT 'channel_half'::varchar, {_half_of("told.received")}, s.channel
    UNION ALL SELECT 'answered'::varchar, told.answered, told.punctual WHERE told.answered IS NOT NULL
    UNION ALL SELECT 'answered_half'::varchar, {_half_of("told.answered")}, told.punctual
        WHERE told.answered IS NOT NULL
    UNION ALL SELECT 'open'::varchar, NULL::date, ''::varchar WHERE s.status IN ({_in(states.OPEN)})
    UNION ALL SELECT CASE WHEN r.is_statutory THEN 'law' ELSE 'target' END::varchar,
        min(d.due_on), ''::varchar
        FROM feedback_deadline d JOIN clocks_rule r ON r.id = d.rule_id
        WHERE d.submission_id = s.id AND d.met_on IS NULL AND d.due_on IS NOT NULL
            AND s.status IN ({_in(states.OPEN)})
        GROUP BY r.is_statutory
) AS cell (kind, day, key)
WHERE s.path = '{states.Path.ORDINARY.value}' AND NOT s.suspected AND NOT {REJOINED} AND ({where})"""


PLAIN = "s.concerned_ids = '{}'"
REJOINED = f"(s.status = '{states.Status.MERGED.value}' AND s.split_from_id IS NOT NULL)"
NAMING = "s.concerned_ids <> '{}'"
IN_HAND = f"s.status IN ({_in(states.OPEN)})"
