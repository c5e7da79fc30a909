"""A file in the hands of an officer: handed in, mended, confirmed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cast import HOUSE, Branch, acting, opened, person
from tests.people.imports.files import TREE, someone, written

from zhibu.insights.models import Cell
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Refused
from zhibu.orgs.models import Organisation, Post
from zhibu.people import jobs
from zhibu.people.actions import change_status
from zhibu.people.imports import drafts, queries, tidying
from zhibu.people.imports.actions import (
    import_organisations,
    import_roster,
    undo_import,
    undo_organisations_import,
)
from zhibu.people.imports.store import store
from zhibu.people.models import (
    ImportBatch,
    ImportRow,
    Membership,
    Person,
    RememberedHead,
    StatusSpan,
)


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings


def handed_in(
    branch: Branch,
    folder: Path,
    *rows: Sequence[object],
    by: Actor | None = None,
    at: Organisation | None = None,
    kind: str = "roster",
    head: list[str] | None = None,
) -> ImportBatch:
    """A draft, read."""
    file = written(folder, *rows, head=head)
    with file.open("rb") as source:
        batch = drafts.hand_in(
            actor=by or branch.secretary,
            organisation_id=(at or branch.organisation).pk,
            kind=kind,
            file_name=file.name,
            source=source,
        )
    return drafts.read_draft(batch.pk)


def test_a_draft_says_what_it_would_do_and_changes_nothing(branch: Branch, tmp_path: Path) -> None:
    before = Person.objects.count()
    batch = handed_in(branch, tmp_path, someone(), someone("2021110402", "李一舟", kind="党员"))
    assert batch.state == "ready"
    assert {k: batch.summary[k] for k in ("people", "imported", "missing", "refused")} == {
        "people": 2, "imported": 1, "missing": 2, "refused": 1,
    }  # fmt: skip
    outcomes = ImportRow.objects.filter(batch=batch).values_list("outcome", "name")
    assert sorted(outcomes) == [
        ("missing", "周若棠"),
        ("missing", "许静仪"),
        ("new", "王砚秋"),
        ("refused", "李一舟"),
    ]
    assert Person.objects.count() == before
    assert store.place(batch.stored).exists()


def test_a_mended_cell_is_checked_again_and_imported_with_the_rest(
    branch: Branch, tmp_path: Path
) -> None:
    batch = handed_in(
        branch, tmp_path, someone(joined="2020.13"), someone("2021110402", "李一舟", kind="党员")
    )
    cells = {("名册", 2, 4): "2020.06", ("名册", 3, 3): "预备党员", ("名册", 3, 5): ""}
    drafts.mend_cells(actor=branch.secretary, batch_id=batch.pk, cells=cells)
    batch = drafts.read_draft(batch.pk)
    assert batch.summary["refused"] == 0
    done = import_roster(actor=branch.secretary, batch_id=batch.pk)
    assert (done.state, done.summary["imported"]) == ("done", 2)
    assert StatusSpan.objects.get(person__name="李一舟", until=None).kind == "probationary"


def test_columns_told_are_read_so_and_remembered(branch: Branch, tmp_path: Path) -> None:
    head = ["姓名", "校内编码", "人员类别"]
    batch = handed_in(branch, tmp_path, ["王砚秋", "2021110401", "预备"], head=head)
    assert (batch.state, batch.code) == ("refused", "number-column-missing")
    drafts.name_columns(actor=branch.secretary, batch_id=batch.pk, fields={"校内编码": "staff_no"})
    assert drafts.read_draft(batch.pk).summary["imported"] == 1
    assert RememberedHead.objects.get().field == "staff_no"
    again = handed_in(branch, tmp_path, ["李一舟", "2021110402", "预备"], head=head)
    assert again.summary["imported"] == 1


def test_a_change_left_out_is_not_made(branch: Branch, tmp_path: Path) -> None:
    first = handed_in(branch, tmp_path, someone())
    import_roster(actor=branch.secretary, batch_id=first.pk)
    second = handed_in(branch, tmp_path, someone(sex="男", joined="2020-06-02"))
    row = ImportRow.objects.get(batch=second, outcome="changed")
    drafts.leave_out(
        actor=branch.secretary, batch_id=second.pk, row_id=row.pk, field="sex", taken=False
    )
    import_roster(actor=branch.secretary, batch_id=second.pk)
    made = Person.objects.get(staff_no="2021110401")
    assert (made.sex, str(made.joined_on)) == ("2", "2020-06-02")


def test_who_is_missing_can_be_explained_and_stays(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    row = ImportRow.objects.filter(batch=batch, outcome="missing").first()
    assert row is not None
    drafts.explain_missing(actor=branch.secretary, batch_id=batch.pk, row_id=row.pk, why="moved")
    import_roster(actor=branch.secretary, batch_id=batch.pk)
    assert Membership.objects.filter(person_id=row.person_id or 0, until=None).exists()


def test_a_draft_given_up_leaves_nothing(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    drafts.drop_draft(actor=branch.secretary, batch_id=batch.pk)
    assert not store.place(batch.stored).exists()
    with pytest.raises(Conflict):
        import_roster(actor=branch.secretary, batch_id=batch.pk)


def test_a_confirmed_import_is_not_done_twice(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    import_roster(actor=branch.secretary, batch_id=batch.pk)
    with pytest.raises(Conflict):
        import_roster(actor=branch.secretary, batch_id=batch.pk)


def test_only_keepers_hand_in_and_only_they_see(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    member = acting(branch.join("陆知夏"))
    with pytest.raises(Refused):
        handed_in(branch, tmp_path, someone(), by=member)
    with pytest.raises(ImportBatch.DoesNotExist):
        import_roster(actor=member, batch_id=batch.pk)
    other = branch.sibling()
    with pytest.raises(ImportBatch.DoesNotExist):
        queries.import_for_reading(batch.pk, seen_by=other.secretary)
    assert queries.import_for_reading(batch.pk, seen_by=branch.organiser()) == batch


def test_a_secretary_does_not_move_people_from_other_branches(
    branch: Branch, tmp_path: Path
) -> None:
    other = branch.sibling()
    theirs = other.join("陆知夏")
    batch = handed_in(
        branch,
        tmp_path,
        someone(theirs.staff_no, "陆知夏"),
        someone(other.join("何屿").staff_no, "别人"),
        someone("2021110403", "赵以安", branch=other.organisation.name),
    )
    faults = [row.faults[0] for row in ImportRow.objects.filter(batch=batch, outcome="refused")]
    assert [fault["code"] for fault in faults] == [
        "person-elsewhere",
        "number-taken-by-other-name",
        "branch-elsewhere",
    ]
    assert "何屿" not in faults[1]["message"]


def test_an_organiser_moves_people_between_branches_by_a_file(
    branch: Branch, tmp_path: Path
) -> None:
    other = branch.sibling()
    theirs = other.join("陆知夏")
    row = someone(theirs.staff_no, "陆知夏", branch=branch.organisation.name)
    batch = handed_in(branch, tmp_path, row, by=branch.organiser(), at=branch.college)
    import_roster(actor=branch.organiser(), batch_id=batch.pk)
    now = Membership.objects.get(person=theirs, until=None)
    assert now.organisation == branch.organisation


def test_an_undo_takes_new_people_away_and_puts_changes_back(
    branch: Branch, tmp_path: Path
) -> None:
    first = handed_in(branch, tmp_path, someone(kind="预备党员", joined="2025-06-01", confirmed=""))
    import_roster(actor=branch.secretary, batch_id=first.pk)
    before = Person.objects.values().get(staff_no="2021110401")
    spans = list(StatusSpan.objects.filter(person_id=before["id"]).values())
    members = list(Membership.objects.filter(person_id=before["id"]).values())
    branch.group("第一党小组")
    second = handed_in(
        branch,
        tmp_path,
        someone(
            sex="男", joined="2025-06-01", confirmed="2026-06-01", group="一组", posts="纪检委员"
        ),
        someone("2021110402", "李一舟"),
    )
    import_roster(actor=branch.secretary, batch_id=second.pk)
    undone = undo_import(actor=branch.secretary, batch_id=second.pk)
    assert (undone.rows, undone.kept) == (2, ())
    assert Person.objects.values().get(staff_no="2021110401") == before
    assert list(StatusSpan.objects.filter(person_id=before["id"]).values()) == spans
    assert list(Membership.objects.filter(person_id=before["id"]).values()) == members
    assert not Person.objects.filter(staff_no="2021110402").exists()


def test_an_undo_leaves_people_with_later_facts_and_names_them(
    branch: Branch, tmp_path: Path
) -> None:
    rows = [someone(), someone("2021110402", "李一舟"), someone("2021110403", "赵以安")]
    batch = handed_in(branch, tmp_path, *rows, someone("2021110404", "钱清和"))
    import_roster(actor=branch.secretary, batch_id=batch.pk)
    opened(Person.objects.get(staff_no="2021110401"))
    later = Person.objects.get(staff_no="2021110402")
    change_status(
        actor=branch.secretary,
        person_id=later.pk,
        kind="full",
        standing="suspended",
        since=clock.today(),
        ground="测试",
    )
    branch.appoint(Person.objects.get(staff_no="2021110403"), Post.GROUP_LEADER)
    Membership.objects.filter(person__staff_no="2021110403").update(
        until=clock.today() + timedelta(1)
    )
    undone = undo_import(actor=branch.secretary, batch_id=batch.pk)
    assert (undone.rows, [name for name, _why in undone.kept]) == (
        1,
        ["王砚秋", "李一舟", "赵以安"],
    )
    assert undone.kept[0][1] == "已开通账号"
    assert ImportRow.objects.filter(batch=batch, kept=True).count() == 3


def test_after_thirty_days_nothing_is_taken_back(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    import_roster(actor=branch.secretary, batch_id=batch.pk)
    with clock.pinned(clock.now() + timedelta(days=31)), pytest.raises(Conflict):
        undo_import(actor=branch.secretary, batch_id=batch.pk)


def test_large_files_are_read_and_written_by_jobs(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    drafts.hand_over(actor=branch.secretary, batch_id=batch.pk)
    jobs.read_import(batch_id=batch.pk)
    jobs.confirm_import(batch_id=batch.pk)
    jobs.confirm_import(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "done"
    assert Person.objects.filter(staff_no="2021110401").count() == 1


def test_what_a_job_cannot_do_is_said_on_the_draft(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone())
    drafts.hand_over(actor=branch.secretary, batch_id=batch.pk)

    def act(**_ignored: object) -> ImportBatch:
        raise Conflict("已经不行了。")

    tidying.confirm(batch.pk, act)
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("ready", "已经不行了。")


def test_the_night_gives_up_old_drafts_and_forgets_old_rows(branch: Branch, tmp_path: Path) -> None:
    done = handed_in(branch, tmp_path, someone())
    import_roster(actor=branch.secretary, batch_id=done.pk)
    left = handed_in(branch, tmp_path, someone("2021110402", "李一舟"))
    with clock.pinned(clock.now() + timedelta(days=31)):
        assert tidying.tidy()["drafts"] == 1
    left.refresh_from_db()
    assert (left.state, left.stored, ImportRow.objects.count()) == ("dropped", "", 0)


def test_a_tree_is_imported_and_taken_back(branch: Branch, tmp_path: Path) -> None:
    organiser = branch.organiser()
    code = branch.college.code
    rows = [["甲党支部", "党支部", code, "JIA", ""], ["第一党小组", "党小组", "JIA", "JIA-1", ""]]
    renamed = [branch.organisation.name + "（新）", "党支部", code, branch.organisation.code, ""]
    batch = handed_in(
        branch,
        tmp_path,
        *rows,
        renamed,
        by=organiser,
        at=branch.college,
        kind="organisations",
        head=TREE,
    )
    assert (batch.state, batch.summary["imported"], batch.summary["changed"]) == ("ready", 2, 1)
    import_organisations(actor=organiser, batch_id=batch.pk)
    assert Organisation.objects.get(code="JIA-1").parent == Organisation.objects.get(code="JIA")
    undone = undo_organisations_import(actor=organiser, batch_id=batch.pk)
    assert (undone.rows, undone.kept) == (3, ())
    assert not Organisation.objects.filter(code__startswith="JIA").exists()
    assert Organisation.objects.get(pk=branch.organisation.pk).name == branch.organisation.name


def test_a_tree_undo_leaves_bodies_with_people(branch: Branch, tmp_path: Path) -> None:
    organiser = branch.organiser()
    row = ["甲党支部", "党支部", branch.college.code, "JIA", ""]
    batch = handed_in(
        branch, tmp_path, row, by=organiser, at=branch.college, kind="organisations", head=TREE
    )
    import_organisations(actor=organiser, batch_id=batch.pk)
    somebody = person("陆知夏")
    Membership.objects.create(
        person=somebody, organisation=Organisation.objects.get(code="JIA"), since=clock.today()
    )
    undone = undo_organisations_import(actor=organiser, batch_id=batch.pk)
    assert (undone.rows, undone.kept) == (0, (("甲党支部", "已有组织关系"),))


def test_a_tree_undo_leaves_bodies_that_another_room_counts(branch: Branch, tmp_path: Path) -> None:
    """A relation without a name of its own (``related_name="+"``) is a later fact like any other."""
    organiser = branch.organiser()
    row = ["甲党支部", "党支部", branch.college.code, "JIA", ""]
    batch = handed_in(
        branch, tmp_path, row, by=organiser, at=branch.college, kind="organisations", head=TREE
    )
    import_organisations(actor=organiser, batch_id=batch.pk)
    Cell.objects.create(
        organisation=Organisation.objects.get(code="JIA"),
        month=date(2026, 11, 1),
        category="meetings.sittings",
        value=1,
    )
    undone = undo_organisations_import(actor=organiser, batch_id=batch.pk)
    assert (undone.rows, undone.kept) == (0, (("甲党支部", "已有统计格"),))


def test_a_college_does_not_import_bodies_of_another(branch: Branch, tmp_path: Path) -> None:
    row = ["机关党支部", "直属党支部", "ROOT", "JG", ""]
    batch = handed_in(
        branch,
        tmp_path,
        row,
        by=branch.organiser(),
        at=branch.college,
        kind="organisations",
        head=TREE,
    )
    found = ImportRow.objects.get(batch=batch, outcome="refused")
    assert found.faults[0]["code"] == "tree-elsewhere"


def test_the_house_reads_a_draft_of_its_own(branch: Branch, tmp_path: Path) -> None:
    batch = handed_in(branch, tmp_path, someone(), by=HOUSE)
    assert (batch.made_by, batch.summary["imported"]) == (None, 1)
