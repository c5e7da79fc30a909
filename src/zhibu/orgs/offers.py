"""What this room offers to the pages above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day
from zhibu.kit.offers import Duties, Duty, DutyLine
from zhibu.kit.period import Period, add_months
from zhibu.orgs.domain import clauses
from zhibu.orgs.models import ONE_DAY, Organisation
from zhibu.orgs.queries import with_last_terms

NEAR = 6  # months before the end at which the superior reminds. Source: 支部条例 ch. 6


def term_duty() -> tuple[Duty, ...]:
    """换届: the committee's term is over, or soon will be."""
    return (
        Duty(
            key="term",
            term=_("任期届满"),
            short=_("换届"),
            order=90,
            rhythm=_("按期换届"),
            todo="orgs:term",
            cite=clauses.TERMS,
            waivable=False,
        ),
    )


def term_lines(branch_ids: Sequence[int], _month: date, today: date) -> list[DutyLine]:
    """How the term of office of each branch stands today. One query."""
    (duty,) = term_duty()
    return [_line(duty, branch, term, today) for branch, term in with_last_terms(branch_ids)]


def _line(duty: Duty, branch: Organisation, term: Period | None, today: date) -> DutyLine:
    if term is None or branch.kind == Organisation.Kind.TEMPORARY_BRANCH:
        why = _("没有登记届次") if term is None else _("临时党支部随组建任务结束")
        return DutyLine(
            branch.pk, duty, "na", _("不适用"), branch.founded_on, today + ONE_DAY, why=why
        )
    last = term.until - ONE_DAY
    said = _("%(day)s届满") % {"day": full_day(last)}
    line = DutyLine(branch.pk, duty, "done", _("任期内"), term.since, term.until, on=last, why=said)
    if today > last:
        said = _("%(day)s届满，没有登记新一届") % {"day": full_day(last)}
        late = (today - last).days
        return replace(line, state="miss", state_words=_("已届满"), why=said, late_days=late)
    if add_months(today, NEAR) >= term.until:
        return replace(line, state="wait", state_words=_("临近届满"))
    return line


DUTIES = Duties("orgs", term_duty, term_lines)
