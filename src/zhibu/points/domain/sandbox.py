"""Trying a book before it is adopted (演算): who gains, who cannot reach anything, the cheapest way up.

Counts and shares, never names. Source: domain.md 4 of the design, 12.4 DC-02.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.kit.period import Period
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.cheapest import TooMany, Way, cheapest, possible
from zhibu.points.domain.facts import FACT_KINDS, Fact
from zhibu.points.domain.rules import MONTHS, Rulebook, kind_label, period_of, shown
from zhibu.points.domain.scoring import awards, total


@dataclass(frozen=True, slots=True)
class Profile:
    """Members of one kind in an invented year (设想的一类成员): how many, what each does in a year.

    reaches: the kinds such a member can have at all.
    """

    name: str
    people: int
    year: Mapping[str, int]
    reaches: frozenset[str]


_ALL = frozenset(FACT_KINDS)
_OFFICE = frozenset({"branch_committee", "chaired", "recorded"})
_ALONE = frozenset({"study_done", "reflection", "peer_rating", "award"})
_ABROAD = _ALONE | {"study_hours", "service", "public_benefit"}
_NO_MEMBER = _OFFICE | {
    "general_meeting",
    "group_meeting",
    "life_meeting",
    "member_review",
    "peer_rating",
}
_SITTINGS = {"general_meeting": 4, "group_meeting": 9, "party_class": 4, "theme_day": 10, "life_meeting": 1, "member_review": 1}  # fmt: skip

PROFILES: tuple[Profile, ...] = (
    Profile(
        _("支委"),
        3,
        _SITTINGS
        | {"branch_committee": 11, "item_led": 4, "chaired": 6, "recorded": 4, "item_carried_out": 3}
        | {"service": 4, "study_done": 4, "reflection": 3},
        _ALL,
    ),
    Profile(
        _("普通党员"),
        12,
        _SITTINGS | {"item_led": 2, "service": 4, "study_done": 3, "reflection": 2, "study_hours": 4},
        _ALL - _OFFICE,
    ),
    Profile(
        _("服务骨干"),
        2,
        _SITTINGS | {"service": 16, "public_benefit": 4, "one_to_one_help": 8, "study_done": 2},
        _ALL - _OFFICE,
    ),
    Profile(
        _("实习、外出的流动党员"),
        3,
        {"general_meeting": 1, "study_done": 4, "reflection": 4, "study_hours": 4},
        _ABROAD,
    ),
    Profile(_("年老体弱的党员"), 2, {"study_done": 2, "reflection": 1}, _ALONE),
    Profile(
        _("入党积极分子"),
        4,
        {"party_class": 4, "theme_day": 6, "study_hours": 8, "service": 5, "reflection": 4},
        _ALL - _NO_MEMBER,
    ),
)  # fmt: skip


def invented(book: Rulebook, day: date) -> dict[int, list[Fact]]:
    """An invented branch in the period of a day: each profile's year, shortened to it."""
    period = period_of(book.period, day)
    people: dict[int, list[Fact]] = {}
    for profile in PROFILES:
        for _one in range(profile.people):
            number = len(people) + 1
            people[number] = [
                fact
                for kind, a_year in profile.year.items()
                for fact in _spread(kind, a_year * MONTHS[book.period] // 12, number, period)
            ]
    return people


def _spread(kind: str, times: int, person: int, period: Period) -> Iterable[Fact]:
    known = FACT_KINDS[kind]
    days = (period.until - period.since).days
    for at in range(times):
        on = period.since + timedelta(days=(2 * at + 1) * days // (2 * times))
        minutes = known.minutes if known.timed else 0
        yield Fact(f"{kind}:{at}:{person}", kind, person, on, minutes, known.usual)


@dataclass(frozen=True, slots=True)
class Count:
    """How many people have from ``least`` to ``most`` hundredths (一段的人数)."""

    label: Sentence
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a part, or a kind of fact, makes of all points (占比)."""

    label: str
    hundredths: int
    percent: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The most a kind of member can come to in one period (最多能得)."""

    profile: str
    hundredths: int
    percent: int  # of what an ordinary member can reach

    @property
    def sentence(self) -> Sentence:
        if not self.hundredths:
            return say(_("%(who)s一分也得不到：想一想加哪一条。"), who=self.profile)
        return say(
            _("%(who)s最多 %(points)s 分，是普通党员的 %(percent)d%%。"),
            who=self.profile,
            points=shown(self.hundredths),
            percent=self.percent,
        )


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a book would do (演算结果). way: None where ``why_not`` says why."""

    people: int
    top: int
    counts: tuple[Count, ...]
    shares: tuple[Share, ...]
    reaches: tuple[Reach, ...]
    way: Way | None
    why_not: Sentence | None


def rehearse(book: Rulebook, facts: Mapping[int, Sequence[Fact]], day: date) -> Rehearsal:
    """Run a book over the facts of a period, person by person. day: any day of the period.

    All opt-in rules count as chosen.
    """
    agreed = [rule.code for rule in book.rules]
    given = {person: awards(book, found, agreed) for person, found in facts.items()}
    totals = [sum(award.hundredths for award in found) for found in given.values()]
    by_kind: Counter[str] = Counter()
    for found in given.values():
        for award in found:
            by_kind[award.kind] += award.hundredths
    top = max(totals, default=0)
    way, why_not = _way(book, top, day)
    return Rehearsal(
        people=len(totals),
        top=top,
        counts=_counts(totals, top),
        shares=tuple(
            Share(kind_label(kind), amount, amount * 100 // sum(by_kind.values()))
            for kind, amount in by_kind.most_common()
        ),
        reaches=_reaches(book, day),
        way=way,
        why_not=why_not,
    )


def _counts(totals: list[int], top: int) -> tuple[Count, ...]:
    """People by thirds of the highest total, in whole points, and those with nothing."""
    third, two = (-(-top * share // 300) * 100 for share in (1, 2))
    spans = [(two, top), (third, two - 1), (1, third - 1)] if top >= 900 else [(1, top)]
    found = [
        Count(
            _span(least, most, top),
            sum(least <= amount <= most for amount in totals),
        )
        for least, most in spans
        if top
    ]
    return (*found, Count(say(_("没有得分")), sum(amount == 0 for amount in totals)))


def _span(least: int, most: int, top: int) -> Sentence:
    if least == 1 and most == top:
        return say(_("有得分，最高 %(top)s 分"), top=shown(top))
    if least == 1:
        return say(_("有得分，不到 %(most)s 分"), most=shown(most + 1))
    if most == top:
        return say(_("%(least)s 分以上，最高 %(top)s 分"), least=shown(least), top=shown(top))
    return say(_("%(least)s 分以上，不到 %(most)s 分"), least=shown(least), most=shown(most + 1))


def _reaches(book: Rulebook, day: date) -> tuple[Reach, ...]:
    deeds = possible(period_of(book.period, day), book)
    agreed = [rule.code for rule in book.rules]

    def most(kinds: frozenset[str]) -> int:
        return total(book, [deed.fact for deed in deeds if deed.fact.kind in kinds], agreed)

    ordinary = most(_ALL - _OFFICE)
    return tuple(
        Reach(p.name, most(p.reaches), most(p.reaches) * 100 // ordinary if ordinary else 0)
        for p in PROFILES
        if p.name != "服务骨干"
    )


def _way(book: Rulebook, top: int, day: date) -> tuple[Way | None, Sentence | None]:
    if not top:
        return None, say(_("没有人得分，谈不上最省时间的走法。"))
    try:
        way = cheapest(book, possible(period_of(book.period, day), book), top)
    except TooMany:
        return None, say(_("可能的组合太多，没有算完；把条款写得简单些再试。"))
    if way is None:
        return None, say(_("按每类事实一年通常的次数，达不到最高分。"))
    return way, None


def way_said(way: Way, top: int) -> list[Sentence]:
    """The cheapest way in sentences."""
    said = [
        say(
            _("要得到最高的 %(points)s 分，最少要 %(hours)d 小时 %(minutes)d 分钟："),
            points=shown(top),
            hours=way.minutes // 60,
            minutes=way.minutes % 60,
        )
    ]
    said += [
        say(
            _("%(what)s %(times)d 次，每次 %(minutes)d 分钟"),
            what=kind_label(kind),
            times=times,
            minutes=FACT_KINDS[kind].minutes,
        )
        for kind, times in way.by_kind.items()
    ]
    return said
