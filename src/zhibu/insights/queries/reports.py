"""Forms this actor may see or look after, and what there is to choose for their cells (报表)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.insights.catalogue import groups, metrics
from zhibu.insights.domain.reports.guess import Vocabulary
from zhibu.insights.domain.reports.look import BookLook, look_of
from zhibu.insights.domain.reports.marks import BEFORE, MONTHS, SPAN, YEAR, Holds, Mark, Over
from zhibu.insights.models import ReportForm, ReportMark
from zhibu.insights.policies import KEEPERS
from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, ORGANISER_POSTS, Organisation
from zhibu.orgs.queries import ancestors


def _below(paths: Iterable[str], field: str) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk=None))


def kept_forms(*, seen_by: Actor) -> QuerySet[ReportForm]:
    """Every version this actor may look after, drafts too. Permission row ``keep_report_form``."""
    rows = ReportForm.objects.select_related("organisation").defer("body")
    if seen_by.is_house:
        return rows
    own = Q(organisation__path__in=seen_by.paths_of(*KEEPERS))
    return rows.filter(own | _below(seen_by.paths_of(*ORGANISER_POSTS), "organisation__path"))


def seen_forms(*, seen_by: Actor) -> QuerySet[ReportForm]:
    """Forms this actor may use, with the drafts of those one looks after; in use first.

    Permission row ``use_report_form``: those of one's own bodies and of every one above them; for
    organisers those below too.
    """
    rows = (
        ReportForm.objects.select_related("organisation")
        .defer("body")
        .annotate(cells=Count("marks"))
        .order_by(
            Case(When(state="kept", then=Value(0)), When(state="draft", then=Value(1)), default=2),
            "organisation__path",
            "name",
            "-version",
        )
    )
    if seen_by.is_house:
        return rows
    held = seen_by.paths_of(*COMMITTEE_POSTS, *ORGANISER_POSTS)
    above = {path for one in held for path in (one, *ancestors(one))}
    wide = _below(seen_by.paths_of(*ORGANISER_POSTS), "organisation__path")
    used = ~Q(state="draft") & (Q(organisation__path__in=above) | wide)
    drafts = Q(state="draft", pk__in=kept_forms(seen_by=seen_by).values("pk"))
    return rows.filter(used | drafts)


def form_for_reading(form_id: int, *, seen_by: Actor) -> ReportForm:
    """One form with its workbook. Raises DoesNotExist (unseen). One query."""
    return seen_forms(seen_by=seen_by).defer(None).get(pk=form_id)


def form_for_change(form_id: int, *, seen_by: Actor) -> ReportForm:
    """One form this actor looks after or uses, locked. Raises DoesNotExist (unseen). Two queries."""
    seen = seen_forms(seen_by=seen_by).get(pk=form_id)
    return (
        ReportForm.objects.select_related("organisation")
        .select_for_update(of=("self",))
        .get(pk=seen.pk)
    )


def organisations_for_forms(*, seen_by: Actor) -> QuerySet[Organisation]:
    """Where this actor may upload a form, by place in the tree. Permission row ``upload_report_form``."""
    rows = (
        Organisation.objects.filter(dissolved_on=None)
        .exclude(kind=Organisation.Kind.GROUP)
        .order_by("path")
    )
    if seen_by.is_house:
        return rows
    own = Q(path__in=seen_by.paths_of(*KEEPERS))
    return rows.filter(own | _below(seen_by.paths_of(*ORGANISER_POSTS), "path"))


def organisation_for_form(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One body to upload for. Raises DoesNotExist. One query."""
    return organisations_for_forms(seen_by=seen_by).get(pk=organisation_id)


