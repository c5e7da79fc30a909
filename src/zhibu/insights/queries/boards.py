"""The statistics of one organisation, ready to be shown (统计页): by place and by month."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.insights.catalogue import metrics, stocks
from zhibu.insights.domain.figures import Change, Figure, figure_of
from zhibu.insights.domain.spans import AUTUMN, Length, Span
from zhibu.insights.domain.tables import Table, TableCell, TableRow
from zhibu.insights.queries.numbers import (
    By,
    Numbers,
    children_of,
    counted_until,
    left_out,
    numbers,
    total,
)
from zhibu.insights.queries.records import guard_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.components import ColumnBar, Columns
from zhibu.kit.dates import plain_month
from zhibu.kit.offers import Metric, MetricGroup
from zhibu.kit.period import add_months
from zhibu.orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class Item:
    """One number of the span with what it was before (一项)."""

    metric: Metric
    figure: Figure
    before: Figure
    url: str

    @property
    def change(self) -> Change | None:
        return Change.between(self.figure, self.before)


@dataclass(frozen=True, slots=True)
class Board:
    """One group of numbers of one organisation in one span (统计)."""

    organisation: Organisation
    span: Span
    group: MetricGroup
    items: tuple[Item, ...]
    places: Table | None
    over_time: Table
    charts: tuple[Columns, ...]
    left_out: int
    as_of: datetime

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.places, self.over_time) if self.places else (self.over_time,)


def words_of(span: Span) -> str:
    """2026年11月, 2026年秋季学期, 2026年."""
    year = span.period.since.year
    match span.length:
        case Length.MONTH:
            return plain_month(span.period.since)
        case Length.TERM if span.key.endswith(AUTUMN):
            return _("%(year)d年秋季学期") % {"year": year}
        case Length.TERM:
            return _("%(year)d年春季学期") % {"year": year}
        case Length.YEAR if len(span.months) < 12:
            last = span.months[-1].month
            return _("%(year)d年1月至%(last)d月") % {"year": year, "last": last}
        case Length.YEAR:
            return _("%(year)d年") % {"year": year}


def months_shown(span: Span, *, today: date) -> tuple[date, ...]:
    """Months of the second table: twelve up to a month, else those of the span that have begun."""
    if span.length is Length.MONTH:
        return tuple(add_months(span.period.since, back) for back in range(-11, 1))
    return span.months_by(today)


def figure(metric: Metric, values: Numbers, *, full: bool) -> Figure:
    """A metric's figure out of some numbers."""
    return figure_of(
        values, key=metric.key, of=metric.of, guarded=bool(guard_of(metric)) and not full
    )


def records_url(organisation_id: int, metric: Metric, span_key: str) -> str:
    """The page of the records behind one number."""
    return f"{reverse('insights:records', args=[organisation_id, metric.key])}?at={span_key}"


def board_of(
    organisation: Organisation, *, group: MetricGroup, span: Span, full: bool, linked: bool = True
) -> Board:
    """The statistics of an organisation (统计). Seven queries, whatever is below it.

    full: small numbers too. linked: whether the bodies below may be opened by this reader.
    """
    today = clock.today()
    under = organisation.path
    months = span.months_by(today)
    before = span.before
    now = total(under=under, months=months, full=full)
    then = total(under=under, months=before.months_by(today), full=full)
    items = tuple(
        Item(
            metric,
            figure(metric, now, full=full),
            figure(metric, then, full=full),
            records_url(organisation.pk, metric, span.key),
        )
        for metric in group.metrics
    )
    places = None
    if not organisation.is_branch:
        places = _places(organisation, group, span, months=months, items=items, linked=linked)
    by_month = numbers(under=under, months=months_shown(span, today=today), by=By.MONTH, full=full)
    over_time = _over_time(organisation, group, span, by_month=by_month, full=full)
    hidden = left_out(under=under, months=months) if not full else {}
    return Board(
        organisation,
        span,
        group,
        items,
        places,
        over_time,
        tuple(
            chart_of(metric, over_time, at=group.metrics.index(metric)) for metric in group.drawn
        ),
        max((hidden.get(key, 0) for m in group.metrics for key in (m.of or (m.key,))), default=0),
        counted_until(),
    )


