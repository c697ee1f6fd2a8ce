"""The leader's page put together from counts: tiles, the load of each unit, figures; it counts nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback import states
from feedback.models.tally import ON_TIME
from feedback.tallied import Scope
from officials.models import Unit
from portal import charts
from portal.templatetags.portal_tags import grouped
from reports import periods, queries
from reports.forms import NONE, PeriodForm, dates
from reports.periods import Period, Span
from reports.queries import Show

Words = str | Promise


@dataclass(frozen=True)
class Number:
    """A number and the address of its list; nought has no list in a table."""

    value: int
    url: str = ""


@dataclass(frozen=True)
class Tile:
    key: str
    label: Words
    number: str
    url: str
    note: str = ""
    tone: str = ""
    more: Number | None = None


@dataclass(frozen=True)
class UnitRow:
    label: str
    organ: str
    numbers: Sequence[Number]


class Dashboard:
    """Everything the page shows for one leader, one span and the organs chosen."""

    def __init__(self, form: PeriodForm, scope: Scope, approvals: int) -> None:
        self.form = form
        self.span = form.span
        self.approvals = approvals
        self.loads = queries.loads(scope, form.today)
        self.groups = queries.groups(scope, self.span)
        self.answers, self.on_time = self.groups.answers.total(), self.groups.answers[ON_TIME]
        from_day = periods.REPORT_DAY if form.named == Period.REPORT_YEAR else 1
        self.months = periods.last_months(self.span, form.today, from_day=from_day)
        self.received_by_month, self.answered_by_month = queries.by_month(scope, self.months)
        ids = {load.unit for load in self.loads} | set(self.groups.units)
        self.units: Mapping[Any, Unit] = Unit.objects.select_related("organ").in_bulk(ids - {None})

    def url(self, show: Show, **values: str) -> str:
        return reverse("reports:case_list") + self.form.query(show=show, **values)

    @property
    def organ_names(self) -> str:
        return ", ".join(organ.label for organ in self.form.chosen_organs)

    @property
    def received(self) -> int:
        return self.groups.units.total()

    @property
    def period_name(self) -> str:
        label = str(Period(self.form.named).label)
        return f"{label} {self.span.last.year}" if self.form.named == Period.REPORT_YEAR else label

    @property
    def tiles_now(self) -> list[Tile]:
        by_law = sum(load.late_by_law for load in self.loads)
        by_target = sum(load.late_by_target for load in self.loads)
        return [
            Tile(
                "approval",
                _("Waiting for my approval"),
                grouped(self.approvals),
                reverse("feedback:approvals"),
                tone="waiting" if self.approvals else "",
            ),
            self._tile(Show.LATE_BY_LAW, by_law, tone="late" if by_law else ""),
            self._tile(Show.LATE_BY_TARGET, by_target, tone="waiting" if by_target else ""),
            self._tile(Show.OPEN, sum(load.open for load in self.loads)),
        ]

    @property
    def tiles_of_period(self) -> list[Tile]:
        late = self.answers - self.on_time
        share = f"{self.on_time * 100 // self.answers}%" if self.answers else "–"
        note = _("%(some)s of %(all)s answers") % {
            "some": grouped(self.on_time),
            "all": grouped(self.answers),
        }
        return [
            self._tile(Show.RECEIVED, self.received),
            self._tile(Show.ANSWERED, self.answers),
            Tile(
                Show.ON_TIME,
                Show.ON_TIME.label,
                share,
                self.url(Show.ON_TIME),
                note=note if self.answers else _("No answer was sent in these days."),
                more=Number(late, self.url(Show.AFTER_TARGET)) if late else None,
            ),
        ]

    def _tile(self, show: Show, count: int, tone: str = "") -> Tile:
        return Tile(show, show.label, grouped(count), self.url(show), tone=tone)

    @property
    def unit_rows(self) -> list[UnitRow]:
        rows = []
        for load in self.loads:
            code = self._code(load.unit)
            counts = {
                Show.OPEN: load.open,
                Show.LATE_BY_LAW: load.late_by_law,
                Show.LATE_BY_TARGET: load.late_by_target,
            }
            numbers = [Number(n, self.url(show, unit=code) if n else "") for show, n in counts.items()]
            rows.append(UnitRow(self._name(load.unit), self._organ(load.unit), numbers))
        return rows

    @property
    def by_month(self) -> SafeString:
        months = []
        pairs = zip(self.months, self.received_by_month, self.answered_by_month, strict=True)
        for month, got, sent in pairs:
            last = month.last
            months.append(
                charts.Column(
                    label=f"{last:%m/%Y}",
                    tick=f"{last.month}/{last:%y}",
                    values=[got, sent],
                    urls=[
                        self._of_month(Show.RECEIVED, month, got),
                        self._of_month(Show.ANSWERED, month, sent),
                    ],
                )
            )
        whole = Span(self.months[0].first, self.months[-1].last)
        title = _("Received and answered by month, %(first)s – %(last)s")
        if whole.first.day == periods.REPORT_DAY:
            title = _("Received and answered by month of the report (15th to 14th), %(first)s – %(last)s")
        series = [str(Show.RECEIVED.label), str(Show.ANSWERED.label)]
        return charts.columns(months, title=title % shown(whole), head=_("Month"), series=series)

    @property
    def by_field(self) -> SafeString:
        names = {**dict(states.Field.choices), "": _("Not classified yet")}
        counts = self.groups.fields.most_common()
        bars = [
            charts.Bar(str(names[name]), n, self.url(Show.RECEIVED, field=name or NONE)) for name, n in counts
        ]
        return charts.bars(
            bars,
            title=_("Received by field"),
            head=pgettext("matter", "Field"),
            number_head=_("Number of opinions"),
        )

    @property
    def by_unit(self) -> SafeString:
        bars = [
            charts.Bar(self._name(unit), n, self.url(Show.RECEIVED, unit=self._code(unit)), self._organ(unit))
            for unit, n in self.groups.units.most_common()
        ]
        return charts.bars(
            bars,
            title=_("Received by the unit that handles"),
            head=_("Unit"),
            number_head=_("Number of opinions"),
        )

    @property
    def by_channel(self) -> SafeString:
        names = dict(states.Channel.choices)
        counts = self.groups.channels.most_common()
        bars = [charts.Bar(str(names[name]), n, self.url(Show.RECEIVED, channel=name)) for name, n in counts]
        return charts.bars(
            bars, title=_("Received by channel"), head=_("Channel"), number_head=_("Number of opinions")
        )

    def _of_month(self, show: Show, month: Span, count: int) -> str:
        return self.url(show, **dates(month)) if count else ""

    def _code(self, unit: int | None) -> str:
        return NONE if unit is None else self.units[unit].code

    def _name(self, unit: int | None) -> str:
        return _("Not assigned yet") if unit is None else self.units[unit].label

    def _organ(self, unit: int | None) -> str:
        """The organ a department belongs to, unless this page is about that organ alone."""
        organ = self.units[unit].organ if unit is not None else None
        if organ is None or list(self.form.chosen_organs) == [organ]:
            return ""
        return organ.label


def shown(span: Span) -> dict[str, str]:
    return {"first": f"{span.first:%d/%m/%Y}", "last": f"{span.last:%d/%m/%Y}"}


def tabs(form: PeriodForm) -> list[dict[str, Any]]:
    """The named periods as links that keep the organ."""
    named = [period for period in Period if period != Period.CUSTOM]
    return [
        {
            "label": period.label,
            "url": form.query(period=period, since="", until=""),
            "is_current": form.named == period,
        }
        for period in named
    ]
