"""Which characters the PDF's fonts can draw (字库): a rare name character must never vanish in silence."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

UNICODE_TABLES = {(3, 10), (0, 6), (0, 4), (3, 1), (0, 3)}


def missing(text: str, faces: Iterable[tuple[Path, int]]) -> tuple[str, ...]:
    """Characters of a text that none of these faces (file, number in it) can draw, in order met."""
    known = drawn_by(tuple(faces))
    return tuple(dict.fromkeys(c for c in text if ord(c) > 0x7F and ord(c) not in known))


@lru_cache(maxsize=4)
def drawn_by(faces: tuple[tuple[Path, int], ...]) -> frozenset[int]:
    """Every character that one of the faces has; a face that cannot be read has none."""
    known: set[int] = set()
    for path, number in faces:
        try:
            known.update(_characters(path.read_bytes(), number))
        except (OSError, struct.error, IndexError):
            continue
    return frozenset(known)


def _characters(font: bytes, number: int) -> Iterator[int]:
    start = 0
    if font[:4] == b"ttcf":
        (start,) = struct.unpack_from(">I", font, 12 + 4 * number)
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for index in range(tables):
        tag, _check, offset, _length = struct.unpack_from(">4sIII", font, start + 12 + 16 * index)
        if tag == b"cmap":
            yield from _mapped(font, offset)


def _mapped(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", font, at + 2)
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, at + 4 + 8 * index)
        if (platform, encoding) not in UNICODE_TABLES:
            continue
        (form,) = struct.unpack_from(">H", font, at + offset)
        if form == 12:
            yield from _groups(font, at + offset)
        elif form == 4:
            yield from _segments(font, at + offset)


def _groups(font: bytes, at: int) -> Iterator[int]:
    """Format 12: spans over all planes."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for index in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        yield from range(first, min(last, 0x10FFFF) + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    """Format 4: spans of the first plane."""
    (double,) = struct.unpack_from(">H", font, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)
