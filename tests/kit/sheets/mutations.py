"""Sound files spoiled by chance (损坏的文件): flipped, cut, edited inside, written in another encoding."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.people.roster.layouts import Written, drafted, write

from zhibu.kit.sheets import FileRefused, read_here

FORMS = ("merged_title", "xls_from_wps", "csv_gb18030", "csv_utf8_bom")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "big5", "shift_jis", "utf-32")
ODD_CSV = (
    '"',
    "\t",
    ";",
    ",",
    "\r",
    "\n\n",
    "\0",
    "\ufeff",
    "=cmd|'/c'!A0",
    "\u202e",
    "1E+400",
    "𠮷",
)
ODD_XML = (
    b"<", b"&#0;", b"&#x110000;", b"]]>", b"<![CDATA[", b"<!--", b'" a="', b"</row>", b"<row>",
    b"<c/>", b'<c r="A0"/>', b"&nbsp;", b"\xff\xfe", b"<?pi ?>", b"</worksheet>",
)  # fmt: skip


def sound(form: str, folder: Path) -> Written:
    """A sound roster of one form."""
    return write(drafted(form, "two_row_heads"), folder, form)


def flipped(raw: bytes, rng: Random) -> bytes:
    """One to forty bits turned over."""
    body = bytearray(raw)
    for _time in range(rng.randint(1, 40)):
        body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return bytes(body)


def cut(raw: bytes, rng: Random) -> bytes:
    return raw[: rng.randrange(1, len(raw))]


def beheaded(raw: bytes, rng: Random) -> bytes:
    return raw[rng.randrange(1, len(raw)) :]


def stirred(raw: bytes, rng: Random) -> bytes:
    """Pieces taken out, doubled, exchanged, filled with chance."""
    body = bytearray(raw)
    for _time in range(rng.randint(1, 8)):
        at, size = rng.randrange(len(body)), rng.randint(1, 60)
        match rng.randrange(4):
            case 0:
                del body[at : at + size]
            case 1:
                body[at:at] = body[max(0, at - size) : at]
            case 2:
                body[at : at + size] = rng.randbytes(size)
            case _:
                other = rng.randrange(len(body))
                body[at : at + 1], body[other : other + 1] = (
                    body[other : other + 1],
                    body[at : at + 1],
                )
        if not body:
            return b"x"
    return bytes(body)


def edited_inside(raw: bytes, rng: Random, scratch: Path) -> bytes:
    """The same package with one part edited as text and packed again: sound zip, odd XML."""
    scratch.write_bytes(raw)
    with zipfile.ZipFile(scratch) as zipped:
        parts = {info.filename: zipped.read(info) for info in zipped.infolist()}
    name = rng.choice(sorted(parts))
    part = parts[name] or b" "
    match rng.randrange(6):
        case 0:
            part = stirred(part, rng)
        case 1:  # odd pieces at ends of tags
            ends = [m.end() for m in re.finditer(b">", part)] or [0]
            at = rng.choice(ends)
            part = part[:at] + rng.choice(ODD_XML) + part[at:]
        case 2:  # one attribute with another value
            part = re.sub(rb'="[^"]*"', rng.choice((b'=""', b'="-1"', b'="99999999999"', b'="A1:"')), part, count=rng.randint(1, 30))  # fmt: skip
        case 3:
            part = cut(part, rng)
        case 4:
            part = part.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")
        case _:
            part = b""
    parts[name] = part
    if rng.randrange(8) == 0:
        del parts[rng.choice(sorted(parts))]
    with zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part_name, content in parts.items():
            zipped.writestr(part_name, content)
    return scratch.read_bytes()


def as_text(raw: bytes, rng: Random, encoding: str) -> bytes:
    """A csv with odd characters in it, or in an encoding it was not written in, or in two."""
    text = raw.decode(encoding)
    for _time in range(rng.randint(0, 12)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(ODD_CSV) + text[at + rng.randrange(3) :]
    whole = text.encode(rng.choice(ENCODINGS), "replace")
    if rng.randrange(3):
        return whole
    return (
        whole[: len(whole) // 2] + text.encode(rng.choice(ENCODINGS), "replace")[len(whole) // 2 :]
    )


def mutated(form: str, raw: bytes, rng: Random, scratch: Path) -> bytes:
    """One file spoiled by a way that suits its form."""
    plain: list[Callable[[bytes, Random], bytes]] = [flipped, cut, beheaded, stirred]
    if form == "merged_title" and rng.randrange(2):
        return edited_inside(raw, rng, scratch)
    if form.startswith("csv") and rng.randrange(2):
        return as_text(raw, rng, "gb18030" if form == "csv_gb18030" else "utf-8-sig")
    return rng.choice(plain)(raw, rng) or b"x"


def outcomes(paths: list[str]) -> Iterator[str]:
    """What comes of each file, read one after another in one child: ``read`` or its code."""
    for path in paths:
        try:
            read_here(Path(path))
        except FileRefused as refused:
            yield refused.code
        else:
            yield "read"
