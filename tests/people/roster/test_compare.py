"""The file against the roster of the house."""

from __future__ import annotations

from datetime import date

from zhibu.people.roster import Change, KnownPerson, Placed, RosterRow, compare

ROW = RosterRow(
    sheet="名册",
    row=2,
    name="王砚秋",
    staff_no="2021110401",
    kind="full",
    sex="2",
    joined_on=date(2020, 6, 1),
)
KNOWN = KnownPerson(
    person_id=1,
    name="王砚秋",
    staff_no="2021110401",
    kind="full",
    standing="normal",
    branch=7,
    group=70,
    values={"sex": "2", "joined_on": date(2020, 6, 1), "phone": "13800000001", "ethnic": ""},
)


def with_row(**changes: object) -> RosterRow:
    return RosterRow(**{**{name: getattr(ROW, name) for name in ROW.__slots__}, **changes})


def test_a_person_nobody_knows_is_new() -> None:
    result = compare([Placed(ROW, 7)], {})
    assert result.new == [Placed(ROW, 7)]


def test_a_row_that_says_nothing_else_is_unchanged_and_erases_nothing() -> None:
    result = compare([Placed(ROW, 7)], {"2021110401": KNOWN})
    assert result.unchanged == [(Placed(ROW, 7), KNOWN)]
    assert result.changed == []


def test_what_the_row_says_otherwise_is_listed_field_by_field() -> None:
    row = with_row(ethnic="08", phone="13900000002", kind="full", standing="suspended")
    result = compare([Placed(row, 8, 80)], {"2021110401": KNOWN})
    assert result.changed[0].changes == (
        Change("ethnic", None, "08"),
        Change("phone", "13800000001", "13900000002"),
        Change("standing", "normal", "suspended"),
        Change("branch", 7, 8),
        Change("group", None, 80),
    )


def test_a_group_inside_the_branch_and_a_new_kind_are_changes() -> None:
    known = {"2021110401": KnownPerson(1, "王砚秋", "2021110401", kind="probationary", branch=7)}
    result = compare([Placed(with_row(sex=None, joined_on=None), 7, 71)], known)
    assert result.changed[0].changes == (
        Change("kind", "probationary", "full"),
        Change("group", None, 71),
    )


def test_an_unknown_sex_says_nothing_against_a_known_one() -> None:
    result = compare([Placed(with_row(sex="9"), 7)], {"2021110401": KNOWN})
    assert result.changed == []


def test_a_number_of_somebody_elses_name_is_refused() -> None:
    result = compare([Placed(with_row(name="李一舟"), 7)], {"2021110401": KNOWN})
    assert [(f.row, f.code) for f in result.refused] == [(2, "number-taken-by-other-name")]
    assert "王砚秋" in result.refused[0].message


def test_one_name_with_another_number_is_a_second_person_and_said() -> None:
    row = with_row(staff_no="2021110499")
    result = compare([Placed(row, 7)], {"2021110401": KNOWN}, names=frozenset({"王砚秋"}))
    assert [placed.row.staff_no for placed in result.new] == ["2021110499"]
    assert [w.code for w in result.warnings] == ["homonym"]


def test_who_is_on_the_roster_here_and_not_in_the_file_is_missing() -> None:
    result = compare([], {"2021110401": KNOWN}, here=[KNOWN])
    assert result.missing == [KNOWN]
