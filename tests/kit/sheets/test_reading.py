"""Reading workbooks of every form: the cells as they are, and what the format says of them."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
import xlwt
from tests.kit.sheets.packages import MAIN, package, sheet_xml, small, styles_of, text_cell

from zhibu.kit.sheets import (
    ROSTER,
    CellError,
    FileRefused,
    Merge,
    Row,
    Shown,
    Workbook,
    letters,
    read_here,
    read_workbook,
    text_of,
)
from zhibu.kit.sheets.formats import renderer
from zhibu.kit.sheets.model import column_of
from zhibu.kit.sheets.text import decoded

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "excel"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def both(path: Path) -> Workbook:
    """The workbook by the fast reader; the careful one must say the same."""
    quick = read_here(path)
    slow = read_here(path, careful=True)
    for one, other in zip(quick.sheets, slow.sheets, strict=True):
        assert {
            n: trimmed(r) for n, r in zip(one.numbers, one.rows, strict=True) if trimmed(r)
        } == {n: trimmed(r) for n, r in zip(other.numbers, other.rows, strict=True)}
        assert (one.merges, one.hidden_rows, one.hidden_columns) == (
            other.merges,
            other.hidden_rows,
            other.hidden_columns,
        )
    return quick


def trimmed(row: Row) -> list[object]:
    cells: list[object] = list(row)
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def test_texts_numbers_dates_and_truths_of_a_real_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", 12.5, 3, True, None, date(2024, 6, 30), " 张　三\n"])
    sheet["F1"].number_format = "yyyy-mm-dd"
    sheet["A3"] = 45473
    sheet["A3"].number_format = '[$-804]yyyy"年"m"月"d"日";@'
    sheet["B3"] = 12345
    sheet["B3"].number_format = "00000000"
    sheet["C3"] = 2024.1
    sheet["C3"].number_format = "0.00"
    sheet["D3"] = 7
    sheet["D3"].number_format = '"JG-"000'
    sheet["E3"] = 0.5
    sheet["E3"].number_format = "h:mm"
    sheet.merge_cells("A5:C6")
    sheet["A5"] = "合并"
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    hidden = book.create_sheet("隐藏")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    found = both(tmp_path / "a.xlsx")
    first, second = found.sheets
    assert trimmed(first.rows[0]) == [
        "姓名", 12.5, 3.0, True, "", date(2024, 6, 30), " 张　三\n"
    ]  # fmt: skip
    assert trimmed(first.rows[2]) == [
        date(2024, 6, 30),
        Shown(12345.0, "00012345"),
        Shown(2024.1, "2024.10"),
        Shown(7.0, "JG-007"),
        time(12, 0),
    ]
    assert first.merges == (Merge(5, 0, 6, 2),)
    assert (set(first.hidden_columns), set(first.hidden_rows)) == ({1}, {3})
    assert (first.hidden, second.hidden) == (False, True)
    assert (first.cell(5, 0), first.cell(99, 0), first.cell(1, 99)) == ("合并", "", "")


def test_errors_and_formulas_without_a_result_are_told_apart_from_empty_cells(
    tmp_path: Path,
) -> None:
    row = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1"><f>A2</f></c><c r="D1" t="str"><f>A2</f><v>算好</v></c><c r="E1" s="1"/>'
        '<c r="F1"><f>A2</f><v></v></c><c r="G1"><v>5</v></c></row>'
    )
    found = both(package(tmp_path / "a.xlsx", sheet_xml(row)))
    assert trimmed(found.sheets[0].rows[0]) == [
        CellError("#N/A"),
        CellError("#DIV/0!"),
        CellError("=?"),
        "算好",
        "",
        CellError("=?"),
        5.0,
    ]


def test_an_error_the_fast_reader_does_not_know_is_read_by_the_careful_one(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>1</v></c></row>'
    found = read_here(package(tmp_path / "a.xlsx", sheet_xml(row)))
    assert found.sheets[0].rows == [[CellError("#SPILL!"), 1.0]]


def test_rich_texts_lose_their_phonetic_guides_and_keep_the_rest(tmp_path: Path) -> None:
    strings = (
        f'<sst {MAIN}><si><r><t>李</t></r><r><t xml:space="preserve"> 四</t></r>'
        '<rPh sb="0" eb="1"><t>li</t></rPh></si></sst>'
    )
    row = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c>'
        '<c r="B1" t="inlineStr"><is><r><t>张</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></is></c>'
        '<c r="C1" t="str"><v>一_x000D_二</v></c></row>'
    )
    found = both(package(tmp_path / "a.xlsx", sheet_xml(row), strings=strings))
    assert found.sheets[0].rows[0] == ["李 四", "张", "一\r二"]


def test_dates_of_1904_workbooks(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" s="1"><v>44011</v></c><c r="B1"><v>44011</v></c></row>'
    path = package(
        tmp_path / "a.xlsx",
        sheet_xml(row),
        styles=styles_of("yyyy-mm-dd"),
        properties='<workbookPr date1904="1"/>',
    )
    found = both(path)
    assert found.from_1904
    assert found.sheets[0].rows[0] == [date(2024, 6, 30), 44011.0]


def test_sheets_with_prefixed_elements_and_cells_without_places_are_read(tmp_path: Path) -> None:
    prefixed = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c><x:c><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    found = read_here(package(tmp_path / "a.xlsx", prefixed))
    assert [trimmed(row) for row in found.sheets[0].rows] == [["姓名", 2.0]]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000000", 12345.0, "00012345"),
        ("000-0000", 1234567.0, "123-4567"),
        ("0.00", 2024.1, "2024.10"),
        ('"学号"000', 7.0, "学号007"),
        ("00000;[Red]-00000", 42.0, "00042"),
        ("0000_ ", 42.0, "0042"),
        ("\\S0000", 42.0, "S0042"),
        ("000", 12345.0, "12345"),
        ("[$-804]0000", 42.0, "0042"),
        ("00000", -42.0, "-00042"),
    ],
)
def test_formats_that_show_other_digits(code: str, value: float, shown: str) -> None:
    render = renderer(code)
    assert render is not None
    assert render(value) == shown


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "0_ ",
        "#,##0",
        "@",
        "yyyy-mm-dd",
        "0%",
        "0.00E+00",
        "# ?/?",
        "[>=100]000",
        '"',
        "[",
        "",
        "0.##",
    ],
)
def test_formats_that_say_no_more_than_the_number(code: str) -> None:
    assert renderer(code) is None


def test_the_old_format_with_its_formats_merges_and_hidden_parts(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册")
    sheet.write(0, 0, "姓名")
    sheet.write(0, 1, 12345, xlwt.easyxf(num_format_str="00000000"))
    sheet.write(0, 2, date(2024, 6, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(0, 3, 2.5)
    sheet.write(0, 4, True)
    sheet.write(0, 5, xlwt.Formula("1/0"))
    sheet.write_merge(2, 3, 0, 2, "合并")
    sheet.col(3).hidden = True
    sheet.row(2).hidden = True
    book.save(str(tmp_path / "a.xls"))
    found = read_here(tmp_path / "a.xls")
    first = found.sheets[0]
    assert found.kind == "xls"
    assert first.rows[0][:5] == ["姓名", Shown(12345.0, "00012345"), date(2024, 6, 30), 2.5, True]
    assert first.merges == (Merge(3, 0, 4, 2),)
    assert (set(first.hidden_columns), set(first.hidden_rows)) == ({3}, {3})


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", ","), ("utf-16-le", ","),
        ("gb18030", ";"), ("utf-8", "\t"), ("utf-16", "\t"), ("gb18030", "|"),
    ],
)  # fmt: skip
def test_text_tables_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = [
        ["姓名", "学号", "备注"],
        ["王砚秋", "0021110401", '"一，\n二"'],
        [],
        ["刘䶮", '="007"', ""],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    found = read_here(tmp_path / "a.csv")
    assert (found.kind, found.loose) == ("csv", True)
    assert found.sheets[0].rows == [
        ["姓名", "学号", "备注"],
        ["王砚秋", "0021110401", "一，\n二"],
        ["刘䶮", "007", ""],
    ]


def test_a_text_table_may_name_its_delimiter_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\n姓名;学号\n王,砚秋;1\n", encoding="utf-8")
    assert read_here(tmp_path / "a.csv").sheets[0].rows == [["姓名", "学号"], ["王,砚秋", "1"]]


@pytest.mark.parametrize("raw", [b"\x81\x00abc", b"\xff\xfe\x00", b"\xe5\xa7\xff\xff"])
def test_bytes_in_no_encoding_are_refused(raw: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        decoded(raw)
    assert refused.value.code == "text-encoding"


def test_a_web_page_under_the_name_of_a_workbook_is_read(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gb2312"><style>td{}</style></head><body><table>'
        "<tr><td colspan=3>党员花名册</td></tr><tr><th>姓名<th>学号<th>支部</tr>"
        "<tr><td>王&middot;砚秋</td><td>0012</td><td rowspan=2>一<br>支部</td></tr>"
        "<tr><td>李</td><td>0013</td></tr></table></body></html>"
    )
    (tmp_path / "a.xls").write_bytes(page.encode("gb18030"))
    found = read_here(tmp_path / "a.xls")
    assert found.kind == "html"
    assert [trimmed(row) for row in found.sheets[0].rows] == [
        ["党员花名册"],
        ["姓名", "学号", "支部"],
        ["王·砚秋", "0012", "一\n支部"],
        ["李", "0013"],
    ]
    assert Merge(3, 2, 4, 2) in found.sheets[0].merges


def test_the_xml_spreadsheet_of_2003_is_read(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名册"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">花名册</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell><Data ss:Type="String">王</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Number">12</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2024-06-30T00:00:00.000</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    (tmp_path / "a.xls").write_text(xml, encoding="utf-8")
    sheet = read_here(tmp_path / "a.xls").sheets[0]
    assert (sheet.name, trimmed(sheet.rows[2])) == ("名册", ["王", "", 12.0, "2024-06-30"])


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xls", sheet_xml(small()))
    assert read_here(path).kind == "xlsx"
    (tmp_path / "b.xlsx").write_text("姓名,学号\n王,1\n", encoding="utf-8")
    assert read_here(tmp_path / "b.xlsx").kind == "csv"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file-empty"),
        (b"%PDF-1.7 ...", "not-a-workbook"),
        (b"\x89PNG\r\n\x1a\n....", "not-a-workbook"),
        (b"\xff\xd8\xff\xe0 ....", "not-a-workbook"),
        (b"Rar!\x1a\x07\x00", "not-a-workbook"),
        (b"{\\rtf1 }", "not-a-workbook"),
        (b"MIME-Version: 1.0\r\n", "not-a-workbook"),
        (b'{"name": "x"}', "not-a-workbook"),
        (b"<?xml version='1.0'?><a/>", "not-a-workbook"),
        (b"\x01\x02\x03\x04", "not-a-workbook"),
        (b"   \n , ,\n", "workbook-no-cells"),
        (b"PK\x03\x04 cut off", "workbook-damaged"),
        (b"PK\x05\x06" + bytes(18), "not-a-workbook"),
        (COMPOUND + bytes(600), "workbook-damaged"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "workbook-damaged"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, raw: bytes, code: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(raw)
    with pytest.raises(FileRefused) as refused:
        read_here(tmp_path / "a.xlsx")
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        read_workbook(tmp_path / "no.xlsx")
    assert refused.value.code == "file-missing"


@pytest.mark.parametrize(
    ("more", "types", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "", "workbook-macros"),
        ({}, "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "workbook-macros"),
        ({"xl/workbook.bin": b"x"}, "", "workbook-binary"),
    ],
)
def test_macros_and_binary_workbooks_are_refused(
    tmp_path: Path, more: dict[str, bytes], types: str, code: str
) -> None:
    path = package(tmp_path / "a.xlsx", sheet_xml(small()), more=more, types=types or "<Types/>")
    with pytest.raises(FileRefused) as refused:
        read_here(path)
    assert refused.value.code == code


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(compound("EncryptionInfo", "EncryptedPackage"))
    with pytest.raises(FileRefused) as refused:
        read_here(tmp_path / "a.xlsx")
    assert refused.value.code == "workbook-encrypted"


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx", sheet_xml(small()))
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(FileRefused) as refused:
        read_here(path)
    assert refused.value.code == "workbook-encrypted"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("Workbook", "_VBA_PROJECT_CUR"), "workbook-macros"),
        (("WordDocument",), "not-a-workbook"),
        (("PowerPoint Document",), "not-a-workbook"),
        (("Something",), "not-a-workbook"),
    ],
)
def test_compound_files_are_told_apart_by_their_streams(
    tmp_path: Path, names: tuple[str, ...], code: str
) -> None:
    (tmp_path / "a.xls").write_bytes(compound(*names))
    with pytest.raises(FileRefused) as refused:
        read_here(tmp_path / "a.xls")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "演示文稿"),
        ("a.txt", "ZIP 压缩包"),
        ("Index/Document.iwa", "Numbers 文件"),
    ],
)
def test_other_archives_are_named(tmp_path: Path, part: str, what: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr(part, "x")
    with pytest.raises(FileRefused) as refused:
        read_here(tmp_path / "a.xlsx")
    assert what in refused.value.message


def compound(*names: str) -> bytes:
    """A compound file whose directory has these streams and nothing in them."""
    header = bytearray(512)
    header[:8] = COMPOUND
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header[76:512] = struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    allocation = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    entries = b"".join(
        _entry(
            name,
            kind=5 if at == 0 else 2,
            child=1 if at == 0 and names else -1,
            right=at + 1 if 0 < at < len(names) else -1,
        )
        for at, name in enumerate(("Root Entry", *names))
    )
    return bytes(header) + allocation + entries.ljust(512, b"\0")


def _entry(name: str, *, kind: int, child: int, right: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = bytearray(128)
    entry[: len(text)] = text
    struct.pack_into("<HBBiii", entry, 64, len(text), kind, 1, -1, right, child)
    struct.pack_into("<iI", entry, 116, -2, 0)
    return bytes(entry)


@pytest.mark.parametrize("mark", ["秘密★1年", "机密", "【绝密】", "机密★"])
def test_a_file_with_a_secrecy_mark_is_refused(tmp_path: Path, mark: str) -> None:
    row = f'<row r="3">{text_cell("A3", mark)}</row>'
    with pytest.raises(FileRefused) as refused:
        read_here(package(tmp_path / "a.xlsx", sheet_xml(small(row))))
    assert refused.value.code == "marked-secret"


def test_a_word_that_only_contains_secrecy_is_no_mark(tmp_path: Path) -> None:
    row = f'<row r="3">{text_cell("A3", "保密工作秘密文件管理员")}</row>'
    assert read_here(package(tmp_path / "a.xlsx", sheet_xml(small(row)))).kind == "xlsx"


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (199, "GR"), (16383, "XFD")]
)
def test_columns_have_letters(column: int, name: str) -> None:
    assert (letters(column), column_of(f"{name}7")) == (name, column)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("a", "a"), (3.0, "3"), (2.5, "2.5"), (1.1e17, "1.10000000000000E+17"), (True, "TRUE"),
        (date(2024, 6, 30), "2024-06-30"), (CellError("#N/A"), "#N/A"), (Shown(1.0, "001"), "001"),
    ],
)  # fmt: skip
def test_cells_as_text(cell: object, text: str) -> None:
    assert text_of(cell) == text  # type: ignore[arg-type]  # all are cells


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared/data/excel is not beside the project")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.*")), ids=lambda path: path.name)
def test_files_from_the_field_are_read_in_the_child_as_here(path: Path) -> None:
    assert read_workbook(path, limits=ROSTER) == read_here(path)
