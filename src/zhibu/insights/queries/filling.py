"""A form filled for a body and a span (填表): the numbers of the statistics, hidden where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from zhibu.insights.catalogue import metrics
from zhibu.insights.domain.figures import Figure
from zhibu.insights.domain.reports.fill import Filled, Rate, Repeated, Value, filled
from zhibu.insights.domain.reports.look import BookLook, look_at, opened
from zhibu.insights.domain.reports.marks import BEFORE, MONTHS, YEAR, Holds, Mark, Over, Place
from zhibu.insights.domain.spans import Length, Span, span_of, year_to
from zhibu.insights.models import ReportForm
from zhibu.insights.policies import see_below, see_small_numbers
from zhibu.insights.queries.boards import figure, records_url, words_of
from zhibu.insights.queries.numbers import (
    By,
    Numbers,
    branches_in,
    children_of,
    counted_until,
    left_out,
    named,
    numbers,
)
from zhibu.insights.queries.reports import marks_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.offers import Metric
from zhibu.kit.verdict import Conflict
from zhibu.orgs.models import Organisation

MOST_BODIES = 1_000  # rows one repeated row may become


@dataclass(frozen=True, slots=True)
class Entry:
    """What came into one cell: its number, and the page its records are on (empty: nothing behind it)."""

    figure: Figure
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How the number of one mark is counted (口径). cells: where it stands in the filled form."""

    cells: str
    metric: Metric
    whose: str
    span: str


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form filled (填好的报表). look: the very file, read again. entries: by place in that file."""

    form: ReportForm
    organisation: Organisation
    span: Span
    body: bytes
    look: BookLook
    entries: Mapping[Place, Entry]
    rules: Sequence[Rule]
    left_out: int
    as_of: datetime

    @property
    def file_name(self) -> str:
        """The form's name, the body's and the span's."""
        return f"{self.form.name}（{self.organisation.name}，{words_of(self.span)}）.xlsx"


def filled_form(
    form: ReportForm, *, organisation: Organisation, span: Span, actor: Actor
) -> FilledForm:
    """Fill a form (填表). Queries: six, and one for each time and grouping its marks ask for.

    organisation: seen by this actor, and its statistics may be read (the view asks). A body a mark
    names is filled only where it lies in this one. Raises Conflict (more than a thousand rows).
    """
    marks = marks_of(form)
    sums = _Sums(organisation, span, actor)
    single: dict[Place, Value] = {}
    entries: dict[tuple[Place, int], Entry] = {}
    rows: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        if mark.repeats:
            rows.setdefault((mark.place.sheet, mark.place.row), []).append(mark)
            continue
        body = sums.body_named(mark)
        if body is None:
            single[mark.place] = ""
            continue
        single[mark.place] = sums.value(mark, body, 0, entries)
    repeated = [
        Repeated(sheet, row, tuple(sums.row(held, entries)))
        for (sheet, row), held in sorted(rows.items())
    ]
    done = filled(bytes(form.body), single=single, repeated=repeated)
    return FilledForm(
        form=form,
        organisation=organisation,
        span=span,
        body=done.body,
        look=look_at(opened(done.body)),
        entries={
            done.moved[place][at]: entry
            for (place, at), entry in entries.items()
            if place in done.moved
        },
        rules=_rules(marks, done, sums),
        left_out=sums.left_out(marks),
        as_of=counted_until(),
    )


