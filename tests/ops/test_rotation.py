"""Which backups of a folder stay: of each of the last days, weeks and months the newest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from zhibu.ops.rotation import kept, rotate

NEWEST = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
moments = st.integers(0, 1_100 * 86_400).map(lambda seconds: NEWEST - timedelta(seconds=seconds))


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    nights = [NEWEST - timedelta(days=n) for n in range(365)]
    assert sorted(f"{at:%m-%d}" for at in kept(nights, 3)) == [
        "09-30", "10-31", "11-15", "11-22", "11-26", "11-27", "11-28",
    ]  # fmt: skip


@given(st.lists(moments, max_size=40), st.integers(1, 12))
def test_the_newest_always_stays_and_no_more_than_three_times_as_many(
    stamps: list[datetime], keep: int
) -> None:
    staying = kept(stamps, keep)
    assert staying <= set(stamps)
    assert len(staying) <= 3 * keep
    assert (max(stamps) in staying) if stamps else not staying


@given(st.lists(moments, min_size=1, max_size=40), st.integers(1, 6))
def test_rotating_again_removes_nothing_more(stamps: list[datetime], keep: int) -> None:
    once = kept(stamps, keep)
    assert kept(once, keep) == once


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    names = [f"zhibu-backup-{NEWEST - timedelta(days=n):%Y%m%d-%H%M%S}.age" for n in range(5)]
    for name in [*names, "backup_key", "zhibu-backup-notes.txt", "kept.age"]:
        (tmp_path / name).write_bytes(b"")
    gone = rotate(tmp_path, 1)
    assert [path.name for path in gone] == sorted(names[1:])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "backup_key", "kept.age", names[0], "zhibu-backup-notes.txt",
    ]  # fmt: skip
