"""Which template a paper is made from."""

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from feedback import states
from feedback.models import DocumentTemplate, style_of
from officials.models import Unit


def template_for(kind: states.Paper, organ: Unit, on: date) -> DocumentTemplate | None:
    """The organ's own, else the office's for this style, else the one that came with the portal."""
    return in_use(kind, on).filter(Q(organ=organ) | Q(organ=None, style=style_of(organ))).first()


def in_use(kind: states.Paper, on: date) -> QuerySet[DocumentTemplate]:
    """Templates of a paper in force that day, the one to take first."""
    nearness = Case(
        When(organ__isnull=False, then=Value(0)),
        When(uploaded_by__isnull=False, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    kept = DocumentTemplate.objects.filter(kind=kind, valid_from__lte=on)
    return kept.order_by(nearness, "-valid_from", "-version")


def ids_in_use(on: date) -> set[int]:
    """What papers made that day are made from: for each style, and each organ that has its own."""
    first: dict[tuple[str, str, int | None], int] = {}
    for kind in states.Paper:
        for pk, style, organ in in_use(kind, on).values_list("pk", "style", "organ"):
            first.setdefault((kind, style, organ), pk)
    return set(first.values())
