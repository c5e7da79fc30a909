"""Who the people of a generated branch are (演示大学的人): drawn by a seed, with dates that agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zhibu.kit.period import add_months
from zhibu.people.models import StatusSpan
from zhibu.web.demo.campus.plans import BranchPlan, CollegePlan, Life, Season, Sort

Kind = StatusSpan.Kind
OFFICERS = 4  # the first of a branch: secretary, organisation, publicity, discipline
TURNOVER = 0.22  # of a students' branch: how many leave in June, and come in September
BORN = {Sort.UNDERGRADUATES: 18, Sort.MASTERS: 22, Sort.DOCTORS: 25}  # age in the first autumn
STAYS = {Sort.UNDERGRADUATES: 4, Sort.MASTERS: 3, Sort.DOCTORS: 4}  # years
# Of a hundred people: activists, prospects, probationary members.
SHARES = {
    Sort.TEACHERS: (6, 0, 4),
    Sort.UNDERGRADUATES: (26, 8, 12),
    Sort.MASTERS: (12, 4, 10),
    Sort.DOCTORS: (5, 0, 7),
}
# Months between joining and the first day of history, at most: nobody joins before eighteen.
LONGEST = {Sort.UNDERGRADUATES: 18, Sort.MASTERS: 40, Sort.DOCTORS: 60}
ETHNIC = {
    "01": "汉族", "02": "蒙古族", "03": "回族", "04": "藏族", "05": "维吾尔族", "06": "苗族", "08": "壮族",
    "11": "满族",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person to be, as a roster writes them."""

    number: str
    name: str
    ethnic: str
    sex: str
    born: date
    kind: Kind
    joined: date | None
    confirmed: date | None
    applied: date | None
    cohort: str
    major: str


@dataclass(frozen=True, slots=True)
class Cast:
    """A branch's people: those of the first day, who of them leave in June, who come in September."""

    first: tuple[Somebody, ...]
    leaving: tuple[Somebody, ...]
    coming: tuple[Somebody, ...]


def cast_of(
    college: CollegePlan,
    plan: BranchPlan,
    *,
    number: int,
    when: Season,
    rng: Random,
    drawn: Iterator[tuple[str, str]],
) -> Cast:
    """Everybody of one branch. number: of the branch in its college, from 1."""
    kinds = _kinds(plan)
    full = kinds.count(Kind.FULL)
    turns = plan.sort.studies and plan.life is not Life.FOUNDED
    gone = range(OFFICERS, OFFICERS + round(plan.size * TURNOVER)) if turns else range(0)
    draw = _Draw(college, plan, number, when, rng, drawn, set())
    people = []
    for at, kind in enumerate(kinds):
        name = plan.homonyms if plan.homonyms and at in {full - 1, full - 2} else ""
        people.append(draw.somebody(at, kind, leaves=at in gone, name=name))
    fresh = [
        draw.newcomer(len(kinds) + at, at < len(gone) * _members_among(plan.sort))
        for at in range(len(gone))
    ]
    return Cast(tuple(people), tuple(people[at] for at in gone), tuple(fresh))


def _kinds(plan: BranchPlan) -> list[Kind]:
    activists, prospects, probationary = (
        round(plan.size * share / 100) for share in SHARES[plan.sort]
    )
    full = plan.size - activists - prospects - probationary
    return (
        [Kind.FULL] * full
        + [Kind.PROBATIONARY] * probationary
        + [Kind.PROSPECT] * prospects
        + [Kind.ACTIVIST] * activists
    )


def _members_among(sort: Sort) -> float:
    """How many of those who come are members already; freshmen seldom are."""
    return 0.2 if sort is Sort.UNDERGRADUATES else 0.8


@dataclass(frozen=True, slots=True)
class _Draw:
    """The chances of one branch, with the names that are taken in it."""

    college: CollegePlan
    plan: BranchPlan
    number: int
    when: Season
    rng: Random
    drawn: Iterator[tuple[str, str]]
    taken: set[str]

    def somebody(self, at: int, kind: Kind, *, leaves: bool, name: str) -> Somebody:
        """One of the first day."""
        sort, start = self.plan.sort, self.when.start
        if sort is Sort.TEACHERS:
            cohort, born = "", self._day(start.year - self.rng.randrange(31, 58))
            longest = (start.year - born.year - 22) * 12
        else:
            year = self._year(kind, leaves=leaves)
            cohort, born = str(year), self._day(year - BORN[sort])
            longest = LONGEST[sort]
        joined = confirmed = applied = None
        if kind is Kind.FULL:
            joined = add_months(start, -self.rng.randrange(13, longest + 1)).replace(day=18)
            confirmed = add_months(joined, 12)
        elif kind is Kind.PROBATIONARY:
            joined = start - timedelta(days=self.rng.randrange(5, 150))
        else:
            applied = start - timedelta(days=self.rng.randrange(60, 200))
        return self._person(at, kind, cohort, born, (joined, confirmed, applied), name)

    def newcomer(self, at: int, member: bool) -> Somebody:
        """One of this September's."""
        sort, year, day = self.plan.sort, self.when.coming.year, self.when.coming
        born = self._day(year - BORN[sort] - (1 if member else 0))
        joined = confirmed = applied = None
        if not member:
            kind, applied = Kind.ACTIVIST, day - timedelta(days=self.rng.randrange(1, 6))
        elif sort is Sort.UNDERGRADUATES or self.rng.random() < 0.2:
            kind, joined = Kind.PROBATIONARY, day - timedelta(days=self.rng.randrange(60, 120))
        else:
            kind = Kind.FULL
            joined = add_months(day, -self.rng.randrange(14, 26)).replace(day=18)
            confirmed = add_months(joined, 12)
        return self._person(at, kind, str(year), born, (joined, confirmed, applied), "")

    def _year(self, kind: Kind, *, leaves: bool) -> int:
        """The cohort: those who leave came longest ago, activists not long ago."""
        oldest = self.when.leaving.year - STAYS[self.plan.sort]
        if leaves:
            return oldest
        return oldest + (1 if kind is Kind.FULL else 2)

    def _day(self, year: int) -> date:
        return date(year, self.rng.randrange(1, 9), self.rng.randrange(1, 29))

    def _person(
        self,
        at: int,
        kind: Kind,
        cohort: str,
        born: date,
        dates: tuple[date | None, date | None, date | None],
        name: str,
    ) -> Somebody:
        drawn, code = next(self.drawn)
        while not name and (drawn in self.taken or drawn == self.plan.homonyms):
            drawn, code = next(self.drawn)
        self.taken.add(name or drawn)
        own = f"{self.college.digit}{self.number:02d}{at:03d}"
        joined, confirmed, applied = dates
        return Somebody(
            number=f"{cohort or '3'}{own}",
            name=name or drawn,
            ethnic="汉族" if name else ETHNIC[code],
            sex=self.rng.choice(("男", "女")),
            born=born,
            kind=kind,
            joined=joined,
            confirmed=confirmed,
            applied=applied,
            cohort=cohort,
            major=self.rng.choice(self.college.majors) if cohort else "",
        )
