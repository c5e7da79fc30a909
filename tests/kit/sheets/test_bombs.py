"""Files made to hurt: each becomes a sentence or is read for what it holds, at a bounded price."""

from __future__ import annotations

import os
import random
import resource
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.kit.sheets.packages import MAIN, package, sheet_xml, small, styles_of, text_cell
from tests.people.roster.layouts import drafted, write

from zhibu.kit.sheets import ROSTER, ChildDied, FileRefused, read_here, read_workbook, stream

SMALL = replace(ROSTER, unpacked_bytes=8 << 20, seconds=60)
FAR = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'


def _zeros(path: Path) -> Path:
    """Sixteen megabytes of spaces in a few kilobytes."""
    return package(path, sheet_xml(small()), more={"xl/media/a.bin": b" " * (16 << 20)})


def _lying_size(path: Path) -> Path:
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


def _many_entries(path: Path) -> Path:
    return package(path, sheet_xml(small()), more={f"xl/media/{n}.bin": b"x" for n in range(2_100)})


def _wide_sheet(path: Path) -> Path:
    """A sheet part of sixteen megabytes of one character."""
    return package(path, sheet_xml(small(f'<row r="3">{text_cell("A3", "长" * (6 << 20))}</row>')))


def _many_strings(path: Path) -> Path:
    strings = f"<sst {MAIN}>" + "<si><t>x</t></si>" * 600_000 + "</sst>"
    return package(path, sheet_xml(small()), strings=strings)


def _entities(path: Path) -> Path:
    """A billion laughs."""
    entities = '<!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8)
    )
    return package(path, f"{entities}]>{sheet_xml(small())}".replace("王砚秋", "&i;"))


def _outside_entity(path: Path) -> Path:
    return package(
        path,
        f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>{sheet_xml(small())}'.replace(
            "王砚秋", "&x;"
        ),
    )


def _entities_in_strings(path: Path) -> Path:
    strings = f'<!DOCTYPE s [<!ENTITY a "哈">]><sst {MAIN}><si><t>&a;</t></si></sst>'
    return package(path, sheet_xml(small(FAR.replace("/>", "><v>1</v></c>"))), strings=strings)


def _cut_off(path: Path) -> Path:
    package(path, sheet_xml(small()))
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _wrong_check(path: Path) -> Path:
    package(path, sheet_xml(small()))
    raw = path.read_bytes()
    check = zlib.crc32(sheet_xml(small()).encode()).to_bytes(4, "little")
    path.write_bytes(raw.replace(check, b"\0\0\0\1"))
    return path


def _twice(path: Path) -> Path:
    package(path, sheet_xml(small()))
    with zipfile.ZipFile(path, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
        zipped.writestr("xl/worksheets/sheet1.xml", sheet_xml(small()))
    return path


def _no_sheet_part(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("xl/workbook.xml", "<workbook><sheets/></workbook>")
    return path


def _too_many_rows(path: Path) -> Path:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 120_100))
    return package(path, sheet_xml(small(rows)))


def _long_csv(path: Path) -> Path:
    path.write_text("姓名,学号\n" + "王,1\n" * 120_001, encoding="utf-8")
    return path


def _huge_csv_cell(path: Path) -> Path:
    path.write_text('姓名,学号\n"' + "王" * (2 << 20), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("bomb", "codes"),
    [
        (_zeros, {"workbook-bomb"}),
        (_lying_size, {"workbook-bomb", "workbook-damaged"}),
        (_many_entries, {"workbook-bomb"}),
        (_wide_sheet, {"workbook-bomb"}),
        (_many_strings, {"workbook-bomb"}),
        (_entities, {"workbook-entities"}),
        (_outside_entity, {"workbook-entities"}),
        (_entities_in_strings, {"workbook-entities"}),
        (_cut_off, {"workbook-damaged"}),
        (_wrong_check, {"workbook-damaged"}),
        (_twice, {"workbook-damaged"}),
        (_no_sheet_part, {"workbook-no-cells", "workbook-damaged"}),
        (_too_many_rows, {"too-many-rows"}),
        (_long_csv, {"too-many-rows"}),
        (_huge_csv_cell, {"workbook-damaged"}),
    ],
)
def test_a_bomb_becomes_a_sentence(
    bomb: Callable[[Path], Path], codes: set[str], tmp_path: Path
) -> None:
    path = bomb(tmp_path / "a.xlsx")
    with pytest.raises(FileRefused) as refused:
        read_workbook(path, limits=SMALL if bomb not in (_too_many_rows,) else ROSTER)
    assert refused.value.code in codes


@pytest.mark.parametrize(
    "extra",
    [
        FAR,
        '<row r="1048576"><c r="XFD1048576" t="str"><v></v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t></t></is></c></row>',
        '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t></t></is></c></row>',
        '<row r="3"><c r="XFD3" t="str"><v></v></c></row>',
    ],
)
def test_a_cell_at_the_far_corner_does_not_keep_the_roster_from_being_read(
    extra: str, tmp_path: Path
) -> None:
    path = package(
        tmp_path / "a.xlsx", sheet_xml(small(extra), before='<dimension ref="A1:XFD1048576"/>')
    )
    sheet = read_workbook(path).sheets[0]
    assert [row[:3] for row in sheet.rows if any(row)] == [
        ["姓名", "学号", "人员类别"],
        ["王砚秋", "2021110401", "正式"],
    ]


