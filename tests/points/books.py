"""Books and facts for tests: a few by hand, many by chance."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from zhibu.points.domain.facts import Fact
from zhibu.points.domain.rules import (
    INSIDE,
    Band,
    Measure,
    Over,
    Part,
    Rule,
    Rulebook,
    Span,
)

KINDS = ("theme_day", "party_class", "service", "reflection")
DAY = date(2026, 9, 1)
ME = 7


def fact(
    kind: str, on: date = DAY, *, key: str = "", minutes: int = 0, count: int = 1, source: str = ""
) -> Fact:
    """One fact of the member of these tests."""
    return Fact(key or f"{kind}:{on}", kind, ME, on, minutes, count, source)


def book(*rules: Rule, period: Span = Span.TERM, **ceilings: int | None) -> Rulebook:
    """A book of these rules; parts by name and ceiling in hundredths."""
    return Rulebook(
        "本支部积分办法",
        period,
        tuple(Part(name, ceiling) for name, ceiling in ceilings.items()),
        rules,
    )


@st.composite
def facts(draw: st.DrawFn, *, most: int = 14) -> list[Fact]:
    """Facts of one member over eight months, some out of one source."""
    made = []
    for number in range(draw(st.integers(0, most))):
        on = DAY + timedelta(days=draw(st.integers(0, 240)))
        sitting = draw(st.sampled_from(["", "", f"sitting:{on}"]))
        made.append(
            Fact(
                key=f"f{number}",
                kind=draw(st.sampled_from(KINDS)),
                person_id=ME,
                on=on,
                minutes=draw(st.integers(0, 200)),
                count=draw(st.integers(1, 4)),
                source=sitting,
            )
        )
    return made


@st.composite
def rules(draw: st.DrawFn, *, code: str, period: Span, parts: list[str]) -> Rule:
    """A lawful rule, of any shape a form can give it."""
    bands = draw(
        st.lists(st.tuples(st.integers(1, 200), st.integers(1, 900)), max_size=3).map(
            lambda found: tuple(Band(*pair) for pair in found)
        )
    )
    return Rule(
        code=code,
        kinds=tuple(draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))),
        hundredths=draw(st.integers(1, 900)),
        measure=draw(st.sampled_from(list(Measure))),
        per=draw(st.integers(1, 120)),
        over=draw(st.sampled_from(list(Over))),
        bands=bands,
        cap=draw(st.none() | st.integers(1, 3000)),
        cap_period=draw(st.sampled_from(INSIDE[period])),
        part=draw(st.sampled_from(parts)),
        opt_in=False,
    )


@st.composite
def books(draw: st.DrawFn, *, most: int = 4) -> Rulebook:
    """A book of up to four rules in up to two parts."""
    period = draw(st.sampled_from([Span.MONTH, Span.TERM, Span.YEAR]))
    parts = [
        Part(name, draw(st.none() | st.integers(1, 4000)))
        for name in ("甲", "乙")[: draw(st.integers(1, 2))]
    ]
    names = [part.name for part in parts]
    found = tuple(
        draw(rules(code=f"4.{number}", period=period, parts=names))
        for number in range(1, draw(st.integers(1, most)) + 1)
    )
    return Rulebook(
        "办法", period, tuple(parts), found, tuple(draw(st.lists(st.text(max_size=9), max_size=2)))
    )
