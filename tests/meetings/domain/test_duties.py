"""What a branch must hold, on plain values."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.period import Period, month
from zhibu.kit.sentences import say
from zhibu.meetings.domain import duties as d
from zhibu.meetings.domain.duties import BranchFacts, Entry, Pairing, Part, Sitting, State, Waiver
from zhibu.meetings.domain.kinds import Kind

NOV = date(2026, 11, 1)
TODAY = date(2026, 11, 26)
LONG_AGO = date(2020, 9, 1)


def branch(**fields: object) -> BranchFacts:
    values: dict[str, object] = {
        "id": 1,
        "has_committee": True,
        "parts": (),
        "kept_from": LONG_AGO,
    }
    return BranchFacts(**(values | fields))  # type: ignore[arg-type]  # values by their names


def sat(kind: Kind, on: date, state: State = State.DONE, part: int | None = None) -> Sitting:
    return Sitting(on.toordinal(), frozenset({kind}), on.replace(day=1), on, state, part)


def states(facts: BranchFacts, *, day: date = NOV, today: date = TODAY) -> dict[str, str]:
    return {
        line.rule.key + (f" {line.part.name}" if line.part else ""): line.state.value
        for line in d.standings(facts, month=day, today=today)
    }


def opened(
    facts: BranchFacts, *, day: date = NOV, today: date = TODAY
) -> list[tuple[str, int, int]]:
    """Key, month of its beginning, days since it ended, of all that is still missing."""
    return [
        (line.rule.key, line.period.since.month, line.late_days)
        for line in d.still_open(facts, month=day, today=today)
        if line.state is State.MISS
    ]


def test_a_theme_day_of_october_not_held_is_26_days_late_on_the_26th_of_november() -> None:
    held = [sat(Kind.THEME_DAY, date(2026, n, 14)) for n in (7, 8, 9)]
    facts = branch(has_committee=False, sittings=tuple(held))
    assert ("theme_day", 10, 26) in opened(facts)


def test_a_quarterly_class_not_held_in_the_third_quarter_is_57_days_late() -> None:
    assert ("party_class", 7, 57) in opened(branch())


def test_a_draft_of_a_month_gone_by_is_no_gap_and_is_still_shown() -> None:
    facts = branch(sittings=(sat(Kind.THEME_DAY, date(2026, 10, 14), State.DRAFT),))
    assert ("theme_day", 10, 26) not in opened(facts)
    lines = d.still_open(facts, month=NOV, today=TODAY)
    assert [(x.rule.key, x.late_days) for x in lines if x.state is State.DRAFT] == [
        ("theme_day", 0)
    ]


def test_what_was_arranged_and_never_held_is_a_gap_that_says_so() -> None:
    facts = branch(sittings=(sat(Kind.THEME_DAY, date(2026, 10, 14), State.WAIT),))
    (line,) = [
        x
        for x in d.still_open(facts, month=NOV, today=TODAY)
        if x.rule.key == "theme_day" and x.period.since.month == 10
    ]
    assert (line.state, str(line.why), line.late_days) == (State.MISS, "原定10月14日，没有记录", 26)


def test_nothing_is_asked_for_from_before_the_branch_was_kept_here() -> None:
    assert opened(branch(kept_from=date(2026, 11, 3))) == []
    assert states(branch(kept_from=date(2026, 11, 3)))["theme_day"] == "miss"
    september = states(branch(kept_from=date(2026, 11, 3)), day=date(2026, 9, 1))
    assert september["theme_day"] == "na"


def test_a_group_formed_in_november_owes_nothing_of_october() -> None:
    parts = (Part(7, "第一党小组", LONG_AGO), Part(8, "第二党小组", date(2026, 11, 5)))
    found = [
        (line.part.id, line.period.since.month)
        for line in d.still_open(branch(parts=parts), month=NOV, today=TODAY)
        if line.part
    ]
    assert found == [(7, 7), (7, 8), (7, 9), (7, 10)]


def test_a_sitting_of_all_groups_together_counts_for_each() -> None:
    parts = (Part(7, "第一党小组", LONG_AGO), Part(8, "第二党小组", LONG_AGO))
    facts = branch(parts=parts, sittings=(sat(Kind.GROUP_MEETING, date(2026, 11, 9)),))
    found = states(facts)
    assert (found["group_meeting 第一党小组"], found["group_meeting 第二党小组"]) == (
        "done",
        "done",
    )


def test_a_waiver_takes_a_gap_away_and_keeps_its_reason() -> None:
    waiver = Waiver(5, "theme_day", date(2026, 10, 1), NOV, "100%的党员在外实习")
    facts = branch(waivers=(waiver,))
    assert ("theme_day", 10, 26) not in opened(facts)
    (line,) = [
        x
        for x in d.standings(facts, month=date(2026, 10, 5), today=TODAY)
        if x.rule.key == "theme_day"
    ]
    assert (line.state, line.waived, str(line.why)) == (State.NA, 5, "100%的党员在外实习")


def test_a_waiver_of_one_group_is_not_of_the_other() -> None:
    parts = (Part(7, "第一党小组", LONG_AGO), Part(8, "第二党小组", LONG_AGO))
    waiver = Waiver(5, "group_meeting", NOV, date(2026, 12, 1), "全组外出实习", part=7)
    found = states(branch(parts=parts, waivers=(waiver,)))
    assert (found["group_meeting 第一党小组"], found["group_meeting 第二党小组"]) == ("na", "miss")


def test_a_waiver_of_one_month_leaves_the_rest_of_a_year_asked_for() -> None:
    waiver = Waiver(5, "life_meeting", NOV, date(2026, 12, 1), "学校统一安排在 12 月")
    facts = branch(waivers=(waiver,))
    assert states(facts)["life_meeting"] == "na"
    assert states(facts, day=date(2026, 12, 1), today=date(2026, 12, 2))["life_meeting"] == "miss"
    january = date(2027, 1, 1)
    assert ("life_meeting", 1, 20) in opened(facts, day=january, today=date(2027, 1, 20))


def test_what_was_held_stands_though_somebody_had_waived_it() -> None:
    waiver = Waiver(5, "theme_day", NOV, date(2026, 12, 1), "全体外出实习")
    facts = branch(waivers=(waiver,), sittings=(sat(Kind.THEME_DAY, date(2026, 11, 14)),))
    assert states(facts)["theme_day"] == "done"


def test_talks_are_done_when_each_pairing_has_talked() -> None:
    talks = [
        Entry("heart_talk", date(2026, 11, 3), Pairing.COMMITTEE, 4),
        Entry("heart_talk", date(2026, 11, 4), Pairing.COMMITTEE_MEMBER, 20),
    ]
    facts = branch(entries=tuple(talks))
    (line,) = [x for x in d.standings(facts, month=NOV, today=TODAY) if x.rule.key == "heart_talk"]
    assert (line.state, str(line.why)) == (State.MISS, "还没有登记：党员之间")
    whole = branch(entries=(*talks, Entry("heart_talk", date(2026, 11, 5), Pairing.MEMBERS, 6)))
    (line,) = [x for x in d.standings(whole, month=NOV, today=TODAY) if x.rule.key == "heart_talk"]
    assert (line.state, str(line.why)) == (State.DONE, "共 30 次")


def test_a_branch_without_a_committee_owes_only_talks_among_members() -> None:
    entry = Entry("heart_talk", date(2026, 11, 5), Pairing.MEMBERS, 6)
    assert states(branch(has_committee=False, entries=(entry,)))["heart_talk"] == "done"


def test_yearly_duties_are_asked_for_from_october_and_are_late_from_january() -> None:
    assert states(branch(), day=date(2026, 9, 1))["life_meeting"] == "na"
    assert states(branch(), day=date(2026, 10, 1))["life_meeting"] == "miss"
    january = date(2027, 1, 1)
    assert ("member_review", 1, 20) in opened(branch(), day=january, today=date(2027, 1, 20))
    april = date(2027, 4, 1)
    assert ("member_review", 1, 110) in opened(branch(), day=april, today=date(2027, 4, 20))
    july = date(2027, 7, 1)
    assert "member_review" not in {k for k, _m, _n in opened(branch(), day=july, today=july)}


# ---- holidays


def away(holidays: list[tuple[str, Period]], day: date) -> str | None:
    found = d.holiday_away(
        month(day.year, day.month), holidays=holidays, working=lambda x: x.weekday() < 5
    )
    return None if found is None else str(found)


WINTER = ("寒假", Period(date(2027, 1, 18), date(2027, 2, 26)))
SUMMER = ("暑假", Period(date(2027, 7, 12), date(2027, 9, 1)))


def test_a_month_the_holidays_leave_next_to_nothing_of_is_not_counted() -> None:
    assert away([WINTER, SUMMER], date(2027, 8, 1)) == "暑假，不计月份"
    assert away([WINTER], date(2027, 2, 1)) == "寒假，本月只剩 1 个工作日，不计月份"
    assert away([WINTER], date(2027, 1, 1)) is None
    assert away([SUMMER], date(2027, 7, 1)) is None
    assert away([], date(2027, 2, 1)) is None


def test_a_month_not_counted_is_asked_for_nothing_monthly_and_is_no_gap() -> None:
    facts = branch(away=lambda span: say("暑假，不计月份") if span.since.month == 8 else None)
    assert ("theme_day", 8, 87) not in opened(facts)
    found = states(facts, day=date(2026, 8, 1), today=date(2026, 8, 3))
    assert (found["theme_day"], found["party_class"]) == ("na", "miss")


# ---- whatever happens

kinds = st.sampled_from([Kind.THEME_DAY, Kind.GENERAL_MEETING, Kind.PARTY_CLASS])
days = st.dates(date(2026, 1, 1), date(2027, 6, 30))
held_states = st.sampled_from([State.DONE, State.DRAFT, State.WAIT])
sittings = st.lists(st.tuples(kinds, days, held_states).map(lambda x: sat(*x)), max_size=8)


@given(held=sittings, today=days, kept=days)
def test_each_duty_has_one_state_a_period_and_gaps_lie_behind(
    held: list[Sitting], today: date, kept: date
) -> None:
    facts = branch(sittings=tuple(held), kept_from=kept)
    now = d.standings(facts, month=today, today=today)
    assert [line.rule.key for line in now] == [rule.key for rule in d.DUTIES]
    assert all(line.late_days == 0 for line in now)
    for line in d.still_open(facts, month=today, today=today):
        assert line.state in {State.MISS, State.DRAFT}
        assert kept <= line.period.since < line.period.until <= today
        assert line.state is State.DRAFT or line.late_days >= 1


@given(held=sittings, today=days)
def test_confirming_one_more_sitting_never_makes_a_gap(held: list[Sitting], today: date) -> None:
    facts = branch(sittings=tuple(held))
    more = branch(sittings=(*held, sat(Kind.THEME_DAY, today - timedelta(days=40))))
    assert set(opened(more, day=today, today=today)) <= set(opened(facts, day=today, today=today))
