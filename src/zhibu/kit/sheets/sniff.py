"""What a file is, by its content (辨认格式); the name's ending is never believed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from zhibu.kit.sheets.archive import Archive
from zhibu.kit.sheets.legacy import streams
from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.refusal import FileRefused


class Kind(Enum):
    """Forms a roster may lie in."""

    XLSX = "xlsx"
    XLS = "xls"
    HTML = "html"
    XML_2003 = "xml"
    TEXT = "csv"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"RIFF", "图片或音像"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b\x08", "gzip 压缩包"),
    (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ", "xz 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MIME-Version:", "网页归档（.mht）"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"),
)


def sniff(path: Path, limits: Limits) -> Kind:
    """The form of a file. Raises FileRefused where it is no table, encrypted or carries macros."""
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        raise FileRefused("file-empty")
    if head.startswith(b"PK"):
        return _zip(path, limits)
    if head.startswith(_OLE):
        return _compound(path)
    if head.startswith(_BARE_BIFF):
        return Kind.XLS
    for start, what in _OTHERS:
        if head.startswith(start) and (len(start) > 2 or not _is_text(head)):
            raise FileRefused("not-a-workbook", what=what)
    return _text(head)


def _text(head: bytes) -> Kind:
    lowered = head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\x00", b"").lower()
    of_2003 = b"urn:schemas-microsoft-com:office:spreadsheet" in lowered
    if of_2003 and lowered.startswith(b"<") and b"workbook" in lowered:
        return Kind.XML_2003
    if lowered.startswith(b"<") and any(
        mark in lowered for mark in (b"<html", b"<table", b"<!doctype html", b"<meta", b"<tr")
    ):
        return Kind.HTML
    if lowered.startswith(b"<?xml"):
        raise FileRefused("not-a-workbook", what="XML 文件")
    if not _is_text(head):
        raise FileRefused("not-a-workbook", what="认不出的格式")
    if lowered.startswith((b"{", b"[{")) and b'":' in lowered:
        raise FileRefused("not-a-workbook", what="JSON 文件")
    return Kind.TEXT


def _is_text(head: bytes) -> bool:
    """No control bytes but those of text; UTF-16 shows itself by its mark or by its noughts."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        every_second = head[1::2].count(0) + head[0::2].count(0)
        return every_second > len(head) // 8 and (
            b",\x00" in head or b"\n\x00" in head or b"\t\x00" in head
        )
    control = sum(head.count(byte) for byte in range(32) if byte not in (9, 10, 11, 12, 13, 26, 27))
    return control == 0


def _zip(path: Path, limits: Limits) -> Kind:
    with Archive(path, limits) as archive:
        names = {name.lower() for name in archive.entries}
        kinds = (archive.read("[Content_Types].xml") or b"").lower()
    if any(name.endswith(("vbaproject.bin", "macrosheets/sheet1.xml")) for name in names):
        raise FileRefused("workbook-macros")
    if b"macroenabled" in kinds or b"intlmacrosheet" in kinds:
        raise FileRefused("workbook-macros")
    if "xl/workbook.bin" in names or b"sheet.binary" in kinds:
        raise FileRefused("workbook-binary")
    if b"spreadsheetml" in kinds or "xl/workbook.xml" in names:
        return Kind.XLSX
    if "word/document.xml" in names:
        raise FileRefused("not-a-workbook", what="Word 文档")
    if "ppt/presentation.xml" in names:
        raise FileRefused("not-a-workbook", what="演示文稿")
    if "mimetype" in names and "content.xml" in names:
        raise FileRefused("not-a-workbook", what="OpenDocument 文件")
    if any(name.endswith(".iwa") for name in names):
        raise FileRefused("not-a-workbook", what="Numbers 文件")
    raise FileRefused("not-a-workbook", what="ZIP 压缩包")


def _compound(path: Path) -> Kind:
    found = streams(path.read_bytes())
    if found & {"encryptedpackage", "encryptioninfo"}:
        raise FileRefused("workbook-encrypted")
    if any(name.startswith("_vba_project") or name == "vba" for name in found):
        raise FileRefused("workbook-macros")
    if found & {"workbook", "book"}:
        return Kind.XLS
    if "worddocument" in found:
        raise FileRefused("not-a-workbook", what="Word 文档")
    if "powerpoint document" in found:
        raise FileRefused("not-a-workbook", what="演示文稿")
    raise FileRefused("not-a-workbook", what="认不出的格式")