def forms_of_name(organisation: Organisation, name: str) -> tuple[ReportForm | None, bool, int]:
    """The version in use, whether one is being marked, the highest number; the body locked. Two queries."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    rows = list(ReportForm.objects.filter(organisation=organisation, name=name).defer("body"))
    return (
        next((row for row in rows if row.in_use), None),
        any(row.is_draft for row in rows),
        max((row.version for row in rows), default=0),
    )


def marks_of(form: ReportForm) -> list[Mark]:
    """What its cells hold, by place. One query."""
    rows = ReportMark.objects.filter(form=form).order_by("sheet", "row", "column")
    return [row.as_mark() for row in rows]


def look_of_form(form: ReportForm) -> BookLook:
    """How its workbook looks."""
    return look_of(bytes(form.body))


def bodies_below(organisation: Organisation) -> QuerySet[Organisation]:
    """The body itself and those below it that stand, without groups, by place."""
    return (
        Organisation.objects.filter(path__startswith=organisation.path, dissolved_on=None)
        .exclude(kind=Organisation.Kind.GROUP)
        .order_by("path")
    )


def vocabulary_for(organisation: Organisation) -> Vocabulary:
    """The words heads may say: every metric by its names, every body below by its own. One query.

    In the language of the schools' own forms, whatever the reader's is.
    """
    with override(settings.LANGUAGE_CODE):
        named = [
            (str(name), metric.key)
            for metric in metrics().values()
            for name in (metric.label, *metric.also)
        ]
    below = bodies_below(organisation).exclude(pk=organisation.pk)
    return Vocabulary.of(named, below.values_list("name", "pk"))


# ---- choices


def what_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a cell may hold: the numbers of the statistics, table by table, then plain facts."""
    offered = metrics()
    shown: set[str] = set()
    chapters: list[tuple[str, list[tuple[str, str]]]] = []
    for group in groups().values():
        chapters.append((str(group.label), [_choice(metric.key) for metric in group.metrics]))
        shown |= {metric.key for metric in group.metrics}
    others = [_choice(key) for key in offered if key not in shown]
    if others:
        chapters.append((_("其他"), others))
    plain = [
        (holds.value, str(holds.label))
        for holds in ReportMark.Holds
        if holds != ReportMark.Holds.FIGURE
    ]
    return [*chapters, (_("文字"), plain)]


def _choice(key: str) -> tuple[str, str]:
    metric = metrics()[key]
    return f"figure:{key}", _("%(label)s（%(unit)s）") % {
        "label": metric.label,
        "unit": metric.unit,
    }


def whose_choices(organisation: Organisation) -> list[tuple[str, str]]:
    """Whose number it may be. One query."""
    fixed = [
        (over.value, str(over.label)) for over in ReportMark.Over if over != ReportMark.Over.NAMED
    ]
    below = bodies_below(organisation).exclude(pk=organisation.pk)
    return fixed + [(f"named:{body.pk}", body.name) for body in below]


def when_words(when: str) -> str:
    """本期, 上期, 本年累计, 当年3月."""
    words = {SPAN: _("本期"), BEFORE: _("上期"), YEAR: _("本年累计")}
    if when in words:
        return words[when]
    return _("当年%(month)d月") % {"month": MONTHS.index(when) + 1}


@dataclass(frozen=True, slots=True)
class MarkWords:
    """A mark in words: what, whose, when; short: as it stands in its cell."""

    what: str
    whose: str
    when: str
    short: str


def mark_words(mark: Mark, *, bodies: dict[int, str]) -> MarkWords:
    """A mark as people read it. bodies: names by id."""
    if mark.holds is Holds.FIGURE:
        metric = metrics().get(mark.metric)
        what = str(metric.label) if metric else _("已撤销的统计项")
        when = when_words(mark.when)
        short = what if mark.when == SPAN else f"{what}·{when}"
    else:
        what = short = str(ReportMark.Holds(mark.holds.value).label)
        when = ""
    whose = (
        bodies.get(mark.place_id or 0, "")
        if mark.over is Over.NAMED
        else str(ReportMark.Over(mark.over.value).label)
    )
    if mark.holds in {Holds.SPAN, Holds.DAY, Holds.WRITER}:
        whose = ""
    return MarkWords(what, whose, when, short)


def places_for_filling(form: ReportForm, *, seen_by: Actor) -> QuerySet[Organisation]:
    """The bodies this actor may fill a form for: below its own, whose statistics one reads."""
    rows = bodies_below(form.organisation)
    if seen_by.is_house:
        return rows
    own = Q(path__in=seen_by.paths_of(*COMMITTEE_POSTS))
    return rows.filter(own | _below(seen_by.paths_of(*ORGANISER_POSTS), "path"))
