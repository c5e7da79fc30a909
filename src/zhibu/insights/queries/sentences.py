"""Five sentences with their numbers about a body and all below it (五句话), and what is drawn under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.insights.catalogue import metrics
from zhibu.insights.domain.figures import Change, Figure
from zhibu.insights.domain.spans import Length, Span, span_of
from zhibu.insights.domain.tables import Table, TableCell, TableRow
from zhibu.insights.queries.boards import figure, records_url
from zhibu.insights.queries.numbers import (
    By,
    Numbers,
    branches_in,
    branches_with,
    counted_until,
    numbers,
)
from zhibu.kit import clock
from zhibu.kit.components import ColumnBar, Columns
from zhibu.kit.dates import plain_month
from zhibu.kit.language import aside
from zhibu.kit.period import add_months
from zhibu.orgs.models import Organisation

MONTHS = 12
THEME_DAY = "meetings.theme_day"
# What is told, by the name the template uses.
TOLD: dict[str, str] = {
    "party": "people.party",
    "probationary": "people.probationary",
    "sittings": "meetings.sittings",
    "general": "meetings.general_meeting",
    "committee": "meetings.branch_committee",
    "group": "meetings.group_meeting",
    "classes": "meetings.party_class",
    "should": "meetings.should_attend",
    "present": "meetings.present",
    "rate": "meetings.attendance",
    "agreed": "meetings.agreed",
    "done": "meetings.carried_out",
    "late": "meetings.late",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One number of a sentence: what it was the month before, and where its records are."""

    label: str
    figure: Figure
    before: Figure
    url: str

    @property
    def shown(self) -> str:
        return self.figure.shown

    @property
    def change(self) -> str:
        """The difference against the month before in words; empty where there is none."""
        moved = Change.between(self.figure, self.before)
        if moved is None:
            return ""
        if self.figure.is_rate:
            words = _("比上月多 %(by)s 个百分点") if moved.more else _("比上月少 %(by)s 个百分点")
        else:
            words = _("比上月多 %(by)s") if moved.more else _("比上月少 %(by)s")
        return words % {"by": moved.by}


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said about a body in a month. said: by the names of ``TOLD`` and three more."""

    organisation: Organisation
    span: Span
    running: bool
    said: Mapping[str, Said]
    table: Table
    charts: tuple[Columns, ...]
    as_of: datetime

    @property
    def lines(self) -> list[str]:
        """The sentences as plain texts, for the file."""
        return [
            aside(f"{one.label} {one.shown}", one.change)
            if one.change
            else f"{one.label} {one.shown}"
            for one in self.said.values()
        ]


def sentences_of(organisation: Organisation, *, month: date) -> Sentences:
    """Five sentences about a body in a month, twelve months under them. Four queries."""
    span = span_of(Length.MONTH, month)
    months = [add_months(span.period.since, back) for back in range(1 - MONTHS, 1)]
    under = organisation.path
    by_month = numbers(under=under, months=months, by=By.MONTH, full=False)
    stood = branches_in(under=under, months=months)
    held = branches_with(under=under, months=months, key=THEME_DAY)
    counts: dict[date, dict[str, int]] = {
        month: {
            "branches": len(stood[month]),
            "held": len(stood[month] & held[month]),
            "gap": len(stood[month] - held[month]),
        }
        for month in months
    }
    now, before = months[-1], months[-2]
    said = {
        name: _said(organisation, metrics_key=key, by_month=by_month, now=now, before=before)
        for name, key in TOLD.items()
    }
    tree = reverse("insights:statistics", args=[organisation.pk]) + f"?at={span.key}"
    theme_days = records_url(organisation.pk, metrics()[THEME_DAY], span.key)
    for name, label, url in (
        ("branches", _("支部"), tree),
        ("held", _("已开展主题党日的支部"), theme_days),
        ("gap", _("还没有主题党日记录的支部"), f"{theme_days}#s-without"),
    ):
        said[name] = Said(label, Figure(counts[now][name]), Figure(counts[before][name]), url)
    lived = [month for month in months if by_month.get(month)] or months[-1:]
    shown = [month for month in months if month >= min(lived[0], add_months(now, -5))]
    today = clock.today()
    return Sentences(
        organisation,
        span,
        running=today in span.period,
        said=said,
        table=_table(organisation, shown, by_month=by_month, counts=counts),
        charts=_charts(shown, by_month=by_month, counts=counts, today=today),
        as_of=counted_until(),
    )


def _said(
    organisation: Organisation,
    *,
    metrics_key: str,
    by_month: Mapping[int | date, Numbers],
    now: date,
    before: date,
) -> Said:
    metric = metrics()[metrics_key]
    return Said(
        str(metric.label),
        figure(metric, by_month.get(now, {}), full=False),
        figure(metric, by_month.get(before, {}), full=False),
        records_url(organisation.pk, metric, f"{now:%Y-%m}"),
    )


COLUMNS = ("meetings.sittings", "meetings.attendance", "meetings.agreed", "people.party")


def _table(
    organisation: Organisation,
    months: list[date],
    *,
    by_month: Mapping[int | date, Numbers],
    counts: Mapping[date, Mapping[str, int]],
) -> Table:
    """The numbers of the charts, month by month: their twin."""
    heads = (_("支部"), _("已开展主题党日"), _("未见记录"))
    wanted = [metrics()[key] for key in COLUMNS]
    theme_day = metrics()[THEME_DAY]
    rows = []
    for month in months:
        key = f"{month:%Y-%m}"
        listed = records_url(organisation.pk, theme_day, key)
        cells = [
            TableCell(Figure(counts[month][name]), listed if name != "branches" else "", str(head))
            for name, head in zip(("branches", "held", "gap"), heads, strict=True)
        ]
        for metric in wanted:
            shown = figure(metric, by_month.get(month, {}), full=False)
            url = records_url(organisation.pk, metric, key) if shown.opens else ""
            cells.append(TableCell(shown, url, str(metric.label)))
        name = plain_month(month)
        rows.append(TableRow(name, tuple(cells), running=month == clock.today().replace(day=1)))
    return Table(
        _("各月"), _("月份"), (*heads, *(str(metric.label) for metric in wanted)), tuple(rows)
    )


def _charts(
    months: list[date],
    *,
    by_month: Mapping[int | date, Numbers],
    counts: Mapping[date, Mapping[str, int]],
    today: date,
) -> tuple[Columns, ...]:
    running = today.replace(day=1)
    theme_days = Columns(
        _("开展主题党日的支部"),
        _("个"),
        tuple(
            ColumnBar(
                f"{month.month}",
                counts[month]["held"],
                f"{counts[month]['held']}",
                gap=counts[month]["gap"],
                running=month == running,
            )
            for month in months
        ),
    )
    others = []
    for key in ("meetings.sittings", "meetings.attendance"):
        metric = metrics()[key]
        figures = [(m, figure(metric, by_month.get(m, {}), full=False)) for m in months]
        bars = tuple(
            ColumnBar(f"{m.month}", f.value or 0, f.shown, running=m == running) for m, f in figures
        )
        others.append(Columns(str(metric.label), str(metric.unit), bars))
    return (theme_days, *others)
