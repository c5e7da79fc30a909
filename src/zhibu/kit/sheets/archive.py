"""The zip inside a workbook (压缩包), opened without trusting what it says of itself.

Every entry is unpacked once in pieces and counted; declared sizes are compared, never believed.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.refusal import FileRefused

PIECE = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: where its bytes begin and how they are packed."""

    name: str
    offset: int
    packed: int
    size: int
    check: int
    deflated: bool


class Archive:
    """A zip whose entries are read in bounded pieces (压缩包). Use as a context manager.

    Raises FileRefused: damaged, encrypted, too many entries, more bytes than allowed.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        self.spent = 0
        self._file: BinaryIO = path.open("rb")
        try:
            self.entries = self._directory(path.stat().st_size)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, UnicodeError) as broken:
            self._file.close()
            raise FileRefused("workbook-damaged") from broken
        except FileRefused:
            self._file.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _directory(self, length: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        with zipfile.ZipFile(self._file) as zipped:
            infos = zipped.infolist()
        if len(infos) > self.limits.entries:
            raise self._bomb()
        for info in infos:
            if info.flag_bits & 0x1:
                raise FileRefused("workbook-encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise FileRefused("workbook-damaged")
            name = info.filename.replace("\\", "/").lstrip("/")
            if name in entries or info.header_offset >= length:
                raise FileRefused("workbook-damaged")
            deflated = info.compress_type == zipfile.ZIP_DEFLATED
            entries[name] = Entry(
                name,
                info.header_offset,
                info.compress_size,
                info.file_size,
                info.CRC,
                deflated,
            )
        return entries

    def _bomb(self) -> FileRefused:
        return FileRefused(
            "workbook-bomb",
            limit=self.limits.unpacked_bytes >> 20,
            entries=self.limits.entries,
        )

    def find(self, name: str) -> Entry | None:
        """An entry by name; a second look without regard to case, as Windows writers need."""
        found = self.entries.get(name)
        if found is not None:
            return found
        lowered = name.lower()
        for entry in self.entries.values():
            if entry.name.lower() == lowered:
                return entry
        return None

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """An entry's bytes, about a megabyte at a time, counted, with length and check compared."""
        if entry.size > self.limits.unpacked_bytes:
            raise self._bomb()
        size = check = 0
        for piece in self._unpacked(entry):
            size += len(piece)
            self.spent += len(piece)
            if self.spent > self.limits.unpacked_bytes:
                raise self._bomb()
            check = zlib.crc32(piece, check)
            yield piece
        if size != entry.size or check != entry.check:
            raise FileRefused("workbook-damaged")

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        try:
            self._file.seek(entry.offset)
            header = _LOCAL_HEADER.unpack(self._file.read(_LOCAL_HEADER.size))
            if header[0] != b"PK\x03\x04":
                raise FileRefused("workbook-damaged")
            self._file.seek(header[9] + header[10], 1)
            yield from self._inflated(entry) if entry.deflated else self._stored(entry)
        except (zlib.error, struct.error, OSError) as broken:
            raise FileRefused("workbook-damaged") from broken

    def _stored(self, entry: Entry) -> Iterator[bytes]:
        left = entry.packed
        while left > 0:
            piece = self._file.read(min(left, PIECE))
            if not piece:
                raise FileRefused("workbook-damaged")
            left -= len(piece)
            yield piece

    def _inflated(self, entry: Entry) -> Iterator[bytes]:
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        left = entry.packed
        waiting = b""
        while not unpack.eof:
            if not waiting:
                waiting = self._file.read(min(left, 1 << 16))
                left -= len(waiting)
                if not waiting:
                    raise FileRefused("workbook-damaged")
            piece = unpack.decompress(waiting, PIECE)
            waiting = unpack.unconsumed_tail
            if piece:
                yield piece

    def read(self, name: str) -> bytes | None:
        """A small entry at once; None when the archive has none of this name."""
        entry = self.find(name)
        return None if entry is None else b"".join(self.pieces(entry))

    def spend(self, entry: Entry) -> None:
        """Unpack an entry nobody reads, for the count alone."""
        for _piece in self.pieces(entry):
            pass
