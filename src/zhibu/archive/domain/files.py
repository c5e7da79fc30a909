"""What an uploaded scan really is (扫描件): by its content, never by its name.

Pictures are measured before anybody decodes them, and lose what a phone wrote into them: place,
device, time.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from enum import StrEnum

from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

LARGEST = 10 << 20  # bytes
MOST_PIXELS = 40_000_000
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
# Chunks a picture needs to be drawn; text, time and Exif are not among them.
PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"),
    *(b"bKGD", b"pHYs", b"cICP"),
}
JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
ORIENTATION = 0x0112
UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')


class MediaType(StrEnum):
    """What a scan may be."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class FileFault(Exception):
    """The file cannot be kept. ``code`` for programs, ``sentence`` for people."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence


def media_type_of(body: bytes) -> MediaType:
    """By its first bytes. Raises FileFault: empty, too large, of another kind."""
    if not body:
        raise FileFault("file-empty", say(_("文件是空的。请重新选择。")))
    if len(body) > LARGEST:
        size = -(-len(body) >> 20)
        raise FileFault(
            "file-too-large",
            say(_("文件有 %(size)d MB，超过 10 MB。请降低扫描分辨率或分开上传。"), size=abs(size)),
        )
    if body.startswith(b"%PDF-"):
        return MediaType.PDF
    if body.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if body.startswith(PNG_HEAD):
        return MediaType.PNG
    raise FileFault("not-a-scan", say(_("只收 PDF、JPG、PNG 扫描件。请转换格式后再上传。")))


def cleaned(body: bytes) -> bytes:
    """A picture that can be kept, without what the camera told of place and device.

    Raises FileFault: damaged, more than 40 million pixels. A PDF comes back as it is.
    """
    kind = media_type_of(body)
    if kind == MediaType.PDF:
        return body
    try:
        return _png(body) if kind == MediaType.PNG else _jpeg(body)
    except (struct.error, IndexError, ValueError) as broken:
        raise _damaged() from broken


def clean_name(name: str) -> str:
    """A file's own name, fit to be shown and offered for download; at most 120 characters."""
    plain = UNSAFE_NAME.sub("", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:120] or "附件"
    return f"{stem[: 119 - len(ending)]}.{ending}" if len(ending) < 10 else plain[:120]


def _damaged() -> FileFault:
    return FileFault("damaged", say(_("图片已损坏或没有传完。请重新扫描或另存后再上传。")))


def _measured(width: int, height: int) -> None:
    if not width or not height:
        raise _damaged()
    if width * height > MOST_PIXELS:
        raise FileFault(
            "too-many-pixels",
            say(_("图片超过 4000 万像素。请用较低的分辨率扫描（A4 用 200 dpi 即可）。")),
        )


def _png(body: bytes) -> bytes:
    at, kept = len(PNG_HEAD), [PNG_HEAD]
    seen_end = False
    while at < len(body) and not seen_end:
        (length,) = struct.unpack_from(">I", body, at)
        kind = body[at + 4 : at + 8]
        chunk = body[at : at + 12 + length]
        if (
            len(chunk) != 12 + length
            or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]
        ):
            raise _damaged()
        if (kind == b"IHDR") != (at == len(PNG_HEAD)):
            raise _damaged()
        if kind == b"IHDR":
            _measured(*struct.unpack_from(">II", chunk, 8))
        if kind in PNG_KEPT:
            kept.append(chunk)
        seen_end = kind == b"IEND"
        at += 12 + length
    if not seen_end:
        raise _damaged()
    return b"".join(kept)


def _jpeg(body: bytes) -> bytes:
    """Segments up to the picture itself; of Exif only which way is up."""
    kept = [b"\xff\xd8"]
    measured = False
    for marker, segment in _segments(body):
        if marker in JPEG_SIZES:
            height, width = struct.unpack_from(">HH", segment, 5)
            _measured(width, height)
            measured = True
        if marker == 0xE1:
            turned = _turned(segment[4:])
            kept += [_exif(turned)] if turned != 1 else []
        elif marker not in {0xFE, *range(0xE3, 0xEE), 0xEF}:
            kept.append(segment)
    if not measured:
        raise _damaged()
    return b"".join(kept)


def _segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment with its marker; the last runs from the start of the scan to the end."""
    at = 2
    while True:
        if body[at] != 0xFF:
            raise ValueError
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in JPEG_ALONE:
            at += 2
            continue
        if marker == 0xD9:
            raise ValueError
        (length,) = struct.unpack_from(">H", body, at + 2)
        if length < 2 or at + 2 + length > len(body):
            raise ValueError
        if marker == 0xDA:
            end = body.rfind(b"\xff\xd9")
            if end < at:
                raise ValueError
            yield marker, body[at : end + 2]
            return
        yield marker, body[at : at + 2 + length]
        at += 2 + length


def _turned(exif: bytes) -> int:
    """Which way is up, 1 to 8, from an Exif segment; 1 when it does not say."""
    if not exif.startswith(b"Exif\x00\x00") or exif[6:8] not in {b"II", b"MM"}:
        return 1
    order = "<" if exif[6:8] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 10)
        (count,) = struct.unpack_from(f"{order}H", exif, 6 + start)
        for number in range(min(count, 64)):
            tag, _kind, _count, value = struct.unpack_from(
                f"{order}HHIH", exif, 8 + start + 12 * number
            )
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif(turned: int) -> bytes:
    """An Exif segment that says which way is up and nothing else."""
    inside = b"Exif\x00\x00MM\x00\x2a" + struct.pack(
        ">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0
    )
    return b"\xff\xe1" + struct.pack(">H", len(inside) + 2) + inside
