"""Days and numerals as papers write them; where the PDF's fonts are looked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.meetings.papers.examples import BARE, BRANCH
from tests.meetings.papers.reading import pdf_words

from zhibu.meetings.papers import FontsMissing, fonts, minutes_pdf
from zhibu.meetings.papers.glyphs import drawn_by, missing
from zhibu.meetings.papers.words import clean, moment, names, numeral, paragraphs, title_lines


def test_numerals_of_headings() -> None:
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 21, 99, 100)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九", "100",
    ]  # fmt: skip


def test_instants_are_printed_on_a_clock_in_china() -> None:
    assert moment(datetime(2026, 11, 12, 16, 30, tzinfo=UTC)) == "2026年11月13日00:30"


def test_a_naive_instant_is_no_fact() -> None:
    with pytest.raises(ValueError, match="aware"):
        moment(datetime(2026, 11, 12))  # noqa: DTZ001 - the fault under test


def test_titles_turn_behind_whole_words() -> None:
    assert title_lines("江临大学第二支部") == ("江临大学第二支部",)
    assert title_lines(BRANCH) == ("中国共产党江临大学计算机学院", "本科生第一支部委员会")
    assert title_lines("支" * 45) == ("支" * 20, "支" * 20, "支" * 5)


def test_signs_no_paper_can_hold_are_left_out() -> None:
    assert clean("甲\x00乙\ud800丙\r\n丁\x0b") == "甲乙丙\n丁"
    assert paragraphs("　甲\n\n \n乙 ") == ["甲", "乙"]
    assert names([]) == "无"


def test_named_folders_come_before_our_own(tmp_path: Path) -> None:
    given = tmp_path / "own"
    given.mkdir()
    found = fonts.folders([("ZHIBU_FONTS", str(given))])
    assert found[0] == given
    assert all(folder.is_dir() for folder in found)


def test_a_folder_of_packages_is_looked_through_by_weight(tmp_path: Path) -> None:
    face = tmp_path / "@expo-google-fonts" / "noto-serif-sc" / "400Regular"
    face.mkdir(parents=True)
    assert fonts.folders([("ZHIBU_FONTS", str(tmp_path))])[0] == face


def test_serif_and_sans_are_chosen_in_order_and_rare_faces_come_last() -> None:
    present = ["Noto Sans JP", "Noto Sans S Chinese", "Noto Serif SC", "Libertinus Serif"]
    chosen = fonts.choose(present, ())
    assert chosen.serif == ("Noto Serif SC", "Noto Sans S Chinese", "Noto Sans JP")
    assert chosen.sans == ("Noto Sans S Chinese", "Noto Serif SC", "Noto Sans JP")


def test_what_no_font_can_draw_is_named_under_the_paper() -> None:
    unknown = "\U00032000"  # of a plane no open face has yet
    paper = replace(BARE, chair=f"张{unknown}", place="\U00020bb7野家")
    said = pdf_words(minutes_pdf(paper))
    assert "本PDF的字库缺下列字" in said
    assert "U+32000" in said
    assert "U+20BB7" not in said
    assert "字库缺下列字" not in pdf_words(minutes_pdf(BARE))


def test_a_file_that_is_no_font_draws_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.ttf"
    for body in (b"", b"ttcf", b"\x00\x01\x00\x00\x00\x01" + bytes(8)):
        file.write_bytes(body)
        drawn_by.cache_clear()
        assert missing("甲a", [(file, 0)]) == ("甲",)


def test_without_a_chinese_font_a_sentence_says_what_to_do() -> None:
    with pytest.raises(FontsMissing, match="Word 和 Excel 不受影响.*ZHIBU_FONTS"):
        fonts.choose(["Libertinus Serif", "Noto Sans JP"], ())