def test_content_beyond_the_limits_is_counted_and_left(tmp_path: Path) -> None:
    extra = (
        '<row r="3"><c r="GR3"><v>1</v></c><c r="GS3"><v>1</v></c><c r="XFD3"><v>1</v></c></row>'
    )
    sheet = read_workbook(package(tmp_path / "a.xlsx", sheet_xml(small(extra)))).sheets[0]
    assert (sheet.beyond, len(sheet.rows[2])) == (2, 200)


def test_rows_that_are_never_closed_do_not_pile_up(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx", sheet_xml(small("<row>" * 200_000)))
    assert read_workbook(path).sheets[0].rows[1][0] == "王砚秋"


def test_a_file_larger_than_its_door_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(ROSTER.file_bytes + 1)
    with pytest.raises(FileRefused) as refused:
        read_workbook(path)
    assert refused.value.code == "file-too-large"


def test_wild_numbers_are_only_numbers(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{chr(65 + at)}3" s="1"><v>{value}</v></c>'
        for at, value in enumerate(("1e308", "1e999", "-1", "NaN", "45473", "99999999"))
    )
    path = package(
        tmp_path / "a.xlsx",
        sheet_xml(small(f'<row r="3">{cells}</row>')),
        styles=styles_of("yyyy-mm-dd"),
    )
    assert len(read_workbook(path).sheets[0].rows) == 3


# The child.


def _always() -> bool:
    return True


def _sleepy() -> Iterator[int]:
    yield 1
    while True:
        pass


def _greedy() -> Iterator[int]:
    block = bytearray(10 << 30)
    yield len(block)


def _broken() -> Iterator[int]:
    if _always():
        raise RuntimeError("words of the file")
    yield 1


def _killed() -> Iterator[int]:
    if _always():
        os.abort()
    yield 1


def _counting(many: int) -> Iterator[int]:
    yield from range(many)


def _refusing() -> Iterator[int]:
    if _always():
        raise FileRefused("too-many-rows", sheet="名册", limit=7)
    yield 1


def test_what_a_child_yields_arrives_piece_by_piece() -> None:
    assert list(stream(_counting, 5, limits=ROSTER)) == [0, 1, 2, 3, 4]


def test_a_child_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(FileRefused) as refused:
        list(stream(_sleepy, limits=replace(ROSTER, seconds=1)))
    assert refused.value.code == "reading-too-slow"


@pytest.mark.parametrize("task", [_greedy, _broken, _killed])
def test_a_child_that_dies_is_told_apart_from_one_that_answers(
    task: Callable[[], Iterator[int]],
) -> None:
    with pytest.raises(ChildDied):
        list(stream(task, limits=ROSTER))


def test_a_refusal_inside_the_child_arrives_with_its_sentence() -> None:
    with pytest.raises(FileRefused) as refused:
        list(stream(_refusing, limits=ROSTER))
    assert refused.value.message == "工作表“名册”有内容的行超过 7 行。请按学院分成几份再传。"


def test_a_file_nobody_can_read_within_its_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,学号\n" + "王砚秋,2021110401\n" * 100_000, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_workbook(path, limits=replace(ROSTER, memory_bytes=1 << 20))
    assert refused.value.code == "reading-failed"


# Mutations.

SEED = 20261123


def _mutated(raw: bytes, chance: random.Random) -> bytes:
    body = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[at] = chance.randrange(256)
            case 1:
                del body[at : at + chance.randint(1, 40)]
            case 2:
                body[at:at] = chance.randbytes(chance.randint(1, 20))
            case _:
                body = body[:at] if at > len(body) // 2 else body
        if not body:
            break
    return bytes(body)


def _inside(path: Path, chance: random.Random) -> bytes:
    """The same workbook with one part of it changed and packed again."""
    with zipfile.ZipFile(path) as zipped:
        parts = {info.filename: zipped.read(info) for info in zipped.infolist()}
    name = chance.choice(sorted(parts))
    parts[name] = _mutated(parts[name] or b" ", chance)
    again = path.with_name("again.xlsx")
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part, raw in parts.items():
            zipped.writestr(part, raw)
    return again.read_bytes()


@pytest.mark.parametrize("form", ["merged_title", "xls_from_wps", "csv_gb18030"])
def test_mutated_files_are_read_or_refused_and_nothing_else(form: str, tmp_path: Path) -> None:
    chance = random.Random(f"{SEED}{form}")
    written = write(drafted(form, "two_row_heads"), tmp_path)
    raw = written.path.read_bytes()
    target = tmp_path / "mutated"
    outcomes = {"read": 0, "refused": 0}
    for turn in range(120):
        inside = form == "merged_title" and turn % 2
        target.write_bytes(_inside(written.path, chance) if inside else _mutated(raw, chance))
        try:
            read_here(target)
            outcomes["read"] += 1
        except FileRefused:
            outcomes["refused"] += 1
    assert sum(outcomes.values()) == 120


def test_bombs_do_not_swell_the_process_that_reads_them(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = package(tmp_path / "a.xlsx", sheet_xml(small(FAR)))
    for _ in range(3):
        read_workbook(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
