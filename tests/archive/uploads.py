"""Scans for tests: pictures and PDF made here, sound and otherwise."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pypdf
import typst
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 4, height: int = 4, *extra: tuple[bytes, bytes]) -> bytes:
    """A white picture; extra chunks stand before the pixels."""
    rows = zlib.compress(b"".join(b"\x00" + b"\xff" * 4 for _row in range(4)))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            *(chunk(kind, body) for kind, body in extra),
            chunk(b"IDAT", rows),
            chunk(b"IEND", b""),
        ]
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int, more: bytes = b"") -> bytes:
    inner = b"II\x2a\x00" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"Exif\x00\x00" + inner + more


def jpeg(width: int = 8, height: int = 8, *extra: bytes) -> bytes:
    """A picture as segments; nobody decodes it here."""
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            *extra,
            segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            b"\x12\x34\xff\x00\x56",
            b"\xff\xd9",
        ]
    )


def pdf(text: str = "签到表", pages: int = 1) -> bytes:
    """A PDF whose pages say something."""
    source = f'#set text(font: "DejaVu Sans Mono")\n#{text!r}'.replace("'", '"')
    whole = "\n#pagebreak()\n".join([source] * pages)
    made = typst.compile(whole.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("1234")
    return written(writer)


def lively_pdf() -> bytes:
    """One that runs a script when it is opened."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    writer._root_object[NameObject("/OpenAction")] = action
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
