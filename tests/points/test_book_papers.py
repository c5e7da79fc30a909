"""A rulebook as files, and the page of what changed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from lxml import etree
from openpyxl import load_workbook

from tests.browsing import signed_in
from tests.cast import Branch
from tests.points.team import NOW
from tests.points.test_rulebook_pages import adopted
from zhibu.kit import clock
from zhibu.points import actions, papers
from zhibu.points.domain.rules import Rule
from zhibu.points.models import RulebookVersion

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.pinned(NOW):
        yield


@pytest.fixture
def version(branch: Branch) -> RulebookVersion:
    return adopted(branch)


@pytest.fixture
def member(branch: Branch) -> Client:
    return signed_in(branch.join("陆知夏"))


def paragraphs(docx: bytes) -> list[str]:
    """The words of a Word file, paragraph by paragraph."""
    body = etree.fromstring(ZipFile(BytesIO(docx)).read("word/document.xml"))
    said = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    return [words for words in said if words]


def test_word_says_the_whole_book_and_by_what_it_holds(
    version: RulebookVersion, branch: Branch
) -> None:
    said = paragraphs(papers.book_docx(version))
    assert said[:4] == [
        "支部积分办法（逐项计分）",
        f"{branch.organisation.name}　依据支部党员大会，2026年11月25日起施行",
        "第一条　本办法记录参加者在组织生活、学习和服务中的贡献，供本人查看和支部致谢。",
        "第二条　参加自愿，随时可以退出，不参加没有任何影响。积分不作为发展党员、民主评议、党费、任职的依据，不排名次。",
    ]
    assert "（一）完成学习任务或培训，每次计 3 分，每学期最多 12 分。" in said
    assert said[-1].startswith("第七条　每一笔积分写明来源和条款。")
    assert papers.book_docx(version) == papers.book_docx(version)


def test_excel_has_one_row_a_clause(version: RulebookVersion) -> None:
    sheet = load_workbook(BytesIO(papers.book_xlsx(version))).active
    assert sheet is not None
    rows = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]
    at = rows.index(("条款", "部分", "计分的事实", "计法", "上限", "本人选择", "说明"))
    assert rows[at + 1] == (
        "第四条（一）", "学习", "完成学习任务或培训", "每次计 3 分", "每学期最多 12 分", "", "",
    )  # fmt: skip
    assert len([row for row in rows[at + 1 :] if str(row[0]).startswith("第")]) == 9


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_a_member_takes_each_file_away(
    version: RulebookVersion, member: Client, kind: str, begins: bytes
) -> None:
    answer = member.get(reverse("points:book_paper", args=[version.pk, kind]))
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert member.get(reverse("points:book_paper", args=[version.pk, "odt"])).status_code == 404


def test_a_draft_is_nobodys_file_but_its_writers(
    version: RulebookVersion, branch: Branch, member: Client
) -> None:
    draft = actions.draft_version(actor=branch.secretary, version_id=version.pk)
    address = reverse("points:book_paper", args=[draft.pk, "docx"])
    assert member.get(address).status_code == 404
    said = paragraphs(signed_in(branch.secretary_person).get(address).content)
    assert said[1].endswith("第 2 版草稿，未通过")


def test_the_page_of_what_changed(version: RulebookVersion, branch: Branch, member: Client) -> None:
    draft = actions.draft_version(actor=branch.secretary, version_id=version.pk)
    rule = draft.rules.rule("6.1")
    assert rule is not None
    lower = Rule("", rule.kinds, 200, cap=1000, part=rule.part)
    actions.put_rule(actor=branch.secretary, version_id=draft.pk, rule=lower, code="6.1")
    secretary = signed_in(branch.secretary_person)
    address = reverse("points:book_changes", args=[draft.pk])
    words = " ".join(strip_tags(secretary.get(address).content.decode()).split())
    assert "第 1 版 → 第 2 版" in words
    assert "计法：由“每次计 3 分”改为“每次计 2 分”。" in words
    assert "8 条没有改。" in words
    assert member.get(address).status_code == 404

    first = member.get(reverse("points:book_changes", args=[version.pk])).content.decode()
    assert "两版写的一样。" in first  # as it was shipped
