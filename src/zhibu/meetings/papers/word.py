"""From blocks to a Word file by GB/T 9704-2012 (公文格式).

A4; 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, so the other margins are 26 and 35 mm; 22 lines of 28
characters; title 2号, text 3号, page number 4号 outside. Fonts are named, not carried: they are the
reader's own (方正小标宋, 仿宋_GB2312, 黑体, 楷体_GB2312), each with the name to fall back to.
The file is written part by part, so that it holds nothing but the paper and its bytes never vary.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from zhibu.meetings.papers import word_parts
from zhibu.meetings.papers.blocks import (
    Align,
    Block,
    Cell,
    Facts,
    Form,
    Grid,
    Heading,
    NewPage,
    Note,
    Paragraph,
    Sheet,
    Signatures,
    Title,
)
from zhibu.meetings.papers.openxml import (
    OFFICE,
    PACKAGE,
    R,
    as_bytes,
    content_types,
    core_properties,
    el,
    packed,
    relationships,
    texts,
)
from zhibu.meetings.papers.word_parts import CHARACTER, CHARACTER_SPACE, HEI, LINE
from zhibu.meetings.papers.words import clean

WORD = f"{OFFICE}.wordprocessingml"


def docx_of(sheet: Sheet) -> bytes:
    """The sheet as a Word file; the same sheet gives the same bytes."""
    parts = {
        "word/document.xml": (f"{WORD}.document.main+xml", as_bytes(_document(sheet))),
        "word/styles.xml": (f"{WORD}.styles+xml", word_parts.styles()),
        "word/settings.xml": (f"{WORD}.settings+xml", word_parts.settings()),
        "word/fontTable.xml": (f"{WORD}.fontTable+xml", word_parts.font_table()),
        "word/footer1.xml": (f"{WORD}.footer+xml", word_parts.footer(odd=True)),
        "word/footer2.xml": (f"{WORD}.footer+xml", word_parts.footer(odd=False)),
        "docProps/core.xml": (
            "application/vnd.openxmlformats-package.core-properties+xml",
            core_properties(
                title=clean(sheet.name),
                author=clean(sheet.author),
                made_at=sheet.made_at,
                revision=sheet.revision,
                keywords=tuple(clean(word) for word in sheet.keywords),
            ),
        ),
    }
    package = {
        "rId1": (f"{R}/officeDocument", "word/document.xml"),
        "rId2": (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    }
    document = {
        "rId1": (f"{R}/styles", "styles.xml"),
        "rId2": (f"{R}/settings", "settings.xml"),
        "rId3": (f"{R}/fontTable", "fontTable.xml"),
        "rId4": (f"{R}/footer", "footer1.xml"),
        "rId5": (f"{R}/footer", "footer2.xml"),
    }
    return packed(
        {
            "[Content_Types].xml": content_types({name: kind for name, (kind, _) in parts.items()}),
            "_rels/.rels": relationships(package),
            "word/_rels/document.xml.rels": relationships(document),
            **{name: body for name, (_, body) in parts.items()},
        }
    )


def _document(sheet: Sheet) -> etree._Element:
    body = el("body")
    break_before = False
    for block in sheet.blocks:
        if isinstance(block, NewPage):
            break_before = True
            continue
        made = list(_set(block))
        if break_before and made:
            made = _on_new_page(made)
            break_before = False
        body.extend(made)
    if len(body) == 0 or body[-1].tag.endswith("}tbl"):
        body.append(_tiny())  # Word wants a paragraph after a table at the very end
    body.append(_section(landscape=sheet.landscape))
    return el("document", body)


def _section(*, landscape: bool) -> etree._Element:
    """Page, margins in twips, and the grid of 22 lines by 28 characters."""
    tall, wide = (16838, 11906)
    number = {
        "odd": el("footerReference", type="default"),
        "even": el("footerReference", type="even"),
    }
    number["odd"].set(f"{{{R}}}id", "rId4")
    number["even"].set(f"{{{R}}}id", "rId5")
    if landscape:
        size = el("pgSz", w=tall, h=wide, orient="landscape")
        margins = el(
            "pgMar", top=1587, right=1984, bottom=1474, left=2098, header=851, footer=850, gutter=0
        )
        return el("sectPr", number["odd"], number["even"], size, margins)
    size = el("pgSz", w=wide, h=tall)
    margins = el(
        "pgMar", top=2098, right=1474, bottom=1984, left=1587, header=851, footer=1290, gutter=0
    )
    grid = el("docGrid", type="linesAndChars", linePitch=LINE, charSpace=CHARACTER_SPACE)
    return el("sectPr", number["odd"], number["even"], size, margins, grid)


def _run(text: str, *, face: str = "", spread: int = 0) -> etree._Element:
    """One run; face: another Chinese face; spread: twips added behind each character."""
    fonts = el("rFonts", eastAsia=face, hint="eastAsia") if face else None
    spacing = el("spacing", val=spread) if spread else None
    look = el("rPr", fonts, spacing) if face or spread else None
    return el("r", look, *texts(text))


def _paragraph(style: str, *runs: etree._Element, align: Align | None = None) -> etree._Element:
    place = None if align is None else el("jc", val=align.value)
    return el("p", el("pPr", el("pStyle", val=style), place), *runs)


def _tiny(height: int = 20) -> etree._Element:
    """A paragraph that takes next to no room: twips."""
    spacing = el("spacing", before=0, after=0, line=height, lineRule="exact")
    return el("p", el("pPr", el("pStyle", val="Note"), spacing))


def _on_new_page(made: list[etree._Element]) -> list[etree._Element]:
    """The same elements, the first of them at the head of a page."""
    first = made[0]
    if first.tag.endswith("}tbl"):
        first = _tiny()
        made = [first, *made]
    style = first[0][0]
    style.addnext(el("pageBreakBefore"))
    return made


def _set(block: Block) -> Iterator[etree._Element]:
    match block:
        case Title(lines):
            for line in lines:
                yield _paragraph("Title", _run(clean(line)))
            yield el(
                "p",
                el(
                    "pPr",
                    el("pStyle", val="Note"),
                    el("spacing", line=LINE, before=0, lineRule="exact"),
                ),
            )
        case Heading(level, text):
            yield _paragraph(f"Heading{level}", _run(clean(text)))
        case Paragraph(text, lead):
            runs = [_run(clean(lead), face=HEI)] if lead else []
            yield _paragraph("BodyText", *runs, _run(clean(text)))
        case Facts(pairs):
            for label, value in pairs:
                yield _paragraph("Fact", *_spread(clean(label)), _run(clean(value)))
        case Grid():
            yield _tiny(140)
            yield _grid(block)
            yield _tiny(140)
        case Form():
            yield _tiny(100)
            yield _form(block)
        case Signatures(lines):
            yield _paragraph("Signature")
            for line in lines:
                yield _paragraph("Signature", _run(clean(line)))
        case Note(text, align):
            yield _paragraph("Note", _run(clean(text)), align=align)
        case NewPage():
            return


def _spread(label: str) -> Iterator[etree._Element]:
    """The label over four characters, its inner ones spaced, then the colon."""
    gaps = len(label) - 1
    room = (4 - len(label)) * CHARACTER
    if gaps < 1 or room <= 0:
        yield _run(f"{label}：", face=HEI)
        return
    yield _run(label[:-1], face=HEI, spread=room // gaps)
    yield _run(f"{label[-1]}：", face=HEI)


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def _table(widths: tuple[float, ...], rows: list[etree._Element]) -> etree._Element:
    edges = [
        el(side, val="single", sz=4, space=0, color="000000")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    padding = [
        el(side, w=wide, type="dxa")
        for side, wide in (("top", 40), ("left", 68), ("bottom", 40), ("right", 68))
    ]
    look = el(
        "tblPr",
        el("tblW", w=sum(_twips(w) for w in widths), type="dxa"),
        el("jc", val="center"),
        el("tblBorders", *edges),
        el("tblLayout", type="fixed"),
        el("tblCellMar", *padding),
    )
    columns = el("tblGrid", *(el("gridCol", w=_twips(w)) for w in widths))
    return el("tbl", look, columns, *rows)


def _cell(
    width: float, *content: etree._Element, span: int = 1, at_top: bool = False
) -> etree._Element:
    spans = el("gridSpan", val=span) if span > 1 else None
    look = el(
        "tcPr",
        el("tcW", w=_twips(width), type="dxa"),
        spans,
        el("vAlign", val="top" if at_top else "center"),
    )
    return el("tc", look, *content)


def _row(cells: list[etree._Element], *, height: float, head: bool, whole: bool) -> etree._Element:
    look = el(
        "trPr",
        el("cantSplit") if whole else None,
        el("trHeight", val=_twips(height), hRule="atLeast"),
        el("tblHeader") if head else None,
    )
    return el("tr", look, *cells)


def _grid(block: Grid) -> etree._Element:
    def line(values: tuple[str, ...], *, head: bool) -> etree._Element:
        cells = []
        for column, (text, width) in enumerate(zip(values, block.widths, strict=True)):
            align = None if head else block.align_of(column)
            style = (
                ("SmallHead" if head else "SmallText")
                if block.small
                else ("CellHead" if head else "CellText")
            )
            cells.append(_cell(width, _paragraph(style, _run(clean(text)), align=align)))
        return _row(cells, height=block.row_height, head=head, whole=True)

    rows = [line(block.head, head=True), *(line(row, head=False) for row in block.rows)]
    return _table(block.widths, rows)


def _form(block: Form) -> etree._Element:
    rows = []
    for row in block.rows:
        cells, column = [], 0
        for cell in row.cells:
            width = sum(block.widths[column : column + cell.span])
            at_top = row.may_split if cell.label else row.text_at_top
            cells.append(_cell(width, *_cell_paragraphs(cell), span=cell.span, at_top=at_top))
            column += cell.span
        rows.append(_row(cells, height=row.height, head=False, whole=not row.may_split))
    return _table(block.widths, rows)


def _cell_paragraphs(cell: Cell) -> list[etree._Element]:
    if cell.label:
        return [_paragraph("FormLabel", _run(clean(cell.text)))]
    return [
        _paragraph("FormText", _run(line), align=cell.align)
        for line in clean(cell.text).split("\n")
    ]
