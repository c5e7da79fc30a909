"""Files made to hurt (炸弹文件), written to a path each: with what must come of it."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.kit.sheets.packages import MAIN, package, sheet_xml, small, text_cell

FAR = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
Bomb = Callable[[Path], Path]


def zeros(path: Path) -> Path:
    """Sixteen megabytes of spaces in a few kilobytes."""
    return package(path, sheet_xml(small()), more={"xl/media/a.bin": b" " * (16 << 20)})


def lying_size(path: Path) -> Path:
    """A part that says it is small and is not."""
    package(path, sheet_xml(small()), more={"xl/media/a.bin": b" " * (16 << 20)})
    raw = bytearray(path.read_bytes())
    size = (16 << 20).to_bytes(4, "little")
    at = raw.find(size)
    while at >= 0:
        raw[at : at + 4] = (1000).to_bytes(4, "little")
        at = raw.find(size, at + 4)
    path.write_bytes(bytes(raw))
    return path


def many_entries(path: Path) -> Path:
    return package(path, sheet_xml(small()), more={f"xl/media/{n}.bin": b"x" for n in range(2_100)})


def wide_sheet(path: Path) -> Path:
    """A sheet part of sixteen megabytes of one character."""
    return package(path, sheet_xml(small(f'<row r="3">{text_cell("A3", "长" * (6 << 20))}</row>')))


def many_strings(path: Path) -> Path:
    strings = f"<sst {MAIN}>" + "<si><t>x</t></si>" * 600_000 + "</sst>"
    return package(path, sheet_xml(small()), strings=strings)


def entities(path: Path) -> Path:
    """A billion laughs."""
    entities = '<!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8)
    )
    return package(path, f"{entities}]>{sheet_xml(small())}".replace("王砚秋", "&i;"))


def outside_entity(path: Path) -> Path:
    return package(
        path,
        f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>{sheet_xml(small())}'.replace(
            "王砚秋", "&x;"
        ),
    )


def entities_in_strings(path: Path) -> Path:
    strings = f'<!DOCTYPE s [<!ENTITY a "哈">]><sst {MAIN}><si><t>&a;</t></si></sst>'
    return package(path, sheet_xml(small(FAR.replace("/>", "><v>1</v></c>"))), strings=strings)


def cut_off(path: Path) -> Path:
    package(path, sheet_xml(small()))
    path.write_bytes(path.read_bytes()[:-200])
    return path


def wrong_check(path: Path) -> Path:
    package(path, sheet_xml(small()))
    raw = path.read_bytes()
    check = zlib.crc32(sheet_xml(small()).encode()).to_bytes(4, "little")
    path.write_bytes(raw.replace(check, b"\0\0\0\1"))
    return path


def twice(path: Path) -> Path:
    package(path, sheet_xml(small()))
    with zipfile.ZipFile(path, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
        zipped.writestr("xl/worksheets/sheet1.xml", sheet_xml(small()))
    return path


def no_sheet_part(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("xl/workbook.xml", "<workbook><sheets/></workbook>")
    return path


def too_many_rows(path: Path) -> Path:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 120_100))
    return package(path, sheet_xml(small(rows)))


def long_csv(path: Path) -> Path:
    path.write_text("姓名,学号\n" + "王,1\n" * 120_001, encoding="utf-8")
    return path


def huge_csv_cell(path: Path) -> Path:
    path.write_text('姓名,学号\n"' + "王" * (2 << 20), encoding="utf-8")
    return path


def nested_zips(path: Path) -> Path:
    """A zip in a zip in a zip, and no table anywhere."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a.bin", b" " * (8 << 20))
    for _layer in range(5):
        inner = path.read_bytes()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            for copy in range(9):
                zipped.writestr(f"{copy}.zip", inner)
    return path


def zips_inside(path: Path) -> Path:
    """A roster that carries zips which would unpack to much: nobody unpacks them."""
    inner = nested_zips(path).read_bytes()
    return package(
        path, sheet_xml(small()), more={f"xl/embeddings/{n}.zip": inner for n in range(5)}
    )


def gzipped(path: Path) -> Path:
    path.write_bytes(gzip.compress(b" " * (16 << 20)))
    return path


def with_macros(path: Path) -> Path:
    return package(path, sheet_xml(small()), more={"xl/vbaProject.bin": b"Attribute VB_Name"})


def old_macros(path: Path) -> Path:
    return package(path, sheet_xml(small()), more={"xl/macrosheets/sheet1.xml": b"<x/>"})


def paths_out(path: Path) -> Path:
    """Parts that would lie outside the folder they were unpacked to."""
    out = {"../../../../tmp/zhibu-out": b"x", "/tmp/zhibu-out": b"x", "xl\\..\\out": b"x"}
    return package(path, sheet_xml(small()), more=out)


