"""How large a workbook may be, by door (上限)."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may use. Sizes in bytes, counted while unpacking, never as declared."""

    file_bytes: int
    unpacked_bytes: int
    entries: int
    rows: int
    columns: int
    seconds: int
    memory_bytes: int


ROSTER = Limits(
    file_bytes=100 * MEGABYTE,
    unpacked_bytes=1024 * MEGABYTE,
    entries=2_000,
    rows=120_000,
    columns=200,
    seconds=180,
    memory_bytes=3 * 1024 * MEGABYTE,
)

ORDINARY = Limits(
    file_bytes=10 * MEGABYTE,
    unpacked_bytes=200 * MEGABYTE,
    entries=2_000,
    rows=120_000,
    columns=200,
    seconds=60,
    memory_bytes=2 * 1024 * MEGABYTE,
)
