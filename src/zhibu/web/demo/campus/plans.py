"""What the generated part of the demo is to be (演示大学的方案): two colleges, their branches, whose life is how.

Sizes are of today: whoever leaves in June is made up for by those who come in September.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from zhibu.kit.period import add_months

MONTHS = 14  # whole months of history before the running one
PEOPLE = 1200  # of the whole university, the hand-made college included


class Life(StrEnum):
    """How a branch lives (支部的样子)."""

    STEADY = "steady"
    EXEMPLARY = "exemplary"  # nothing missing, what was agreed is done and said
    NEGLECTED = "neglected"  # began like others, then less and less
    FOUNDED = "founded"  # set up a few weeks ago
    DRAFTS = "drafts"  # holds everything, and leaves the last records unconfirmed
    PATCHY = "patchy"  # a month without a committee meeting now and then


class Points(StrEnum):
    """How a branch stands to points (积分)."""

    OFF = "off"
    ON = "on"
    BOARD = "board"
    TRIED = "tried"  # on for a month, then ended by the branch itself


class Sort(StrEnum):
    """Who its people are; the words of the roster (工作岗位)."""

    TEACHERS = "专任教师"
    UNDERGRADUATES = "学生-本科"
    MASTERS = "学生-硕士"
    DOCTORS = "学生-博士"

    @property
    def studies(self) -> bool:
        return self is not Sort.TEACHERS


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """One branch to be. late: one meeting was entered afterwards; appeal: one contests a record now."""

    name: str
    sort: Sort
    size: int
    life: Life = Life.STEADY
    points: Points = Points.OFF
    groups: int = 0
    late: bool = False
    appeal: bool = False
    homonyms: str = ""  # a name two of its people bear


@dataclass(frozen=True, slots=True)
class CollegePlan:
    """One college to be, with its organiser. digit: in the numbers of its people."""

    name: str
    short: str
    code: str
    digit: int
    organiser: tuple[str, str]
    majors: tuple[str, ...]
    branches: tuple[BranchPlan, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Season:
    """The days a history is laid on: from the first month, through one June and one September."""

    start: date
    today: date

    @property
    def leaving(self) -> date:
        """The first day without those who left in the last June."""
        return self._last(6, 26)

    @property
    def coming(self) -> date:
        """The day of the last September on which the new ones were entered."""
        return self._last(9, 8)

    @property
    def months(self) -> list[date]:
        """Their first days, the running one last."""
        count = (self.today.year - self.start.year) * 12 + self.today.month - self.start.month
        return [add_months(self.start, at) for at in range(count + 1)]

    def _last(self, month: int, day: int) -> date:
        here = date(self.today.year, month, day)
        return here if here <= self.today else here.replace(year=here.year - 1)


def season(today: date, *, months: int = MONTHS) -> Season:
    """So many whole months and the running one."""
    return Season(add_months(today.replace(day=1), -months), today)


def _several(college: str, sort: Sort, called: str, sizes: tuple[int, ...]) -> list[BranchPlan]:
    return [
        BranchPlan(f"{college}{called}第{'一二三四五六'[at]}党支部", sort, size)
        for at, size in enumerate(sizes)
    ]


def _computing() -> tuple[BranchPlan, ...]:
    name = "计算机学院"
    teachers = _several(name, Sort.TEACHERS, "教师", (34, 31, 28, 24))
    under = _several(name, Sort.UNDERGRADUATES, "本科生", (38, 36, 35, 33, 32))
    masters = _several(name, Sort.MASTERS, "硕士生", (40, 38, 37, 36, 34, 33))
    doctors = _several(name, Sort.DOCTORS, "博士生", (28, 26))
    teachers[0] = _as(
        teachers[0], life=Life.EXEMPLARY, points=Points.BOARD, groups=2, homonyms="李思远"
    )
    teachers[2] = _as(teachers[2], life=Life.PATCHY)
    under[1] = _as(under[1], points=Points.ON)
    under[3] = _as(under[3], life=Life.DRAFTS)
    masters[0] = _as(masters[0], late=True, appeal=True)
    masters[2] = _as(masters[2], points=Points.TRIED)
    masters[4] = _as(masters[4], life=Life.PATCHY, homonyms="王一舟")
    return (*teachers, *under, *masters, *doctors)


def _languages() -> tuple[BranchPlan, ...]:
    name = "外国语学院"
    teachers = _several(name, Sort.TEACHERS, "教师", (36, 30, 27, 25, 22))
    under = _several(name, Sort.UNDERGRADUATES, "本科生", (38, 37, 34, 33, 31, 30))
    masters = _several(name, Sort.MASTERS, "研究生", (39, 35, 33, 32, 19))
    under[2] = _as(under[2], late=True)
    under[5] = _as(under[5], life=Life.NEGLECTED)
    masters[0] = _as(masters[0], points=Points.BOARD)
    masters[1] = _as(masters[1], life=Life.DRAFTS)
    masters[3] = _as(masters[3], life=Life.PATCHY)
    new = BranchPlan(f"{name}翻译硕士党支部", Sort.MASTERS, 9, life=Life.FOUNDED)
    return (*teachers, *under, *masters, new)


def _as(plan: BranchPlan, **more: object) -> BranchPlan:
    return replace(plan, **more)  # type: ignore[arg-type]  # fields of the plan by name


COLLEGES: tuple[CollegePlan, ...] = (
    CollegePlan(
        "计算机学院",
        "计算机学院党委",
        "JS",
        5,
        ("顾长宁", "10003"),
        ("计算机科学与技术", "软件工程", "人工智能"),
        _computing(),
    ),
    CollegePlan(
        "外国语学院",
        "外国语学院党委",
        "WY",
        6,
        ("沈若谷", "10004"),
        ("英语", "日语", "翻译"),
        _languages(),
    ),
)