def links_outside(path: Path) -> Path:
    """Values fetched from another file, another machine."""
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    target = b'<Relationships><Relationship Id="rId1" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    more = {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": target}  # fmt: skip
    row = '<row r="3"><c r="A3"><f>WEBSERVICE("http://192.0.2.1/x")</f><v>1</v></c></row>'
    return package(path, sheet_xml(small(row)), more=more)


def deep(path: Path) -> Path:
    """Elements within elements, two hundred thousand deep."""
    return package(path, sheet_xml(small("<x>" * 200_000 + "</x>" * 200_000)))


def many_attributes(path: Path) -> Path:
    said = " ".join(f'a{n}="1"' for n in range(30_000))
    return package(path, sheet_xml(small(f'<row r="3" {said}><c r="A3"><v>1</v></c></row>')))


def many_merges(path: Path) -> Path:
    """Merged areas over the whole sheet, twenty thousand times."""
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    return package(path, sheet_xml(small(), after=f"<mergeCells>{merges}</mergeCells>"))


def huge_claims(path: Path) -> Path:
    """A dimension, columns and rows that say they are everything there is."""
    before = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols>'
    return package(path, sheet_xml(small('<row r="1048576" spans="1:16384"/>'), before=before))


def rows_beyond(path: Path) -> Path:
    """Places no sheet has."""
    row = f'<row r="99999999999999">{text_cell("ZZZZZZ99999999999999", "王")}</row>'
    return package(path, sheet_xml(small(row)))


def strings_nowhere(path: Path) -> Path:
    """A cell that names the thousand-millionth shared string of three."""
    strings = f'<sst {MAIN} count="2147483647"><si><t>王</t></si></sst>'
    row = '<row r="3"><c r="A3" t="s"><v>999999999</v></c><c r="B3" t="s"><v>-1</v></c></row>'
    return package(path, sheet_xml(small(row)), strings=strings)


def strings_claimed(path: Path) -> Path:
    """A hundred thousand million shared strings, it says: found by chance, it ended the fast reader."""
    strings = f'<sst {MAIN} count="99999999999" uniqueCount="99999999999"><si><t>王</t></si></sst>'
    return package(path, sheet_xml(small()), strings=strings)


def one_long_string(path: Path) -> Path:
    strings = f"<sst {MAIN}><si><t>{'长' * (3 << 20)}</t></si></sst>"
    return package(path, sheet_xml(small()), strings=strings)


def other_encoding(path: Path) -> Path:
    """A sheet part that says it is UTF-7, where other signs are brackets: it is read as what it is."""
    sheet = '<?xml version="1.0" encoding="UTF-7"?>' + sheet_xml(small())
    return package(path, sheet.encode())


def sixteen_bits(path: Path) -> Path:
    """The entity bomb in UTF-16, where its letters are not side by side."""
    sheet = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "哈">]>'
    return package(path, (sheet + sheet_xml(small()).replace("王砚秋", "&a;")).encode("utf-16"))


def many_columns_csv(path: Path) -> Path:
    path.write_text("姓名,学号\n" + "," * (1 << 20) + "\n王,1\n", encoding="utf-8")
    return path


def wide_table(path: Path) -> Path:
    """A page of the web with a cell over a thousand million columns."""
    path.write_text(
        '<html><table><tr><td colspan="1000000000" rowspan="1000000000">姓名</td></tr></table>',
        encoding="utf-8",
    )
    return path


def noughts(path: Path) -> Path:
    path.write_bytes(b"\0" * (1 << 20))
    return path


DAMAGED, BOMB, READ = {"workbook-damaged"}, {"workbook-bomb"}, {"read"}
BOMBS: tuple[tuple[Bomb, set[str]], ...] = (
    (zeros, BOMB),
    (lying_size, {"workbook-bomb", "workbook-damaged"}),
    (many_entries, BOMB),
    (wide_sheet, BOMB),
    (many_strings, BOMB),
    (entities, {"workbook-entities"}),
    (outside_entity, {"workbook-entities"}),
    (entities_in_strings, {"workbook-entities"}),
    (cut_off, DAMAGED),
    (wrong_check, DAMAGED),
    (twice, DAMAGED),
    (no_sheet_part, {"workbook-no-cells", "workbook-damaged"}),
    (too_many_rows, {"too-many-rows"}),
    (long_csv, {"too-many-rows"}),
    (huge_csv_cell, DAMAGED),
    (nested_zips, {"not-a-workbook"}),
    (zips_inside, READ),
    (gzipped, {"not-a-workbook"}),
    (with_macros, {"workbook-macros"}),
    (old_macros, {"workbook-macros"}),
    (paths_out, READ),
    (links_outside, READ),
    (deep, READ),
    (many_attributes, READ),
    (many_merges, READ),
    (huge_claims, READ),
    (rows_beyond, READ),
    (strings_nowhere, READ),
    (strings_claimed, READ),
    (one_long_string, BOMB),
    (other_encoding, READ),
    (sixteen_bits, {"workbook-entities"}),
    (many_columns_csv, READ),
    (wide_table, READ),
    (noughts, {"not-a-workbook"}),
)
