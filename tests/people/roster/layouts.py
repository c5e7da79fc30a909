"""Rosters as schools keep them (名册样式): each written as a real file, outcomes decided beforehand.

A ``Draft`` holds people with what must come of each row; a layout changes the draft, its cells and
its outcomes together; ``write`` makes the file and says which row each person landed in. Nothing
here reads a roster.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import xlsxwriter
import xlwt

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "砚秋",
    "一舟",
    "书宁",
    "知远",
    "若棠",
    "怀川",
    "以安",
    "明舒",
    "屿",
    "知夏",
    "景行",
    "清和",
)
TODAY = date(2026, 11, 23)
EXCEL_EPOCH = date(1899, 12, 30)

HEADS = {
    "name": "姓名",
    "staff_no": "学号",
    "sex": "性别",
    "ethnic": "民族",
    "birth_date": "出生日期",
    "kind": "人员类别",
    "joined_on": "入党日期",
    "confirmed_on": "转正日期",
    "phone": "联系电话",
    "id_no": "身份证号",
    "branch": "所在党支部",
    "home": "家庭住址",
}
KIND_WORDS = {"full": "正式党员", "probationary": "预备党员", "activist": "入党积极分子"}


@dataclass
class Cell:
    """A cell to write: a text, a number, or a number with a format."""

    value: str | float | date
    format: str = ""


@dataclass
class Line:
    """One person: cells by field, and what must come of the row.

    expected: fields of the imported row; faults: (field, code) of the refused one. One is empty.
    """

    cells: dict[str, Cell]
    expected: dict[str, object]
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Block:
    """People under one title (a branch stacked in the sheet)."""

    title: str
    lines: list[Line]
    branch: str | None = None


@dataclass
class Draft:
    """A roster before it is written."""

    blocks: list[Block]
    columns: list[str]
    heads: dict[str, str] = field(default_factory=lambda: dict(HEADS))
    title: str = ""
    groups: dict[str, str] = field(default_factory=dict)  # field → group head above it
    serial: bool = False
    feet: list[list[str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    form: str = "xlsx"
    encoding: str = "utf-8-sig"

    def lines(self) -> Iterator[Line]:
        for block in self.blocks:
            yield from block.lines


@dataclass
class Written:
    """A file and what must come of it: row number → line."""

    path: Path
    sheet: str
    rows: dict[int, Line]
    heads: dict[str, str]


def people(count: int = 8, *, start: int = 0) -> list[Line]:
    """Persons without any peculiarity."""
    found = []
    for n in range(start, start + count):
        name = SURNAMES[n % len(SURNAMES)] + GIVEN[n % len(GIVEN)]
        kind = ("full", "full", "probationary", "activist")[n % 4]
        born = date(2003, 1 + n % 12, 1 + n % 28)
        joined = date(2023, 6, 1 + n % 28) if kind == "full" else date(2026, 5, 1 + n % 28)
        confirmed = date(2024, 6, 1 + n % 28)
        phone = f"138{n:08d}"
        number = f"2021{110400 + n:06d}"
        expected: dict[str, object] = {
            "name": name,
            "staff_no": number,
            "sex": "12"[n % 2],
            "ethnic": "01",
            "birth_date": born,
            "kind": kind,
            "phone": phone,
        }
        cells = {
            "name": Cell(name),
            "staff_no": Cell(number),
            "sex": Cell("男女"[n % 2]),
            "ethnic": Cell("汉族"),
            "birth_date": Cell(born.isoformat()),
            "kind": Cell(KIND_WORDS[kind]),
            "phone": Cell(phone),
        }
        if kind != "activist":
            expected["joined_on"] = joined
            cells["joined_on"] = Cell(joined.isoformat())
        if kind == "full":
            expected["confirmed_on"] = confirmed
            cells["confirmed_on"] = Cell(confirmed.isoformat())
        found.append(Line(cells, expected))
    return found


def plain() -> Draft:
    """A roster with nothing special about it."""
    columns = [
        "name",
        "staff_no",
        "sex",
        "ethnic",
        "birth_date",
        "kind",
        "joined_on",
        "confirmed_on",
        "phone",
    ]
    return Draft([Block("", people())], columns)


# The layouts of the design, one function each.


def merged_title(draft: Draft) -> None:
    """A title merged over the whole width, and a line with the unit and the date."""
    draft.title = "澜州大学2026年秋季学期党员花名册"


def two_row_heads(draft: Draft) -> None:
    """Group heads merged over some columns, the others merged downwards."""
    draft.groups = {"kind": "党员信息", "joined_on": "党员信息", "confirmed_on": "党员信息"}


def serial_column(draft: Draft) -> None:
    """序号 in front, and rows numbered in advance with nobody in them."""
    draft.serial = True


def foot_lines(draft: Draft) -> None:
    """合计, 填表人, 注 and a date below the people."""
    draft.feet += [
        ["合计", "8人"],
        ["填表人：", "王小明", "审核人：", "李大海", "填表日期：2026年9月1日"],
        ["注：本表一式两份，党支部、院系党委各存一份。"],
        ["2026年9月1日"],
    ]


def stacked_branches(draft: Draft) -> None:
    """Three branches below each other, each with its title and its own head."""
    lines = list(draft.lines()) + people(4, start=20)
    names = ("本科生第一党支部", "本科生第二党支部", "教工党支部")
    draft.blocks = [
        Block(f"材料学院{name}党员名册", lines[at::3], f"材料学院{name}")
        for at, name in enumerate(names)
    ]
    for block in draft.blocks:
        for line in block.lines:
            line.expected["branch"] = block.branch


def hidden_columns(draft: Draft) -> None:
    """Columns hidden in the file are read like the others."""
    draft.hidden |= {"sex", "phone"}


def xls_from_wps(draft: Draft) -> None:
    """The old binary format."""
    draft.form = "xls"


def csv_gb18030(draft: Draft) -> None:
    """Comma-separated, in the encoding Chinese Excel writes."""
    draft.form, draft.encoding = "csv", "gb18030"


def csv_utf8_bom(draft: Draft) -> None:
    """Comma-separated, UTF-8 with its mark."""
    draft.form, draft.encoding = "csv", "utf-8-sig"


def padded_names(draft: Draft) -> None:
    """Two-character names padded with U+3000, others with spaces in them."""
    for at, line in enumerate(draft.lines()):
        name = str(line.expected["name"])
        padding = ("\u3000", "  ", "\u00a0", " \u3000")[at % 4]
        line.cells["name"] = Cell(padding.join(name) if at % 2 else f" {name}\u3000")


def dot_variants(draft: Draft) -> None:
    """Names with a dot, written seven ways."""
    dots = "•‧・．.●·"
    for dot, line in zip(dots, draft.lines(), strict=False):
        line.cells["name"] = Cell(f"阿依努尔{dot}买买提")
        line.cells["ethnic"] = Cell("维吾尔族")
        line.expected |= {"name": "阿依努尔·买买提", "ethnic": "05"}


def full_width_digits(draft: Draft) -> None:
    """Digits and letters typed with the Chinese keyboard."""
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    for line in draft.lines():
        for name in ("staff_no", "birth_date", "phone"):
            cell = line.cells.get(name)
            if cell is not None and isinstance(cell.value, str):
                line.cells[name] = Cell(cell.value.translate(wide))


def date_styles(draft: Draft) -> None:
    """Every way of writing a day, and those that name only a month or no day at all."""
    styles: list[tuple[Cell, date | str]] = [
        (Cell("2024.06"), date(2024, 6, 1)),
        (Cell("202406"), date(2024, 6, 1)),
        (Cell("20240630"), date(2024, 6, 30)),
        (Cell("2024年6月30日"), date(2024, 6, 30)),
        (Cell(float((date(2024, 6, 30) - EXCEL_EPOCH).days)), date(2024, 6, 30)),
        (Cell("2024/6/30"), date(2024, 6, 30)),
        (Cell("2024.13"), "date-impossible"),
        (Cell("2024年6月31日"), "date-impossible"),
        (Cell("二〇二四年六月三十日"), date(2024, 6, 30)),
        (Cell("2024年6月"), date(2024, 6, 1)),
        (Cell("2024"), "date-year-only"),
        (Cell("2027-01-01"), "date-in-future"),
    ]
    for at, line in enumerate(draft.lines()):
        cell, outcome = styles[at % len(styles)]
        line.cells["joined_on"] = cell
        line.cells["kind"] = Cell("预备党员")
        line.cells.pop("confirmed_on", None)
        line.expected.pop("confirmed_on", None)
        line.expected["kind"] = "probationary"
        if isinstance(outcome, date):
            line.expected["joined_on"] = outcome
        else:
            line.faults.append(("joined_on", outcome))


def rounded_ids(draft: Draft) -> None:
    """An ID column: text that is right, numbers Excel has rounded, and a wrong check digit."""
    draft.columns.append("id_no")
    for at, line in enumerate(draft.lines()):
        text = f"00000020030101{at:03d}"
        if at % 4 == 1:
            line.cells["id_no"] = Cell(float(text[:15] + "000") + 1e17)
            line.faults.append(("id_no", "id-is-number"))
        elif at % 4 == 3:
            line.cells["id_no"] = Cell(text + _wrong(text))
            line.faults.append(("id_no", "id-wrong-check"))
        else:
            line.cells["id_no"] = Cell(text + _check(text))


def _check(text: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(text, weights, strict=True)) % 11]


def _wrong(text: str) -> str:
    return "1" if _check(text) != "1" else "2"


def lost_zeros(draft: Draft) -> None:
    """Numbers of ten digits that begin with 0; Excel took the zeros of some."""
    for at, line in enumerate(draft.lines()):
        number = f"00{21110400 + at:08d}"
        line.expected["staff_no"] = number
        if at % 3 == 1:
            line.cells["staff_no"] = Cell(float(number))
            line.faults.append(("staff_no", "number-lost-zeros"))
        elif at % 3 == 2:
            line.cells["staff_no"] = Cell(float(number), "0000000000")
        else:
            line.cells["staff_no"] = Cell(number)


def words_for_nothing(draft: Draft) -> None:
    """无, 暂无, —, / and their kind where nothing is known."""
    words = ("无", "—", "暂无", "/", "-", "N/A", "——", "　")
    for word, line in zip(words * 4, draft.lines(), strict=False):
        for name in ("phone", "birth_date", "ethnic"):
            line.cells[name] = Cell(word)
            line.expected.pop(name, None)
        if line.expected["kind"] != "full":
            line.cells["confirmed_on"] = Cell(word)


def kind_words(draft: Draft) -> None:
    """正式, 预备, 中共党员, 中共预备党员; 党员 alone says too little."""
    words = (
        ("正式", "full"), ("预备", "probationary"), ("中共党员", "full"), ("中共预备党员", "probationary"),
        ("党员", ""), ("正式党员", "full"), ("发展对象", "prospect"), ("入党积极分子", "activist"),
    )  # fmt: skip
    for (word, kind), line in zip(words * 4, draft.lines(), strict=False):
        line.cells["kind"] = Cell(word)
        if kind:
            line.expected["kind"] = kind
        else:
            line.faults.append(("kind", "kind-ambiguous"))
        drop = [] if kind == "full" else ["confirmed_on"]
        if kind in ("prospect", "activist"):
            drop.append("joined_on")
        for name in drop:
            line.cells.pop(name, None)
            line.expected.pop(name, None)


LAYOUTS: dict[str, Callable[[Draft], None]] = {
    layout.__name__: layout
    for layout in (
        merged_title, two_row_heads, serial_column, foot_lines, stacked_branches, hidden_columns,
        xls_from_wps, csv_gb18030, csv_utf8_bom, padded_names, dot_variants, full_width_digits,
        date_styles, rounded_ids, lost_zeros, words_for_nothing, kind_words,
    )
}  # fmt: skip
_FORMS = {"xls_from_wps", "csv_gb18030", "csv_utf8_bom"}
_SAME_CELLS = {  # these pairs write the same cells; the later one would undo the former
    frozenset({"date_styles", "kind_words"}),
    frozenset({"padded_names", "dot_variants"}),
    frozenset({"date_styles", "words_for_nothing"}),
    frozenset({"lost_zeros", "full_width_digits"}),
    frozenset({"words_for_nothing", "full_width_digits"}),
    frozenset({"words_for_nothing", "kind_words"}),
    frozenset({"words_for_nothing", "dot_variants"}),
}


def pairs() -> list[tuple[str, str]]:
    """Every pair of layouts that can stand in one file."""
    names = list(LAYOUTS)
    return [
        (one, other)
        for at, one in enumerate(names)
        for other in names[at + 1 :]
        if not {one, other} <= _FORMS and frozenset({one, other}) not in _SAME_CELLS
    ]


def drafted(*names: str) -> Draft:
    """A draft with these layouts applied: structure first, so that cells are written last."""
    draft = plain()
    order = list(LAYOUTS)
    for name in sorted(set(names), key=order.index):
        LAYOUTS[name](draft)
    for line in draft.lines():
        if draft.form == "csv":
            _through_csv(line)
    return draft


def _through_csv(line: Line) -> None:
    """What a number becomes when Excel saves the sheet as csv."""
    for name, cell in line.cells.items():
        if isinstance(cell.value, float):
            shown = f"{int(cell.value):0{len(cell.format)}d}"
            if len(shown) > 11 and not cell.format:
                shown = f"{cell.value:.5E}"
            line.cells[name] = Cell(shown)


# Writing.


def grid(
    draft: Draft,
) -> tuple[list[list[Cell | None]], dict[int, Line], list[tuple[int, int, int, int]]]:
    """The sheet as rows of cells, the row number of each person, and merged ranges from 0."""
    rows: list[list[Cell | None]] = []
    placed: dict[int, Line] = {}
    merges: list[tuple[int, int, int, int]] = []
    lead = 1 if draft.serial else 0
    width = len(draft.columns) + lead
    if draft.title:
        merges.append((0, 0, 0, width - 1))
        rows.append([Cell(draft.title)])
        rows.append([Cell("填报单位：澜州大学"), None, None, Cell("填报时间：2026年9月1日")])
    for block in draft.blocks:
        if block.title:
            merges.append((len(rows), 0, len(rows), width - 1))
            rows.append([Cell(block.title)])
        _head(draft, rows, merges, lead)
        for at, line in enumerate(block.lines):
            cells: list[Cell | None] = [line.cells.get(name) for name in draft.columns]
            front: list[Cell | None] = [Cell(float(at + 1))] if lead else []
            rows.append([*front, *cells])
            placed[len(rows)] = line
        if draft.serial:
            rows.extend([Cell(float(len(block.lines) + extra))] for extra in (1, 2, 3))
        if len(draft.blocks) > 1:
            rows.append([])
    rows.extend([Cell(text) for text in foot] for foot in draft.feet)
    return rows, placed, merges


def _head(
    draft: Draft, rows: list[list[Cell | None]], merges: list[tuple[int, int, int, int]], lead: int
) -> None:
    names = draft.columns
    top = len(rows)
    below: list[Cell | None] = [Cell(draft.heads[name]) for name in names]
    front: list[Cell | None] = [Cell("序号")] if lead else []
    if not draft.groups:
        rows.append(front + below)
        return
    above: list[Cell | None] = []
    for at, name in enumerate(names):
        group = draft.groups.get(name, "")
        before = draft.groups.get(names[at - 1], "") if at else ""
        if not group:
            above.append(below[at])
            below[at] = None
            merges.append((top, at + lead, top + 1, at + lead))
        else:
            above.append(None if group == before else Cell(group))
    grouped = [at for at, name in enumerate(names) if name in draft.groups]
    merges.append((top, grouped[0] + lead, top, grouped[-1] + lead))
    if lead:
        merges.append((top, 0, top + 1, 0))
    rows.append(front + above)
    rows.append([*[None] * lead, *below])


def write(draft: Draft, folder: Path, name: str = "roster") -> Written:
    """Write the file."""
    rows, placed, merges = grid(draft)
    lead = 1 if draft.serial else 0
    hidden = [draft.columns.index(one) + lead for one in draft.hidden if one in draft.columns]
    path = folder / f"{name}.{draft.form}"
    if draft.form == "xlsx":
        _write_xlsx(path, rows, merges, hidden)
    elif draft.form == "xls":
        _write_xls(path, rows, merges, hidden)
    else:
        _write_csv(path, rows, draft.encoding)
    sheet = "CSV" if draft.form == "csv" else "党员名册"
    return Written(path, sheet, placed, draft.heads)


def _write_xlsx(
    path: Path,
    rows: list[list[Cell | None]],
    merges: list[tuple[int, int, int, int]],
    hidden: list[int],
) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("党员名册")
    for top, left, bottom, right in merges:
        sheet.merge_range(top, left, bottom, right, "")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            style = book.add_format({"num_format": cell.format}) if cell.format else None
            if isinstance(cell.value, str):
                sheet.write_string(number, column, cell.value, style)
            else:
                sheet.write_number(number, column, cell.value, style)
    for column in hidden:
        sheet.set_column(column, column, None, None, {"hidden": True})
    book.close()


def _write_xls(
    path: Path,
    rows: list[list[Cell | None]],
    merges: list[tuple[int, int, int, int]],
    hidden: list[int],
) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("党员名册", cell_overwrite_ok=True)
    tops = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            style = xlwt.easyxf(num_format_str=cell.format or "General")
            if (number, column) in tops:
                bottom, right = tops[(number, column)]
                sheet.write_merge(number, bottom, column, right, cell.value, style)
            else:
                sheet.write(number, column, cell.value, style)
    for column in hidden:
        sheet.col(column).hidden = True
    book.save(str(path))


def _write_csv(path: Path, rows: list[list[Cell | None]], encoding: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    width = max(len(row) for row in rows)
    for row in rows:
        cells = ["" if cell is None else str(cell.value).removesuffix(".0") for cell in row]
        writer.writerow(cells + [""] * (width - len(cells)))
    path.write_bytes(text.getvalue().encode(encoding))
