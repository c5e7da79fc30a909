"""Numbers of people: what Excel took is refused, never put back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from tests.people.roster.tables import TODAY, faults, parse, sheet

from zhibu.kit.sheets import Cell, CellError, Shown, Typed
from zhibu.people.roster.numbers import Usual, check_digit, read_id, read_number, read_phone

HEAD = ["姓名", "学号", "人员类别"]
WORDS = "甲乙丙丁戊己庚辛壬癸"


def roster(*numbers: Cell, loose: bool = False) -> list[tuple[int, str]]:
    """(row, code) of each refused number of a roster of these."""
    rows: list[list[Cell]] = [
        [f"王知{WORDS[at]}", number, "预备"] for at, number in enumerate(numbers)
    ]
    parsed = parse(sheet([HEAD, *rows]), loose=loose)
    return [(row, code) for row, _, code in faults(parsed)]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2023110412", "2023110412"),
        (202311041201.0, "202311041201"),
        ("２０２３１１０４１２", "2023110412"),
        (" 2023 1104 12 ", "2023110412"),
        ("'2023110412", "2023110412"),
        ("2023110412\t", "2023110412"),
        ("20230412.0", "20230412"),
        ("00012345", "00012345"),
        (Shown(12345.0, "00012345"), "00012345"),
        (Shown(20230412.0, "20230412.00"), "20230412"),
        ("S2023-0412", "S2023-0412"),
        ("JG_0123", "JG_0123"),
        (Typed("0012"), "0012"),
    ],
)
def test_a_number_is_kept_as_its_digits(cell: Cell, number: str) -> None:
    read = read_number(cell)
    assert (read.value, read.code) == (number, "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2.02314E+11", "number-lost-digits"),
        ("2.02E+09", "number-lost-digits"),
        (1.10105194912310e17, "number-lost-digits"),
        (date(2023, 11, 4), "number-is-date"),
        (time(8, 0), "number-is-date"),
        (timedelta(1), "number-is-date"),
        ("学号不详的", "number-unreadable"),
        ("2023#04", "number-unreadable"),
        ("ABC", "number-unreadable"),
        (2023.5, "number-unreadable"),
        (-12.0, "number-unreadable"),
        (True, "number-unreadable"),
        (CellError("#N/A"), "number-unreadable"),
        ("1" * 33, "number-too-long"),
        ("110105194912310021"[:17] + check_digit("11010519491231002"), "number-is-id"),
    ],
)
def test_what_is_no_whole_number_is_refused(cell: Cell, code: str) -> None:
    assert read_number(cell).code == code


@pytest.mark.parametrize("cell", ["", "无", "—", "待定", 0.0])
def test_no_number_is_nothing(cell: Cell) -> None:
    read = read_number(cell)
    assert (read.value, read.code) == (None, "")


def test_a_number_shorter_than_the_others_has_lost_its_zeros() -> None:
    assert roster("0012345601", "0012345602", 12345603.0, "0012345604") == [
        (4, "number-lost-zeros")
    ]
    assert roster(12345601.0, 12345602.0, 2345603.0, 12345604.0) == [(4, "number-lost-zeros")]
    assert roster("12345601", "12345602", "2345603", loose=True) == [(4, "number-lost-zeros")]


def test_zeros_shown_by_the_format_are_not_lost() -> None:
    shown = Shown(12345603.0, "0012345603")
    assert roster("0012345601", "0012345602", shown) == []


def test_text_is_taken_as_written_unless_all_others_begin_with_nought() -> None:
    assert roster("2023110401", "2023110402", "202311043") == []
    assert roster("0023110401", "0023110402", "23110403") == [(4, "number-lost-zeros")]


def test_a_teacher_among_students_keeps_the_shorter_number() -> None:
    assert roster(2023110401.0, 2023110402.0, 10234.0, 2023110404.0) == []
    assert roster("2023110401", "2023110402", "10234", "2023110404", loose=True) == []


def test_two_numbers_of_different_length_prove_nothing_but_are_not_guessed() -> None:
    assert roster(2023110401.0, 202311042.0) == [(3, "number-lost-zeros")]


def test_a_number_typed_in_the_preview_is_meant() -> None:
    rows: list[list[Cell]] = [["王知甲", "0012345601", "预备"], ["王知乙", 12345602.0, "预备"]]
    parsed = parse(sheet([HEAD, *rows]), edits={("名册", 3, 1): "0012345602"})
    assert [row.staff_no for row in parsed.rows] == ["0012345601", "0012345602"]


def test_the_usual_length_needs_at_least_two_numbers() -> None:
    assert Usual.of(["20231104"]) == Usual()
    assert Usual.of([]) == Usual()


@pytest.mark.parametrize(
    ("first", "last"),
    [("11010519491231002", "X"), ("44052418800101001", "4"), ("11010120000101001", "0")],
)
def test_the_check_digit_of_the_standard(first: str, last: str) -> None:
    assert check_digit(first) == last


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (110105194912310000.0, "id-is-number"),
        (11010519491231.0, "id-is-number"),
        (Shown(1.1e17, "110105194912310000"), "id-is-number"),
        ("1.10105E+17", "id-is-number"),
        ("110105194912310000", "id-is-number"),
        ("110105194912310021", "id-wrong-check"),
        ("110105491231002", "id-wrong-length"),
        ("1101051949123100", "id-wrong-length"),
        ("000000200013010011", "id-wrong-check"),
        ("00000020001301001" + check_digit("00000020001301001"), "id-impossible-date"),
        ("00000020990101001" + check_digit("00000020990101001"), "id-impossible-date"),
        ("身份证丢失", "id-unreadable"),
        (date(2000, 1, 1), "id-unreadable"),
    ],
)
def test_a_wrong_id_number_is_refused(cell: Cell, code: str) -> None:
    read = read_id(cell, today=TODAY)
    assert (read.code, read.value) == (code, None)


@pytest.mark.parametrize(
    "cell",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
    ],
)
def test_a_right_id_number_is_checked_and_let_go(cell: Cell) -> None:
    read = read_id(cell, today=TODAY)
    assert (read.code, read.value) == ("", date(1949, 12, 31))


@pytest.mark.parametrize("cell", ["", "无", "110105********002X", 0.0])
def test_no_id_number_is_nothing(cell: Cell) -> None:
    read = read_id(cell, today=TODAY)
    assert (read.code, read.value) == ("", None)


@pytest.mark.parametrize(
    ("cell", "phone", "warning"),
    [
        ("13800000001", "13800000001", ""),
        (13800000001.0, "13800000001", ""),
        ("138 0000 0001", "13800000001", ""),
        ("138-0000-0001", "13800000001", ""),
        ("+86 13800000001", "13800000001", ""),
        ("１３８０００００００１", "13800000001", ""),
        ("13800000001.0", "13800000001", ""),
        ("13800000001/13900000002", "13800000001", "phone-several"),
        ("0571-88888888、13800000001", "13800000001", "phone-several"),
        ("138****0001", None, "phone-masked"),
        ("0571-88888888", None, "phone-not-mobile"),
        ("88888888", None, "phone-not-mobile"),
        ("668899", None, "phone-not-mobile"),
        ("无", None, ""),
        (0.0, None, ""),
    ],
)
def test_phones(cell: Cell, phone: str | None, warning: str) -> None:
    read = read_phone(cell)
    assert (read.value, read.warning, read.code) == (phone, warning, "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1380000000", "phone-wrong"),
        ("138000000012", "phone-wrong"),
        ("问班长", "phone-wrong"),
        (1380000000.5, "phone-wrong"),
        (True, "phone-wrong"),
        ("1.38E+10", "phone-lost-digits"),
    ],
)
def test_a_wrong_phone_is_refused(cell: Cell, code: str) -> None:
    assert read_phone(cell).code == code
