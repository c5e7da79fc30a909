"""Importing from the server's own prompt: the numbers, what is written, what a repeat does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.cast import Branch
from tests.people.imports.files import TREE, someone, written

from zhibu.kit import clock
from zhibu.ops.inside import sheets
from zhibu.orgs.models import Organisation, Placement, Post
from zhibu.people.imports.commands import Outcome, import_organisations, import_roster
from zhibu.people.models import (
    Appointment,
    ImportBatch,
    ImportRow,
    Membership,
    Person,
    RememberedHead,
    StatusSpan,
)
from zhibu.trail.models import AuditNote, OutboxEvent


def counts(outcome: Outcome) -> tuple[object, ...]:
    """people, imported, changed, unchanged, missing and how many cells are refused."""
    told = outcome.as_json()
    refused = told["refused"]
    assert isinstance(refused, list)
    names = ("people", "imported", "changed", "unchanged", "missing")
    return (*(told[name] for name in names), len(refused))


def test_a_roster_is_written_and_a_repeat_changes_nothing(branch: Branch, tmp_path: Path) -> None:
    file = written(
        tmp_path, someone(), someone("2021110402", "李一舟", kind="预备党员", confirmed="")
    )
    first = import_roster(file, branch=branch.organisation.code)
    again = import_roster(file, branch=branch.organisation.code)
    assert (first.exit_code, counts(first)) == (0, (2, 2, 0, 0, 2, 0))
    assert counts(again) == (2, 0, 0, 2, 2, 0)
    person = Person.objects.get(staff_no="2021110401")
    assert (person.name, person.sex, person.joined_on) == ("王砚秋", "2", date(2020, 6, 1))
    assert person.pinyin_key.startswith("wang")
    membership = Membership.objects.get(person=person)
    assert (membership.organisation, membership.since) == (branch.organisation, clock.today())
    spans = StatusSpan.objects.filter(person=person).order_by("since").values_list("kind", "since")
    assert list(spans) == [("probationary", date(2020, 6, 1)), ("full", date(2021, 6, 1))]
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.stored) == ("done", "")
    assert AuditNote.objects.filter(action="people.roster.imported").count() == 1
    assert OutboxEvent.objects.filter(kind="people.RosterImported").count() == 1


def test_a_dry_run_prints_the_same_numbers_and_writes_nothing(
    branch: Branch, tmp_path: Path
) -> None:
    file = written(tmp_path, someone(), someone("2021110402", "李一舟", kind="党员"))
    dry = import_roster(file, branch=branch.organisation.code, dry_run=True)
    before = Person.objects.count()
    real = import_roster(file, branch=branch.organisation.code)
    assert dry.as_json() == real.as_json()
    assert counts(dry) == (2, 1, 0, 0, 2, 1)
    assert Person.objects.count() == before + 1


def test_what_a_later_file_says_otherwise_is_changed_and_dated(
    branch: Branch, tmp_path: Path
) -> None:
    code = branch.organisation.code
    group = branch.group("第一党小组")
    import_roster(
        written(tmp_path, someone(kind="预备党员", joined="2025-06-01", confirmed="")), branch=code
    )
    file = written(
        tmp_path,
        someone(joined="2025-06-01", confirmed="2026-06-01", group="第1小组", posts="宣传委员"),
    )
    assert counts(import_roster(file, branch=code)) == (1, 0, 1, 0, 2, 0)
    person = Person.objects.get(staff_no="2021110401")
    spans = list(
        StatusSpan.objects.filter(person=person)
        .order_by("since")
        .values_list("kind", "since", "until")
    )
    assert spans == [
        ("probationary", date(2025, 6, 1), date(2026, 6, 1)),
        ("full", date(2026, 6, 1), None),
    ]
    assert Membership.objects.get(person=person, until=None).group == group
    assert Appointment.objects.get(person=person).post == Post.PUBLICITY


def test_people_go_where_the_file_says_or_where_the_command_says(
    branch: Branch, tmp_path: Path
) -> None:
    other = branch.sibling()
    file = written(
        tmp_path,
        someone(),
        someone("2021110402", "李一舟", branch="研究生第二党支部"),
        someone("2021110403", "赵以安", branch="从未听说的支部"),
    )
    outcome = import_roster(file, branch=branch.organisation.code)
    assert counts(outcome)[:2] == (3, 3)
    assert "branch-as-given" in {w.code for w in outcome.warnings}
    places = dict(
        Membership.objects.filter(person__staff_no__startswith="20211104").values_list(
            "person__name", "organisation__name"
        )
    )
    here, there = branch.organisation.name, other.organisation.name
    assert places == {"王砚秋": here, "李一舟": there, "赵以安": here}


def test_without_a_branch_a_person_nobody_can_place_is_refused(
    branch: Branch, tmp_path: Path
) -> None:
    branch.sibling()
    file = written(tmp_path, someone(), someone("2021110402", "李一舟", branch="第九党支部"))
    outcome = import_roster(file)
    assert [fault.code for fault in outcome.refused] == ["branch-missing", "branch-unknown"]


def test_a_number_that_belongs_to_another_name_is_refused(branch: Branch, tmp_path: Path) -> None:
    import_roster(written(tmp_path, someone()), branch=branch.organisation.code)
    outcome = import_roster(
        written(tmp_path, someone(name="李一舟")), branch=branch.organisation.code
    )
    assert [fault.code for fault in outcome.refused] == ["number-taken-by-other-name"]
    assert Person.objects.get(staff_no="2021110401").name == "王砚秋"


def test_dates_that_cannot_stand_with_those_already_kept_are_refused(
    branch: Branch, tmp_path: Path
) -> None:
    import_roster(written(tmp_path, someone()), branch=branch.organisation.code)
    head = ["姓名", "学号", "人员类别", "入党日期"]
    file = written(tmp_path, ["王砚秋", "2021110401", "正式党员", "2022-01-01"], head=head)
    outcome = import_roster(file, branch=branch.organisation.code)
    assert [fault.code for fault in outcome.refused] == ["confirmed-before-joined"]


def test_a_second_secretary_and_what_nobody_may_give_are_said_and_not_done(
    branch: Branch, tmp_path: Path
) -> None:
    file = written(
        tmp_path, someone(posts="书记"), someone("2021110402", "李一舟", posts="组织员、纪检委员")
    )
    outcome = import_roster(file, branch=branch.organisation.code)
    assert "post-not-granted" in {w.code for w in outcome.warnings}
    held = Appointment.objects.filter(person__staff_no__startswith="20211104")
    assert [a.post for a in held] == [Post.DISCIPLINE]


def test_the_first_secretary_of_a_branch_may_come_from_the_file(
    branch: Branch, tmp_path: Path
) -> None:
    Appointment.objects.filter(post=Post.SECRETARY).delete()
    import_roster(written(tmp_path, someone(posts="支部书记")), branch=branch.organisation.code)
    assert Appointment.objects.get(post=Post.SECRETARY).person.name == "王砚秋"


def test_heads_remembered_for_the_place_are_read_that_way(branch: Branch, tmp_path: Path) -> None:
    RememberedHead.objects.create(organisation=branch.college, head="校内编码", field="staff_no")
    file = written(
        tmp_path, ["王砚秋", "2021110401", "预备"], head=["姓名", "校内编码", "人员类别"]
    )
    assert counts(import_roster(file, branch=branch.organisation.code))[:2] == (1, 1)


def test_the_command_prints_one_json_and_its_codes(
    branch: Branch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, someone(), someone("2.02314E+11", "李一舟"))
    code = sheets.main(["roster", str(file), "--branch", branch.organisation.code, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert list(told) == [
        "file", "accepted", "code", "message", "people", "imported", "changed", "unchanged",
        "missing", "refused", "warnings",
    ]  # fmt: skip
    assert told["refused"] == [
        {
            "sheet": "名册",
            "row": 3,
            "column": "学号",
            "code": "number-lost-digits",
            "message": told["refused"][0]["message"],
        }
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["roster", "FILE", "--branch", "NOPE", "--json"], 2, "branch-code-unknown"),
        (["roster", "EMPTY", "--json"], 1, "head-not-found"),
        (["roster", "GONE", "--json"], 1, "file-missing"),
        (["organisations", "EMPTY", "--json"], 1, "tree-head-not-found"),
        (["roster", "EMPTY"], 1, "head-not-found"),
        (["roster", "FILE", "--dry-run"], 0, "dry run"),
    ],
)
def test_exit_codes_say_done_refused_or_usage(
    branch: Branch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    said: str,
) -> None:
    files = {
        "FILE": str(written(tmp_path, someone(kind="党员"))),
        "EMPTY": str(written(tmp_path, ["甲"], head=["乙"], name="b.xlsx")),
        "GONE": str(tmp_path / "gone.xlsx"),
    }
    assert sheets.main([files.get(word, word) for word in words]) == code
    assert said in capsys.readouterr().out


@pytest.mark.django_db
def test_a_house_without_a_tree_takes_no_roster(tmp_path: Path) -> None:
    outcome = import_roster(written(tmp_path, someone()))
    assert (outcome.exit_code, outcome.code) == (2, "house-empty")


def test_the_roster_comes_out_in_the_asked_order_as_text(
    branch: Branch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_roster(
        written(tmp_path, someone("0021110401", name="王砚秋", posts="宣传委员")),
        branch=branch.organisation.code,
    )
    target = tmp_path / "out.xlsx"
    words = ["export", str(target), "--branch", branch.organisation.code]
    assert sheets.main([*words, "--columns", "学号，姓名,入党时间,职务"]) == 0
    rows = list(openpyxl.load_workbook(target).worksheets[0].values)
    assert rows[0] == ("学号/工号", "姓名", "入党日期", "党内职务")
    assert ("0021110401", "王砚秋", "2020-06-01", "宣传委员") in rows
    assert sheets.main([*words, "--columns", "星座"]) == 2
    assert sheets.main(["export", str(target), "--branch", "NOPE"]) == 2
    capsys.readouterr()


def test_what_was_exported_can_be_imported_again_unchanged(branch: Branch, tmp_path: Path) -> None:
    import_roster(
        written(
            tmp_path, someone(), someone("2021110402", "李一舟", kind="预备党员", confirmed="")
        ),
        branch=branch.organisation.code,
    )
    target = tmp_path / "out.xlsx"
    sheets.main(["export", str(target), "--branch", branch.organisation.code])
    assert counts(import_roster(target, branch=branch.organisation.code)) == (4, 0, 0, 4, 0, 0)


# The tree.

COLLEGE = ["物理学院党委", "院系党委", "ROOT", "WL", "2001-09-01"]
BRANCH = ["教工党支部", "党支部", "WL", "WL-1", "2018-03-01"]


def test_a_tree_is_set_up_and_a_repeat_changes_nothing(branch: Branch, tmp_path: Path) -> None:
    file = written(tmp_path, BRANCH, COLLEGE, head=TREE)
    assert counts(import_organisations(file, dry_run=True))[:2] == (2, 2)
    assert not Organisation.objects.filter(code="WL").exists()
    assert counts(import_organisations(file))[:4] == (2, 2, 0, 0)
    assert counts(import_organisations(file))[:4] == (2, 0, 0, 2)
    made = Organisation.objects.get(code="WL-1")
    assert (made.parent.name if made.parent else "", made.founded_on) == (
        "物理学院党委",
        date(2018, 3, 1),
    )
    assert Placement.objects.get(organisation=made).since == date(2018, 3, 1)


def test_a_changed_tree_file_renames_and_moves(branch: Branch, tmp_path: Path) -> None:
    import_organisations(written(tmp_path, COLLEGE, BRANCH, head=TREE))
    college = branch.college
    moved = ["物理教工党支部", "党支部", college.code, "WL-1", "2018-03-02"]
    outcome = import_organisations(written(tmp_path, moved, head=TREE))
    assert counts(outcome)[:3] == (1, 0, 1)
    made = Organisation.objects.get(code="WL-1")
    assert (made.name, made.parent_id, made.founded_on) == (
        "物理教工党支部",
        college.pk,
        date(2018, 3, 2),
    )
    assert made.path.startswith(college.path)


@pytest.mark.django_db
def test_the_first_tree_brings_its_own_root(tmp_path: Path) -> None:
    root = ["澜州大学党委", "学校党委", "", "LZ", "1952-09-01"]
    college = ["物理学院党委", "院系党委", "LZ", "WL", "2001-09-01"]
    assert counts(import_organisations(written(tmp_path, root, college, head=TREE)))[:2] == (2, 2)
    assert Organisation.objects.get(parent=None).code == "LZ"


def test_a_tree_the_house_cannot_take_changes_nothing(branch: Branch, tmp_path: Path) -> None:
    gone = ["甲党支部", "党支部", branch.college.code, "X1", ""]
    name_taken = [branch.organisation.name, "党支部", branch.college.code, "X1", ""]
    import_organisations(written(tmp_path, gone, head=TREE))
    outcome = import_organisations(written(tmp_path, name_taken, head=TREE))
    assert (outcome.exit_code, outcome.code) == (1, "tree-not-taken")
    assert Organisation.objects.get(code="X1").name == "甲党支部"
    assert ImportRow.objects.filter(batch__kind="organisations").count() > 0
