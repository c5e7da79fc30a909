"""Codes and heads, on plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhibu.gatherings import domain
from zhibu.gatherings.domain import Attendance, Part

SECRET = "5f" * 32
SEVEN = datetime(2026, 11, 25, 11, 0, 0, tzinfo=UTC)
moments = st.integers(1_600_000_000_000, 4_000_000_000_000).map(
    lambda ms: datetime.fromtimestamp(ms / 1000, UTC)
)


def part(number: int, **facts: object) -> Part:
    plain: dict[str, object] = {
        "attendee_id": number,
        "person_id": number,
        "name": f"成员{number}",
        "initials": "cy",
        "standing": "正式党员",
        "eligible": True,
        "with_vote": True,
        "observer": False,
        "sign_up": "none",
        "leave": "none",
        "present_at": None,
        "way": "",
        "late": False,
    }
    return Part(**(plain | facts))  # type: ignore[arg-type]  # a builder of the tests


def test_the_code_of_a_half_minute_is_six_digits_and_changes() -> None:
    codes = [domain.live_code(SECRET, step) for step in range(200)]

    assert all(len(c) == 6 and c.isdigit() for c in codes)
    assert len(set(codes)) > 195


@given(moment=moments, age=st.integers(0, 30))
def test_a_code_holds_for_half_a_minute_whenever_it_is_read(moment: datetime, age: int) -> None:
    code = domain.live_code(SECRET, domain.step_of(moment))

    assert domain.is_live(code, SECRET, moment + timedelta(seconds=age))


@given(moment=moments)
def test_a_code_is_dead_after_a_minute(moment: datetime) -> None:
    code = domain.live_code(SECRET, domain.step_of(moment))
    later = moment + timedelta(seconds=60)
    newer = {domain.live_code(SECRET, domain.step_of(later) - back) for back in (0, 1)}

    assert domain.is_live(code, SECRET, later) == (code in newer)


@given(moment=moments)
def test_the_seconds_left_end_with_the_code(moment: datetime) -> None:
    left = domain.seconds_left(moment)
    whole = moment.replace(microsecond=0)

    assert 1 <= left <= 30
    assert domain.step_of(whole + timedelta(seconds=left)) == domain.step_of(moment) + 1


@given(moment=moments, age=st.integers(0, 30))
def test_the_square_holds_as_long_as_the_digits_and_says_more(moment: datetime, age: int) -> None:
    code = domain.square_code(SECRET, domain.step_of(moment))

    assert len(code) == 16
    assert domain.is_square(code, SECRET, moment + timedelta(seconds=age))
    assert not domain.is_square(code, SECRET, moment + timedelta(seconds=60))
    assert not domain.is_square("签到", SECRET, moment)


def test_a_scan_keeps_for_five_minutes_and_for_one_gathering() -> None:
    scanned = domain.scan_pass(SECRET, SEVEN)

    assert domain.pass_holds(scanned, SECRET, SEVEN + timedelta(seconds=299))
    assert not domain.pass_holds(scanned, SECRET, SEVEN + timedelta(seconds=300))
    assert not domain.pass_holds(scanned, "60" * 32, SEVEN)
    until, _, signature = scanned.partition(".")
    assert not domain.pass_holds(f"{int(until) + 900}.{signature}", SECRET, SEVEN)


@given(text=st.text(max_size=40))
def test_nonsense_is_no_pass(text: str) -> None:
    assert not domain.pass_holds(text, SECRET, SEVEN)


@given(attendee_id=st.integers(1, 10**9), turn=st.integers(0, 5))
def test_a_code_on_paper_cannot_be_misread(attendee_id: int, turn: int) -> None:
    code = domain.paper_code(SECRET, attendee_id, turn)

    assert len(code) == 6
    assert set(code) <= set(domain.PAPER_LETTERS)
    assert not code.isdigit()
    assert code == domain.paper_code(SECRET, attendee_id, turn)
    assert not set("0O1IL2Z5S6G8BQ") & set(code)


def test_a_code_is_taken_however_it_is_typed() -> None:
    assert domain.typed(" ４８２　９１６ ") == "482916"
    assert domain.typed("ac4-d7w") == "AC4D7W"
    assert domain.typed("—") == ""


def test_heads_are_counted_by_who_should_attend_and_who_votes() -> None:
    here = SEVEN
    attendance = Attendance(
        7,
        (
            part(1, present_at=here, way="code"),
            part(2, present_at=here, way="list", with_vote=False, late=True),
            part(3, leave="excused"),
            part(4, leave="asked"),
            part(5, eligible=False, with_vote=False, observer=True, present_at=here, way="list"),
        ),
    )

    assert (attendance.eligible_count, attendance.present_eligible) == (4, 2)
    assert (attendance.voters_eligible, attendance.voters_present) == (3, 1)
    assert [p.person_id for p in attendance.observers] == [5]
    assert [p.person_id for p in attendance.absent] == [3, 4]
    assert [p.person_id for p in attendance.excused] == [3]
    assert [p.person_id for p in attendance if p.missing] == [4]
    assert [p.person_id for p in attendance.late] == [2]
    assert attendance.by_way == {"code": 1, "list": 2}
