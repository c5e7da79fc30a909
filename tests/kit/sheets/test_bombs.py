"""Files made to hurt: each becomes a sentence or is read for what it holds, at a bounded price."""

from __future__ import annotations

import os
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.kit.sheets.bombs import BOMBS, FAR, Bomb, too_many_rows
from tests.kit.sheets.mutations import FORMS, mutated, outcomes, sound
from tests.kit.sheets.packages import package, sheet_xml, small, styles_of
from tests.proof import Proof, many

from zhibu.kit.sheets import (
    ROSTER,
    SENTENCES,
    ChildDied,
    FileRefused,
    Limits,
    read_workbook,
    stream,
)

SMALL = replace(ROSTER, unpacked_bytes=8 << 20, seconds=60)


def come_of(path: Path, limits: Limits) -> str:
    """What became of a file: ``read``, or the code it is refused with, which has its sentence."""
    try:
        read_workbook(path, limits=limits)
    except FileRefused as refused:
        return refused.code if refused.message else "nothing said"
    return "read"


@pytest.mark.parametrize(("bomb", "codes"), BOMBS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_bomb_becomes_a_sentence_or_is_read_for_what_it_holds(
    bomb: Bomb, codes: set[str], tmp_path: Path, proof: Proof
) -> None:
    path = bomb(tmp_path / "a.xlsx")
    limits = ROSTER if bomb is too_many_rows else SMALL
    proof.figure("炸弹")
    assert {come_of(path, limits)} <= codes
    assert not Path("/tmp/zhibu-out").exists()


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

MUTATIONS = many(120, 600)
MEMORY = 150 << 10  # kilobytes that reading them may add


def all_come_of(paths: list[Path], proof: Proof) -> Iterator[str]:
    """What comes of each. One child reads many; at a file that ends it the reader proper takes over,
    which starts another and reads with care."""
    left = [str(path) for path in paths]
    while left:
        done = 0
        try:
            for code in stream(outcomes, left, limits=ROSTER):
                done += 1
                yield code
        except ChildDied as died:
            if died.args:  # not ended by a limit: the reader raised an error of its own
                raise
            yield come_of(Path(left[done]), ROSTER)
            proof.figure("其中读的子进程被结束")
            done += 1
        left = left[done:]


def test_mutated_files_are_read_or_refused_and_nothing_else(tmp_path: Path, proof: Proof) -> None:
    rng, paths = proof.random("mutations"), []
    sounds = {form: sound(form, tmp_path).path.read_bytes() for form in FORMS}
    for turn in range(MUTATIONS):
        form = FORMS[turn % len(FORMS)]
        paths.append(tmp_path / f"mutated{turn}")
        paths[-1].write_bytes(mutated(form, sounds[form], rng, tmp_path / "scratch"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counted = Counter(all_come_of(paths, proof))
    proof.figure("损坏的文件", counted.total())
    proof.figure("其中读得出", counted["read"])
    assert counted.total() == MUTATIONS
    assert set(counted) <= {"read", *SENTENCES}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


def test_bombs_do_not_swell_the_process_that_reads_them(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = package(tmp_path / "a.xlsx", sheet_xml(small(FAR)))
    for _ in range(3):
        read_workbook(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
