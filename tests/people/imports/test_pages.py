"""The pages of an import, as a browser without scripts goes through them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.browsing import signed_in
from tests.cast import Branch, person
from tests.people.imports.files import TREE, someone, written

from zhibu.kit.sheets import ROSTER
from zhibu.orgs.models import Organisation, Post
from zhibu.people.imports import drafts, views
from zhibu.people.models import ImportBatch, ImportRow, Person

Kind = ImportBatch.Kind


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, values | {"idempotency_key": uuid.uuid4().hex}, follow=True)


def words(response: Any) -> str:
    return str(response.content.decode())


def upload(
    client: Client, branch: Branch, file: Path, name: str = "people:import", **more: Any
) -> Any:
    body = SimpleUploadedFile(file.name, file.read_bytes())
    return post(client, reverse(name), **({"org": branch.organisation.pk, "file": body} | more))


@pytest.fixture
def secretary(branch: Branch) -> Client:
    return signed_in(branch.secretary_person)


@pytest.fixture
def organiser(branch: Branch) -> Client:
    held = person("方闻笛")
    branch.appoint(held, Post.COLLEGE_ORGANISER, at=branch.college)
    return signed_in(held)


def test_from_the_file_to_the_roster_and_back(
    branch: Branch, secretary: Client, tmp_path: Path
) -> None:
    page = upload(
        secretary,
        branch,
        written(
            tmp_path,
            someone(),
            someone("2021110402", "李一舟", kind="党员"),
            someone("1E+10", "赵以安"),
        ),
    )
    batch = ImportBatch.objects.get()
    assert "导入 1 行" in words(page)
    assert "看不出是正式党员还是预备党员" in words(page)
    assert "改原表" in words(page)

    row = ImportRow.objects.get(batch=batch, name="李一舟")
    mended = {f"cell-{row.pk}-0": "正式党员"}
    page = post(secretary, reverse("people:import_mend", args=[batch.pk]), **mended)
    assert "改正了 1 行，还有 1 行要改正" in words(page)
    assert "导入 2 行" in words(page)

    page = post(secretary, reverse("people:import_confirm", args=[batch.pk]))
    assert "已导入：新增 2，变更 0" in words(page)
    assert Person.objects.filter(staff_no__startswith="20211104").count() == 2

    page = post(secretary, reverse("people:import_undo", args=[batch.pk]))
    assert "已撤回 2 行" in words(page)
    assert not Person.objects.filter(staff_no__startswith="20211104").exists()


def test_from_above_a_branchs_file_shows_no_number(
    branch: Branch, secretary: Client, organiser: Client, tmp_path: Path
) -> None:
    """S2 stays with the branch; who handed the file in sees it as it is."""
    file = written(tmp_path, someone("2021110403", "赵以安"), someone("2021110404", "钱"))
    upload(secretary, branch, file)
    batch = ImportBatch.objects.get()
    address = reverse("people:import_batch", args=[batch.pk])
    for client, seen in ((secretary, True), (organiser, False)):
        page = words(client.get(address, {"tab": "new"}))
        assert ("赵以安" in page, "2021110403" in page) == (True, seen)
        refused = client.get(reverse("people:import_refused", args=[batch.pk]))
        assert refused.status_code == 200


@pytest.mark.parametrize("tab", ["refused", "new", "changed", "unchanged", "missing", "nonsense"])
@pytest.mark.parametrize("stage", ["preview", "done"])
def test_every_tab_is_a_page(
    branch: Branch, secretary: Client, tmp_path: Path, tab: str, stage: str
) -> None:
    first = written(tmp_path, someone(), someone("2021110402", "李一舟"))
    upload(secretary, branch, first)
    post(secretary, reverse("people:import_confirm", args=[ImportBatch.objects.get().pk]))
    again = written(
        tmp_path,
        someone(sex="男", posts="纪检委员"),
        someone("2021110402", "李一舟"),
        someone("2021110403", "赵以安"),
        someone("2021110404", "钱"),
    )
    upload(secretary, branch, again)
    batch = ImportBatch.objects.latest("pk")
    if stage == "done":
        post(secretary, reverse("people:import_confirm", args=[batch.pk]))
    page = secretary.get(reverse("people:import_batch", args=[batch.pk]), {"tab": tab})
    assert page.status_code == 200
    shown = {"refused": "只有一个字", "new": "赵以安", "changed": "性别"}
    assert shown.get(tab, "") in words(page)


def test_changes_can_be_left_out_and_the_missing_explained(
    branch: Branch, secretary: Client, tmp_path: Path
) -> None:
    upload(secretary, branch, written(tmp_path, someone()))
    post(secretary, reverse("people:import_confirm", args=[ImportBatch.objects.get().pk]))
    upload(secretary, branch, written(tmp_path, someone(sex="男")))
    batch = ImportBatch.objects.latest("pk")
    row = ImportRow.objects.get(batch=batch, outcome="changed")
    address = reverse("people:import_take", args=[batch.pk, row.pk])
    assert "不采用" in words(post(secretary, address, field="sex", taken="0"))
    missing = ImportRow.objects.filter(batch=batch, outcome="missing").first()
    assert missing is not None
    told = {f"why-{missing.pk}": "moved"}
    post(secretary, reverse("people:import_explain", args=[batch.pk]), **told)
    missing.refresh_from_db()
    assert missing.values["why"] == "moved"
    post(secretary, reverse("people:import_confirm", args=[batch.pk]))
    assert Person.objects.get(staff_no="2021110401").sex == "2"


def test_a_refused_file_says_why_and_lets_columns_be_named(
    branch: Branch, secretary: Client, tmp_path: Path
) -> None:
    file = written(
        tmp_path, ["王砚秋", "2021110401", "预备"], head=["姓名", "校内编码", "人员类别"]
    )
    page = upload(secretary, branch, file)
    assert "没有“学号”或“工号”" in words(page)
    batch = ImportBatch.objects.get()
    page = post(
        secretary, reverse("people:import_columns", args=[batch.pk]), **{"head-1": "staff_no"}
    )
    assert "导入 1 行" in words(page)


def test_what_is_no_file_is_refused_on_the_form(
    branch: Branch, secretary: Client, tmp_path: Path
) -> None:
    page = post(secretary, reverse("people:import"), org=branch.organisation.pk)
    assert (page.status_code, "请选择文件" in words(page)) == (422, True)
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")
    page = upload(secretary, branch, tmp_path / "a.xlsx")
    assert "这不是表格，而是PDF 文件" in words(page)


def test_refused_rows_come_as_a_workbook(branch: Branch, secretary: Client, tmp_path: Path) -> None:
    upload(secretary, branch, written(tmp_path, someone(kind="党员")))
    batch = ImportBatch.objects.get()
    answer: Any = secretary.get(reverse("people:import_refused", args=[batch.pk]))
    assert answer["Content-Security-Policy"] == "sandbox"
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_file_larger_than_its_door_is_not_kept(
    branch: Branch, secretary: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {Kind.ROSTER: replace(ROSTER, file_bytes=1000)}
    monkeypatch.setattr(views, "LIMITS", small)
    page = upload(secretary, branch, written(tmp_path, someone()))
    assert (page.status_code, "超过 0 MB 的上限" in words(page)) == (422, True)
    assert not ImportBatch.objects.exists()


def test_the_only_place_is_filled_in(branch: Branch, secretary: Client) -> None:
    field = f'type="hidden" name="org" value="{branch.organisation.pk}"'
    assert field in words(secretary.get(reverse("people:import")))


def test_a_draft_is_given_up(branch: Branch, secretary: Client, tmp_path: Path) -> None:
    upload(secretary, branch, written(tmp_path, someone()))
    batch = ImportBatch.objects.get()
    assert "已放弃" in words(post(secretary, reverse("people:import_drop", args=[batch.pk])))
    assert "已放弃" in words(secretary.get(reverse("people:import_batch", args=[batch.pk])))


def test_a_large_file_is_waited_for(
    branch: Branch, secretary: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "INLINE", 0)
    page = upload(secretary, branch, written(tmp_path, someone()))
    assert "正在读取" in words(page)
    assert 'http-equiv="refresh"' in words(page)


def test_members_and_other_branches_see_no_import(
    branch: Branch, secretary: Client, tmp_path: Path
) -> None:
    upload(secretary, branch, written(tmp_path, someone()))
    batch = ImportBatch.objects.get()
    member = signed_in(branch.join("陆知夏"))
    other = signed_in(branch.sibling().secretary_person)
    for client, status in ((member, 404), (other, 404)):
        assert client.get(reverse("people:import_batch", args=[batch.pk])).status_code == status
        answer = client.get(reverse("people:import_refused", args=[batch.pk]))
        assert answer.status_code == status
    assert member.get(reverse("people:import")).status_code == 403


def test_a_tree_goes_the_same_way(branch: Branch, organiser: Client, tmp_path: Path) -> None:
    row = ["甲党支部", "党支部", branch.college.code, "JIA", "2020-01-01"]
    bad = ["乙党支部", "俱乐部", branch.college.code, "YI", ""]
    page = upload(
        organiser,
        branch,
        written(tmp_path, row, bad, head=TREE),
        name="orgs:import",
        org=branch.college.pk,
    )
    assert "看不懂“俱乐部”" in words(page)
    batch = ImportBatch.objects.get()
    for tab in ("new", "missing", "unchanged", "changed"):
        assert (
            organiser.get(reverse("people:import_batch", args=[batch.pk]), {"tab": tab}).status_code
            == 200
        )
    assert "组织树已导入" in words(
        post(organiser, reverse("people:import_confirm", args=[batch.pk]))
    )
    assert Organisation.objects.get(code="JIA").name == "甲党支部"
    assert "已撤回 1 行" in words(post(organiser, reverse("people:import_undo", args=[batch.pk])))


def test_a_tree_is_not_for_secretaries(branch: Branch, secretary: Client) -> None:
    assert secretary.get(reverse("orgs:import")).status_code == 403


def test_the_roster_is_taken_out_in_the_asked_order(branch: Branch, secretary: Client) -> None:
    address = reverse("people:export", args=[branch.organisation.pk])
    assert "导出 xlsx" in words(secretary.get(address))
    answer: Any = post(secretary, address, columns=["name", "staff_no"], order="学号，姓名")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert post(secretary, address, order="星座").status_code == 422


def test_bodies_above_take_out_only_what_is_open(branch: Branch, organiser: Client) -> None:
    address = reverse("people:export", args=[branch.college.pk])
    assert post(organiser, address, order="姓名，手机").status_code == 422
    assert post(organiser, address, columns=["name"]).status_code == 200
