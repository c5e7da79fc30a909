"""Workbooks written by hand, part by part: what no decent program writes, and some that do."""

from __future__ import annotations

import zipfile
from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINK}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_LINK}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
_WORKBOOK = (
    f'<?xml version="1.0"?><workbook {MAIN} xmlns:r="{_LINK}">'
    '{properties}<sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A plain sheet part around these rows."""
    return f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def text_cell(place: str, text: str) -> str:
    """An inline text cell."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def small(extra: str = "") -> str:
    """Two rows of a roster, and what a test adds."""
    head = "".join(
        text_cell(f"{c}1", t) for c, t in zip("ABC", ("姓名", "学号", "人员类别"), strict=True)
    )
    body = "".join(
        text_cell(f"{c}2", t) for c, t in zip("ABC", ("王砚秋", "2021110401", "正式"), strict=True)
    )
    return f'<row r="1">{head}</row><row r="2">{body}</row>{extra}'


def package(
    path: Path,
    sheet: str | bytes,
    *,
    styles: str = "",
    strings: str = "",
    properties: str = "",
    types: str = _TYPES,
    more: dict[str, bytes] | None = None,
) -> Path:
    """Write an .xlsx of one sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", types)
        zipped.writestr("_rels/.rels", _ROOT)
        zipped.writestr("xl/workbook.xml", _WORKBOOK.replace("{properties}", properties))
        zipped.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        if styles:
            zipped.writestr("xl/styles.xml", styles)
        if strings:
            zipped.writestr("xl/sharedStrings.xml", strings)
        zipped.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, body in (more or {}).items():
            zipped.writestr(name, body)
    return path


def styles_of(*formats: str) -> str:
    """A styles part whose cell style N has the Nth of these formats; style 0 has none."""
    numbers = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    return (
        f'<styleSheet {MAIN}><numFmts count="{len(formats)}">{numbers}</numFmts>'
        f'<cellXfs count="{len(formats) + 1}"><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    )
