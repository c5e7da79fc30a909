"""What a body has done, under the seven heads of a model branch (七个有力), each fact with its number.

Only facts of rooms that are built; points are never read (an import contract holds that).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.insights.catalogue import evidence, metrics, record_pages
from zhibu.insights.domain.figures import Figure
from zhibu.insights.domain.spans import Span
from zhibu.insights.models import Line
from zhibu.insights.queries.boards import figure, records_url
from zhibu.insights.queries.numbers import Numbers, counted_until, total
from zhibu.insights.queries.records import guard_of
from zhibu.kit import clock
from zhibu.kit.offers import Deed, Evidence, Fold, Strength, Words
from zhibu.orgs.models import Organisation

STRENGTHS: dict[Strength, Words] = {
    Strength.EDUCATE: gettext_lazy("教育党员有力"),
    Strength.MANAGE: gettext_lazy("管理党员有力"),
    Strength.SUPERVISE: gettext_lazy("监督党员有力"),
    Strength.ORGANISE: gettext_lazy("组织师生有力"),
    Strength.PUBLICISE: gettext_lazy("宣传师生有力"),
    Strength.UNITE: gettext_lazy("凝聚师生有力"),
    Strength.SERVE: gettext_lazy("服务师生有力"),
}
# The three goals of the 123 platform, and which of the seven speak of each.
GOALS: tuple[tuple[Words, tuple[Strength, ...]], ...] = (
    (gettext_lazy("道德修养"), (Strength.EDUCATE, Strength.SUPERVISE)),
    (gettext_lazy("实践能力和业务素质"), (Strength.SERVE, Strength.PUBLICISE)),
    (
        gettext_lazy("创新、学习、有活力、多样的组织"),
        (Strength.ORGANISE, Strength.UNITE, Strength.MANAGE),
    ),
)


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One thing a part is shown by (一项). figure: None where no room keeps records of it yet.

    url: the page of its records; deeds: of a branch, each with its record's number.
    """

    label: str
    figure: Figure | None
    unit: str = ""
    rule: str = ""
    source: str = ""
    url: str = ""
    deeds: tuple[Deed, ...] = ()

    @property
    def shown(self) -> str:
        """``4 次``, ``92.3%``, or that there is no source yet."""
        if self.figure is None:
            return _("尚无记录来源")
        unit = "" if self.figure.is_rate or self.figure.value is None else f" {self.unit}"
        return f"{self.figure.shown}{unit}"


@dataclass(frozen=True, slots=True)
class DossierPart:
    """One of the seven (一个有力)."""

    strength: Strength
    title: str
    lines: tuple[DossierLine, ...]

    @property
    def facts(self) -> int:
        return sum(len(line.deeds) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the three goals, with the parts that speak of it."""

    title: str
    parts: tuple[DossierPart, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a body has done in a span (七个有力)."""

    organisation: Organisation
    span: Span
    parts: tuple[DossierPart, ...]
    as_of: datetime

    @property
    def goals(self) -> tuple[Goal, ...]:
        held = {part.strength: part for part in self.parts}
        return tuple(Goal(str(title), tuple(held[s] for s in seven)) for title, seven in GOALS)


def dossier_of(organisation: Organisation, *, span: Span, full: bool) -> Dossier:
    """The facts of a body in a span (七个有力). Four queries, and one for each kind of a room's own facts.

    full: small numbers too, for a branch's own committee. Facts are listed for a branch only; above
    it stand the numbers, which open their records.
    """
    months = span.months_by(clock.today())
    values = total(under=organisation.path, months=months, full=full)
    counted = _counted(organisation, span) if organisation.is_branch else {}
    lines: dict[Strength, list[DossierLine]] = defaultdict(list)
    for item in evidence():
        lines[item.strength].append(
            _line(item, organisation, span, values=values, counted=counted, full=full)
        )
    parts = tuple(
        DossierPart(strength, str(title), tuple(sorted(lines[strength], key=_built_first)))
        for strength, title in STRENGTHS.items()
    )
    return Dossier(organisation, span, parts, counted_until())


def _built_first(line: DossierLine) -> bool:
    return line.figure is None


def _line(
    item: Evidence,
    organisation: Organisation,
    span: Span,
    *,
    values: Numbers,
    counted: Mapping[str, Sequence[Deed]],
    full: bool,
) -> DossierLine:
    if item.metric:
        metric = metrics()[item.metric]
        shown = figure(metric, values, full=full)
        plain = not metric.of and metric.fold is Fold.SUM and not guard_of(metric)
        return DossierLine(
            str(metric.label),
            shown,
            str(metric.unit),
            str(metric.rule),
            str(metric.source),
            records_url(organisation.pk, metric, span.key) if shown.opens else "",
            tuple(counted.get(metric.key, ())) if plain else (),
        )
    if item.found is None:
        return DossierLine(str(item.label), None)
    deeds = item.found(organisation.path, span.period.since, _end(span))
    return DossierLine(
        str(item.label),
        Figure(sum(deed.count for deed in deeds)),
        str(item.unit),
        str(item.rule),
        str(item.source),
        deeds=tuple(deeds) if organisation.is_branch else (),
    )


def _end(span: Span) -> date:
    """First day that does not count: of the span, or tomorrow."""
    return min(span.period.until, clock.today() + timedelta(days=1))


def _counted(branch: Organisation, span: Span) -> dict[str, list[Deed]]:
    """The records of a branch behind each number, the latest first. One query."""
    wanted = [item.metric for item in evidence() if item.metric]
    rows = Line.objects.filter(
        category__in=wanted,
        source__organisation=branch,
        source__on__gte=span.period.since,
        source__on__lt=span.period.until,
    ).order_by("-source__on", "-source_id")
    pages, offered = record_pages(), metrics()
    found: dict[str, list[Deed]] = defaultdict(list)
    for key, value, kind, number, on in rows.values_list(
        "category", "value", "source__kind", "source__number", "source__on"
    ):
        if on is not None:
            said = pages[kind].numbered(on, number)
            found[key].append(Deed(on, offered[key].label, said, value))
    return found
