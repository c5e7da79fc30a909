"""The parts of an .xlsx (组成部分): which sheets there are, where, and which formats matter."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from zhibu.kit.sheets import xml
from zhibu.kit.sheets.archive import Archive
from zhibu.kit.sheets.formats import BUILT_IN, Renderer, renderer
from zhibu.kit.sheets.refusal import FileRefused

BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


@dataclass(slots=True)
class SheetPart:
    """One sheet as the workbook lists it: its name, the part it lies in, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Styles:
    """Cell styles by index: those that render a number as other text, and those of dates."""

    renderers: dict[int, Renderer] = field(default_factory=dict)
    dates: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Package:
    """What is known of a workbook before any cell is read."""

    sheets: list[SheetPart]
    styles: Styles
    strings_part: str | None
    from_1904: bool


def open_package(archive: Archive) -> Package:
    """Read the list of sheets and the styles. Raises FileRefused."""
    workbook = _target(archive, "_rels/.rels", "", "officeDocument") or "xl/workbook.xml"
    folder, _, base = workbook.rpartition("/")
    links = _links(archive, f"{folder}/_rels/{base}.rels", folder)
    sheets: list[SheetPart] = []
    flags = {"1904": False}

    def start(name: str, seen: xml.Attributes) -> None:
        if name == "workbookPr":
            flags["1904"] = xml.is_true(seen.get("date1904", ""))
        elif name == "sheet":
            kind, part = links.get(xml.attribute(seen, "id"), ("", ""))
            if kind == "worksheet":
                hidden = seen.get("state", "visible") != "visible"
                sheets.append(SheetPart(seen.get("name", ""), part, hidden))

    entry = archive.find(workbook)
    if entry is None:
        raise FileRefused("workbook-damaged")
    xml.parse(archive.pieces(entry), start=start)
    by_kind = dict(links.values())
    return Package(
        sheets=[sheet for sheet in sheets if archive.find(sheet.part) is not None],
        styles=_styles(archive, by_kind.get("styles", f"{folder}/styles.xml")),
        strings_part=by_kind.get("sharedStrings"),
        from_1904=flags["1904"],
    )


def _links(archive: Archive, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relationships of a part: id → (kind, target inside the archive)."""
    links: dict[str, tuple[str, str]] = {}

    def start(name: str, seen: xml.Attributes) -> None:
        if name == "Relationship" and seen.get("TargetMode") != "External":
            target = seen.get("Target", "").replace("\\", "/")
            if target.startswith("/"):
                target = target.lstrip("/")
            else:
                target = posixpath.normpath(posixpath.join(folder, target))
            links[seen.get("Id", "")] = (seen.get("Type", "").rpartition("/")[2], target)

    entry = archive.find(part)
    if entry is not None:
        xml.parse(archive.pieces(entry), start=start)
    return links


def _target(archive: Archive, part: str, folder: str, kind: str) -> str | None:
    for found, target in _links(archive, part, folder).values():
        if found == kind:
            return target
    return None


def _styles(archive: Archive, part: str) -> Styles:
    """Number formats by style index (数字格式)."""
    formats: dict[int, str] = dict(BUILT_IN)
    numbers: list[int] = []
    inside = {"cellXfs": False}

    def start(name: str, seen: xml.Attributes) -> None:
        if name == "numFmt":
            number = _number(seen.get("numFmtId", ""))
            formats[number] = seen.get("formatCode", "")
        elif name == "cellXfs":
            inside["cellXfs"] = True
        elif name == "xf" and inside["cellXfs"]:
            numbers.append(_number(seen.get("numFmtId", "")))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside["cellXfs"] = False

    entry = archive.find(part)
    if entry is not None:
        xml.parse(archive.pieces(entry), start=start, end=end)
    return _sorted_styles(formats, numbers)


def _sorted_styles(formats: dict[int, str], numbers: list[int]) -> Styles:
    styles = Styles()
    known: dict[int, Renderer | None] = {}
    for index, number in enumerate(numbers):
        code = formats.get(number, "")
        if number in BUILT_IN_DATES and number not in formats or is_date_format(code):
            styles.dates.add(index)
            continue
        if number not in known:
            known[number] = renderer(code)
        found = known[number]
        if found is not None:
            styles.renderers[index] = found
    return styles


def is_date_format(code: str) -> bool:
    """Whether a format code shows a date or a time: y, m, d, h, s or e outside quotes and brackets."""
    at, end = 0, len(code)
    while at < end:
        mark = code[at]
        if mark == ";":
            return False
        if mark == '"':
            at = code.find('"', at + 1)
            if at < 0:
                return False
        elif mark == "[":
            close = code.find("]", at)
            if close < 0:
                return False
            inner = code[at + 1 : close].lower()
            if inner and not inner.strip("hms"):
                return True
            at = close
        elif mark in "\\!_*":
            at += 1
        elif code[at : at + 7].lower() == "general":
            at += 6
        elif mark in "eE" and code[at + 1 : at + 2] in ("+", "-"):
            return False
        elif mark in "yYmMdDhHsSeE":
            return True
        at += 1
    return False


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0
