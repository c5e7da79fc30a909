"""Counts per grade: never more than the full members, a third 优秀 only warned about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhibu.meetings.domain.matters import NotYet
from zhibu.meetings.domain.review import Grades, Reviewed, excellent_cap, review_verdict

grades = st.builds(
    Grades,
    excellent=st.integers(0, 20),
    qualified=st.integers(0, 20),
    basically_qualified=st.integers(0, 5),
    not_qualified=st.integers(0, 3),
)


@given(grades, st.integers(0, 50))
def test_grades_are_for_full_members_only(counts: Grades, full: int) -> None:
    answer = review_verdict(counts, full_members=full)
    assert isinstance(answer, Reviewed) == (0 < counts.graded <= full)


@given(grades)
def test_more_than_a_third_warns_and_does_not_refuse(counts: Grades) -> None:
    answer = review_verdict(counts, full_members=counts.graded)
    if counts.graded:
        assert isinstance(answer, Reviewed)
        assert bool(answer.warnings) == (3 * counts.excellent > counts.graded)


def test_the_cap_is_rounded_down_and_said() -> None:
    assert [excellent_cap(n) for n in (2, 3, 5, 26)] == [0, 1, 1, 8]
    answer = review_verdict(Grades(excellent=9, qualified=16), full_members=26)
    assert isinstance(answer, Reviewed)
    assert [str(s) for s in answer.warnings] == [
        "优秀 9 人，一般不超过评定人数的三分之一（8 人）；确有理由的可以保留。",
        "还有正式党员 1 人没有评定等次。",
    ]


def test_one_grade_too_many_is_a_probationary_member_graded() -> None:
    answer = review_verdict(Grades(qualified=27), full_members=26)
    assert isinstance(answer, NotYet)
    assert "预备党员参加评议，不评定等次" in str(answer.because[0])
