"""Where one stands on one's way in the Party (我的进度): what was, what is, what comes, by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.dates import full_day
from zhibu.kit.period import add_months
from zhibu.kit.regulations import Cite
from zhibu.people.models import Person, StatusSpan
from zhibu.people.queries import standing_now

YEAR = 12
K = StatusSpan.Kind


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. look: empty (was), ``next`` (is), ``later`` (comes); term: what it opens."""

    name: str
    fact: str
    look: str = ""
    cite: Cite | None = None
    term: str = ""


def progress_of(person_id: int) -> list[Step]:
    """The steps of one person today; none where nothing is known. One query.

    Source: 《中国共产党发展党员工作细则》第九条、第十三条、第三十一条、第三十二条
    """
    today = clock.today()
    person, span = standing_now(person_id, day=today)
    if span is None or span.standing != StatusSpan.Standing.NORMAL:
        return []
    ways = {
        K.PROBATIONARY: _probation,
        K.FULL: _full,
        K.ACTIVIST: _activist,
        K.PROSPECT: _prospect,
        K.APPLICANT: _applicant,
    }
    return ways[K(span.kind)](person, span, today)


def months_since(since: date, today: date) -> int:
    """Which month of something it is: the first on its first day."""
    months = (today.year - since.year) * YEAR + today.month - since.month
    return months + (1 if today.day >= since.day else 0)


def _probation(person: Person, span: StatusSpan, today: date) -> list[Step]:
    begun = person.joined_on or span.since
    ends = add_months(begun, YEAR)
    passed = today >= ends
    month = _("第 %(n)d 个月，共 12 个月") % {"n": min(YEAR, months_since(begun, today))}
    now = _("已满一年，等支部讨论") if passed else month
    return [
        Step(_("接收为预备党员"), full_day(begun), term="probationary"),
        Step(_("预备期"), now, "next", Cite("development_2026", "31")),
        Step(
            _("提出转正申请"),
            _("%(day)s预备期满，书面提出") % {"day": full_day(ends)},
            "later",
            Cite("development_2026", "32"),
            term="confirmation",
        ),
    ]


def _full(person: Person, _span: StatusSpan, today: date) -> list[Step]:
    steps = []
    if person.joined_on:
        steps.append(Step(_("接收为预备党员"), full_day(person.joined_on), term="probationary"))
    if person.confirmed_on:
        years = months_since(person.confirmed_on, today) - 1
        said = _("%(day)s，党龄 %(n)d 年") % {
            "day": full_day(person.confirmed_on),
            "n": years // YEAR,
        }
        steps.append(Step(_("转为正式党员"), said, "next", term="full"))
    return steps


def _activist(_person: Person, span: StatusSpan, today: date) -> list[Step]:
    said = _("第 %(n)d 个月，满一年以上") % {"n": months_since(span.since, today)}
    return [
        Step(_("确定为入党积极分子"), full_day(span.since), term="activist"),
        Step(_("培养教育和考察"), said, "next", Cite("development_2026", "9")),
        Step(
            _("列为发展对象"),
            _("听取意见、支部委员会讨论、上级同意并公示"),
            "later",
            Cite("development_2026", "13"),
            term="prospect",
        ),
    ]


def _prospect(_person: Person, span: StatusSpan, _today: date) -> list[Step]:
    return [
        Step(_("列为发展对象"), full_day(span.since), term="prospect"),
        Step(
            _("政治审查、集中培训"),
            _("支部委员会审查、基层党委预审"),
            "next",
            Cite("development_2026", "18"),
        ),
        Step(
            _("支部党员大会讨论"),
            _("讨论接收预备党员"),
            "later",
            Cite("development_2026", "19"),
        ),
    ]


def _applicant(person: Person, span: StatusSpan, _today: date) -> list[Step]:
    return [
        Step(
            _("递交入党申请书"),
            full_day(person.applied_on or span.since),
            cite=Cite("development_2026", "7"),
            term="applicant",
        ),
        Step(
            _("确定为入党积极分子"),
            _("由支部委员会决定"),
            "next",
            Cite("development_2026", "8"),
            term="activist",
        ),
    ]
