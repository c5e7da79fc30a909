"""Scans are attached and removed, templates come into use and go out of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from tests.archive.domain.words import docx
from tests.archive.uploads import jpeg, lively_pdf, locked_pdf, pdf, png
from tests.cast import HOUSE, Branch, acting

from zhibu.archive import actions, queries
from zhibu.archive.actions import TemplateFaults
from zhibu.archive.domain.sample import sample_template
from zhibu.archive.jobs import sweep
from zhibu.archive.models import PaperTemplate, Scan
from zhibu.archive.store import store
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Organisation, Post
from zhibu.trail.models import AuditNote


def attach(branch: Branch, *, actor: Actor | None = None, **changes: object) -> Scan:
    values: dict[str, object] = {
        "organisation": branch.organisation,
        "subject_kind": "meetings.meeting",
        "subject_id": 7,
        "name": "签到表.png",
        "body": png(),
    }
    return actions.attach_scan(actor=actor or branch.secretary, **(values | changes))  # type: ignore[arg-type]  # one action's own values


def last_note() -> str:
    return AuditNote.objects.latest("pk").action


def test_a_scan_is_kept_under_a_random_name_with_its_digest(
    branch: Branch, own_folder: Path
) -> None:
    scan = attach(branch)

    assert (scan.slot, scan.name, scan.media_type, scan.size) == (
        1,
        "签到表.png",
        "image/png",
        len(png()),
    )
    assert store.read(scan.stored) == png()
    (kept,) = own_folder.glob("??/*")
    assert (kept.name, kept.stat().st_mode & 0o777) == (scan.stored, 0o600)
    assert "签到" not in str(kept)
    assert last_note() == "archive.scan.attached"


def test_three_are_the_most_and_none_is_asked_for(branch: Branch) -> None:
    assert queries.scans_of("meetings.meeting", 7, seen_by=branch.secretary) == []
    for number in range(3):
        attach(branch, body=png(4, 4 + number))
    with pytest.raises(Invalid, match="已经附了 3 件"):
        attach(branch, body=png(9, 9))
    attach(branch, subject_id=8, body=png(9, 9))
    slots = [s.slot for s in queries.scans_of("meetings.meeting", 7, seen_by=branch.secretary)]
    assert slots == [1, 2, 3]


def test_the_same_file_is_attached_once(branch: Branch) -> None:
    attach(branch)
    with pytest.raises(Invalid, match="同一个文件"):
        attach(branch)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"MZ\x90\x00", "只收 PDF、JPG、PNG"),
        (locked_pdf(), "设了密码"),
        (lively_pdf(), "没有保存"),
        (b"%PDF-1.4 broken", "已损坏"),
        (png(8000, 8000), "4000 万像素"),
    ],
)
def test_what_is_no_scan_is_refused_and_not_kept(
    branch: Branch, own_folder: Path, body: bytes, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        attach(branch, body=body)
    assert set(refused.value.errors) == {"file"}
    assert not own_folder.exists()


def test_a_pdf_is_kept_as_it_is(branch: Branch) -> None:
    body = pdf("SIGN")
    scan = attach(branch, name="签到表.pdf", body=body)
    assert (scan.media_type, store.read(scan.stored)) == ("application/pdf", body)


def test_what_bears_a_secrecy_mark_is_not_kept(branch: Branch, own_folder: Path) -> None:
    with pytest.raises(Invalid, match="涉密内容不得进入本平台"):
        attach(branch, name="机密★.png")
    with pytest.raises(Invalid, match="涉密设备"):
        actions.upload_template(
            actor=branch.secretary,
            organisation_id=branch.organisation.pk,
            kind="minutes",
            name="表.docx",
            body=docx("秘密★1年", "{{ 时间 }}"),
        )
    assert not own_folder.exists()


def test_only_the_branch_s_officers_attach(branch: Branch) -> None:
    stranger = branch.sibling().secretary
    for actor in (acting(branch.join("陆知夏")), stranger, branch.organiser()):
        with pytest.raises(Refused):
            attach(branch, actor=actor)


def test_a_scan_is_removed_with_its_file_before_confirmation(
    branch: Branch,
    own_folder: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    scan = attach(branch)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_scan(actor=branch.officer, scan_id=scan.pk)
    assert list(own_folder.glob("??/*")) == []
    assert last_note() == "archive.scan.removed"
    assert attach(branch).slot == 1


def test_a_confirmed_record_keeps_its_scans_and_takes_no_more(branch: Branch) -> None:
    scan = attach(branch)
    assert actions.seal_scans("meetings.meeting", 7) == 1
    assert actions.seal_scans("meetings.meeting", 7) == 0
    with pytest.raises(Conflict, match="不能移除"):
        actions.remove_scan(actor=branch.secretary, scan_id=scan.pk)
    with pytest.raises(Conflict, match="已经确认"):
        attach(branch, body=jpeg())


def test_publicity_may_look_but_not_remove(branch: Branch) -> None:
    scan = attach(branch)
    publicity = branch.appoint(branch.join("何屿"), Post.PUBLICITY)
    assert queries.scan_for_reading(scan.pk, seen_by=publicity) == scan
    with pytest.raises(Refused, match="移除"):
        actions.remove_scan(actor=publicity, scan_id=scan.pk)


def test_scans_are_seen_by_the_committee_and_no_one_above_or_beside(branch: Branch) -> None:
    scan = attach(branch)
    for actor in (branch.secretary, branch.officer, HOUSE):
        assert queries.scan_for_reading(scan.pk, seen_by=actor) == scan
    member = acting(branch.join("陆知夏"))
    for actor in (member, branch.organiser(), branch.sibling().secretary):
        with pytest.raises(Scan.DoesNotExist):
            queries.scan_for_reading(scan.pk, seen_by=actor)


def test_a_group_s_leader_sees_its_scans_while_they_are_a_draft(branch: Branch) -> None:
    group = branch.group()
    leader = branch.appoint(branch.join("唐晚"), Post.GROUP_LEADER, at=group)
    scan = attach(branch, actor=leader, organisation=group)
    assert queries.scan_for_reading(scan.pk, seen_by=leader) == scan
    actions.seal_scans("meetings.meeting", 7)
    with pytest.raises(Scan.DoesNotExist):
        queries.scan_for_reading(scan.pk, seen_by=leader)
    assert queries.scan_for_reading(scan.pk, seen_by=branch.secretary) == scan


@pytest.mark.parametrize("count", [1, 3])
def test_the_scans_of_a_record_cost_one_query(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        attach(branch, body=png(4, 4 + number))
    with django_assert_num_queries(1):
        found = queries.scans_of("meetings.meeting", 7, seen_by=HOUSE)
        assert [scan.organisation.name for scan in found] == [branch.organisation.name] * count


# ---- templates


def upload(
    organisation: Organisation, actor: Actor, *, body: bytes | None = None, kind: str = "minutes"
) -> PaperTemplate:
    return actions.upload_template(
        actor=actor,
        organisation_id=organisation.pk,
        kind=kind,
        name="会议记录.docx",
        body=body or sample_template(),
    )


def test_a_sound_template_comes_into_use(branch: Branch) -> None:
    template = upload(branch.organisation, branch.secretary)
    assert (template.tags, template.in_force, template.replaces) == (56, True, None)
    assert store.read(template.stored) == sample_template()
    assert queries.template_in_force(branch.organisation, "minutes") == template
    assert last_note() == "archive.template.uploaded"


def test_a_new_template_retires_the_one_before(branch: Branch) -> None:
    with clock.pinned(datetime(2026, 9, 1, 10, tzinfo=clock.SHANGHAI)):
        first = upload(branch.organisation, branch.secretary)
    with clock.pinned(datetime(2026, 11, 12, 10, tzinfo=clock.SHANGHAI)):
        second = upload(branch.organisation, branch.secretary, body=docx("{{ 时间 }}"))
        third = upload(branch.organisation, branch.officer, body=docx("{{ 地点 }}"))
        now = queries.template_in_force(branch.organisation, "minutes")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.until, second.until, third.replaces) == (
        date(2026, 11, 12),
        date(2026, 11, 12),
        second,
    )
    assert now == third
    on = queries.template_in_force(branch.organisation, "minutes", on=date(2026, 10, 1))
    assert on == first
    assert queries.template_in_force(branch.organisation, "minutes", on=date(2026, 8, 1)) is None


def test_the_same_template_again_changes_nothing(branch: Branch) -> None:
    upload(branch.organisation, branch.secretary)
    with pytest.raises(Invalid, match="已经在用"):
        upload(branch.organisation, branch.secretary)


def test_a_faulty_template_is_explained_and_not_kept(branch: Branch, own_folder: Path) -> None:
    with pytest.raises(TemplateFaults, match="2 处要改") as caught:
        upload(
            branch.organisation, branch.secretary, body=docx("{{ 时问 }}", "{%p for 项 in 议程 %}")
        )
    codes = [(p.code, str(p.place)) for p in caught.value.checked.problems]
    assert codes == [("unknown-name", "正文第 1 段"), ("not-closed", "正文第 2 段")]
    assert not own_folder.exists()


def test_the_nearest_template_upwards_is_used(branch: Branch) -> None:
    organiser = branch.organiser()
    college = upload(branch.college, organiser)
    assert queries.template_in_force(branch.organisation, "minutes") == college
    own = upload(branch.organisation, branch.secretary, body=docx("{{ 时间 }}"))
    assert queries.template_in_force(branch.organisation, "minutes") == own
    assert queries.template_in_force(branch.group(), "minutes") == own
    assert queries.template_in_force(branch.sibling().organisation, "minutes") == college
    actions.retire_template(actor=organiser, template_id=own.pk)
    assert queries.template_in_force(branch.organisation, "minutes") == college


def test_templates_are_seen_from_below_and_not_from_beside(branch: Branch) -> None:
    organiser = branch.organiser()
    college = upload(branch.college, organiser)
    own = upload(branch.organisation, branch.secretary)
    sibling = branch.sibling().secretary

    def seen(actor: Actor) -> list[PaperTemplate]:
        return list(queries.seen_templates(seen_by=actor))

    assert seen(branch.secretary) == seen(organiser) == [college, own]
    assert seen(sibling) == [college]
    assert seen(acting(branch.join("陆知夏"))) == []


def test_whoever_may_not_upload_there_does_not_find_the_place(branch: Branch) -> None:
    publicity = branch.appoint(branch.join("何屿"), Post.PUBLICITY)
    for actor in (publicity, branch.sibling().secretary):
        with pytest.raises(Organisation.DoesNotExist):
            upload(branch.organisation, actor)
    with pytest.raises(Organisation.DoesNotExist):
        upload(branch.college, branch.secretary)


def test_a_college_s_template_is_not_a_branch_s_to_retire(branch: Branch) -> None:
    college = upload(branch.college, branch.organiser())
    with pytest.raises(Refused):
        actions.retire_template(actor=branch.secretary, template_id=college.pk)
    own = upload(branch.organisation, branch.secretary)
    assert actions.retire_template(actor=branch.officer, template_id=own.pk).in_force is False
    with pytest.raises(Conflict, match="已经停用"):
        actions.retire_template(actor=branch.officer, template_id=own.pk)
    assert last_note() == "archive.template.retired"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_templates_costs_one_query(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        upload(branch.organisation, branch.secretary, body=docx(f"{{{{ 时间 }}}}{number}"))
    actor = branch.secretary
    with django_assert_num_queries(1):
        rows = list(queries.seen_templates(seen_by=actor))
    assert [row.organisation.name for row in rows] == [branch.organisation.name] * count


def test_files_without_a_row_go_after_a_day(branch: Branch, own_folder: Path) -> None:
    kept = attach(branch).stored
    orphan = store.keep(b"left by a transaction that failed")
    assert sweep() == 0
    with clock.pinned(datetime(2030, 1, 1, tzinfo=clock.SHANGHAI)):
        assert sweep() == 1
    assert [path.name for path in own_folder.glob("??/*")] == [kept]
    assert orphan != kept


def test_a_stored_name_cannot_lead_elsewhere() -> None:
    for name in ("../../etc/passwd", "a" * 31, "a" * 31 + "/", ""):
        with pytest.raises(ValueError, match="stored name"):
            store.place(name)