def heads_of(group: MetricGroup) -> tuple[str, ...]:
    return tuple(str(metric.label) for metric in group.metrics)


def _row(
    name: str,
    values: Numbers,
    group: MetricGroup,
    *,
    organisation_id: int,
    key: str,
    full: bool,
    url: str = "",
    running: bool = False,
    linked: bool = True,
) -> TableRow:
    cells = []
    for metric in group.metrics:
        shown = figure(metric, values, full=full)
        address = records_url(organisation_id, metric, key) if linked and shown.opens else ""
        cells.append(TableCell(shown, address, str(metric.label)))
    return TableRow(name, tuple(cells), url, running)


def _places(
    organisation: Organisation,
    group: MetricGroup,
    span: Span,
    *,
    months: Sequence[date],
    items: Sequence[Item],
    linked: bool,
) -> Table:
    """Bodies right below, one a row. Two queries."""
    below = numbers(under=organisation.path, months=months, by=By.CHILD, full=False)
    address = f"?at={span.key}&t={group.key}"
    rows = [
        _row(
            str(body),
            below.get(body.pk, {}),
            group,
            organisation_id=body.pk,
            key=span.key,
            full=False,
            url=reverse("insights:statistics", args=[body.pk]) + address if linked else "",
            linked=linked,
        )
        for body in children_of(organisation, months=months)
    ]
    own = below.get(0, {})
    if any(own.get(metric.key) for metric in group.metrics):  # of the body itself, in no branch
        rows.append(
            _row(
                _("本级"),
                own,
                group,
                organisation_id=organisation.pk,
                key=span.key,
                full=False,
                linked=False,
            )  # fmt: skip
        )
    cells = tuple(
        TableCell(i.figure, i.url if i.figure.opens else "", str(i.metric.label)) for i in items
    )
    return Table(
        _("各党组织，%(span)s") % {"span": words_of(span)},
        _("党组织"),
        heads_of(group),
        tuple(rows),
        TableRow(_("合计"), cells),
    )


def _over_time(
    organisation: Organisation,
    group: MetricGroup,
    span: Span,
    *,
    by_month: Mapping[int | date, Numbers],
    full: bool,
) -> Table:
    today = clock.today()
    months = _lived(months_shown(span, today=today), by_month)
    rows = tuple(
        _row(
            plain_month(month),
            by_month.get(month, {}),
            group,
            organisation_id=organisation.pk,
            key=f"{month:%Y-%m}",
            full=full,
            running=month == today.replace(day=1),
        )
        for month in months
    )
    return Table(_("各月"), _("月份"), heads_of(group), rows)


FEWEST_MONTHS = 6


def _lived(months: tuple[date, ...], by_month: Mapping[int | date, Numbers]) -> tuple[date, ...]:
    """The months without those before the first number; six at least."""
    first = next((at for at, month in enumerate(months) if by_month.get(month)), len(months))
    return months[max(0, min(first, len(months) - FEWEST_MONTHS)) :]


def chart_of(metric: Metric, table: Table, *, at: int) -> Columns:
    """One number of a table, month by month, drawn; the table is its twin. at: its column."""
    bars = tuple(
        ColumnBar(
            label=row.name.partition("年")[2].removesuffix("月") or row.name[:3],
            value=row.cells[at].figure.value or 0,
            shown=row.cells[at].figure.shown,
            running=row.running,
        )
        for row in table.rows
    )
    return Columns(str(metric.label), str(metric.unit), bars)


def rosters_of(actor: Actor, ids: Collection[int], *, key: str) -> Mapping[int, str]:
    """Where the persons behind a number as of a month's end are listed. One query."""
    stock = next(stock for stock in stocks() if key in stock.keys)
    return stock.found(actor, ids)


def metric_named(key: str) -> Metric | None:
    """A metric by its key."""
    return metrics().get(key)