@dataclass
class _Sums:
    """The numbers a form asks for, each sum asked of the cells once."""

    organisation: Organisation
    span: Span
    actor: Actor
    today: date = field(default_factory=clock.today)
    asked: dict[tuple[str, By, tuple[date, ...]], Mapping[int | date, Numbers]] = field(
        default_factory=dict
    )
    lists: dict[Over, list[Organisation]] = field(default_factory=dict)
    known: dict[int, Organisation] | None = None

    def body_named(self, mark: Mark) -> Organisation | None:
        """The body a mark is about; None where it lies outside of what the form is filled for."""
        if mark.over is not Over.NAMED:
            return self.organisation
        body = named([mark.place_id or 0]).get(mark.place_id or 0)
        return body if body and body.path.startswith(self.organisation.path) else None

    def bodies(self, over: Over) -> list[Organisation]:
        """The bodies a repeated row stands for."""
        if over not in self.lists:
            months = self.span.months_by(self.today)[-1:]
            if over is Over.BELOW:
                found = children_of(self.organisation, months=months)
            else:
                ids = branches_in(under=self.organisation.path, months=months)[months[0]]
                found = sorted(named(ids).values(), key=lambda b: (b.code, b.path))
            if len(found) > MOST_BODIES:
                sentence = _("这份表要填 %(n)d 行，超过 %(most)d 行。请缩小填报范围。")
                raise Conflict(sentence % {"n": len(found), "most": MOST_BODIES})
            self.lists[over] = found or [self.organisation]
        return self.lists[over]

    def row(
        self, marks: Sequence[Mark], entries: dict[tuple[Place, int], Entry]
    ) -> list[dict[int, Value]]:
        """A repeated row's values, body by body."""
        return [
            {mark.place.column: self.value(mark, body, at, entries) for mark in marks}
            for at, body in enumerate(self.bodies(marks[0].over))
        ]

    def value(
        self,
        mark: Mark,
        body: Organisation,
        at: int,
        entries: dict[tuple[Place, int], Entry],
    ) -> Value:
        """What goes into one cell. at: which of the bodies of a repeated row."""
        match mark.holds:
            case Holds.NAME:
                return body.name
            case Holds.SPAN:
                return words_of(self.span)
            case Holds.DAY:
                return full_day(self.today)
            case Holds.WRITER:
                return self.actor.name
            case Holds.NUMBER:
                return at + 1
            case Holds.FIGURE:
                return self._figure(mark, body, at, entries)

    def _figure(
        self,
        mark: Mark,
        body: Organisation,
        at: int,
        entries: dict[tuple[Place, int], Entry],
    ) -> Value:
        metric, span = metrics().get(mark.metric), self.meant(mark.when)
        if metric is None or span is None:
            return ""
        months = span.months_by(self.today)
        full = bool(see_small_numbers(self.actor, body))
        shown = figure(metric, self._numbers(mark.over, body, months, full=full), full=full)
        readable = body.pk == self.organisation.pk or see_below(self.actor, self.organisation)
        url = records_url(body.pk, metric, span.key) if shown.opens and readable else ""
        entries[mark.place, at] = Entry(shown, url, f"{body.name}{metric.label}")
        if shown.value is None:
            return shown.shown
        return Rate(shown.value) if shown.is_rate else shown.value

    def meant(self, when: str) -> Span | None:
        """The span a mark speaks of; None for a month that has not begun."""
        last = self.span.months_by(self.today)[-1]
        if when == BEFORE:
            return self.span.before
        if when == YEAR:
            return year_to(last)
        if when in MONTHS:
            month = date(self.span.period.since.year, MONTHS.index(when) + 1, 1)
            return span_of(Length.MONTH, month) if month <= self.today else None
        return self.span

    def _numbers(
        self, over: Over, body: Organisation, months: tuple[date, ...], *, full: bool
    ) -> Numbers:
        whole = over in {Over.WHOLE, Over.NAMED} or body.pk == self.organisation.pk
        by = By.TOTAL if whole else (By.CHILD if over is Over.BELOW else By.BRANCH)
        under = body.path if whole else self.organisation.path
        key = (under, by, months)
        if key not in self.asked:
            self.asked[key] = numbers(under=under, months=months, by=by, full=full)
        return self.asked[key].get(0 if whole else body.pk, {})

    def left_out(self, marks: Sequence[Mark]) -> int:
        """How many branches have a number too small to be shown or added."""
        if see_small_numbers(self.actor, self.organisation):
            return 0
        hidden = left_out(under=self.organisation.path, months=self.span.months_by(self.today))
        offered = metrics()
        asked = {m.metric for m in marks if m.metric in offered}
        keys = {key for name in asked for key in (offered[name].of or (name,))}
        return max((hidden.get(key, 0) for key in keys), default=0)


def _rules(marks: Sequence[Mark], done: Filled, sums: _Sums) -> list[Rule]:
    """How each figure is counted, one line a mark, in the order of the form."""
    said = []
    for mark in marks:
        metric, span = metrics().get(mark.metric), sums.meant(mark.when)
        places = done.moved.get(mark.place, ())
        if mark.holds is not Holds.FIGURE or metric is None or not places:
            continue
        cells = places[0].name if len(places) == 1 else f"{places[0].name}:{places[-1].name}"
        if mark.over is Over.NAMED:
            body = sums.body_named(mark)
            whose = body.name if body else _("不在这次填报的范围内")
        elif mark.repeats:
            whose = _("各支部") if mark.over is Over.BRANCH else _("各下级党组织")
        else:
            whose = sums.organisation.name
        said.append(Rule(cells, metric, whose, words_of(span) if span else _("还没有到")))
    return said
