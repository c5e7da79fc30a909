"""Templates in a browser: chosen, explained, put to use, looked at, retired; files only by the door."""

from __future__ import annotations

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from docx import Document
from tests.archive.conftest import signed_in
from tests.archive.domain.words import docx, lines_of
from tests.archive.test_actions import attach, upload
from tests.archive.uploads import png
from tests.cast import Branch, acting

from zhibu.archive.domain.sample import sample_template
from zhibu.archive.models import PaperTemplate, Scan
from zhibu.archive.offers import MENU

LIST = "/archive/templates/"


def send(
    client: Client, branch: Branch, body: bytes, *, name: str = "会议记录.docx"
) -> HttpResponse:
    file = SimpleUploadedFile(name, body)
    values = {
        "organisation": branch.organisation.pk,
        "kind": "minutes",
        "file": file,
        "idempotency_key": uuid.uuid4().hex,
    }
    return client.post(f"{LIST}upload", values)  # type: ignore[return-value]  # the test client's answer


def post(client: Client, address: str, **values: str) -> HttpResponse:
    return client.post(address, {"idempotency_key": uuid.uuid4().hex, **values})  # type: ignore[return-value]  # as above


def body_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file


def test_an_empty_list_teaches_and_offers_a_sample(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    page = client.get(LIST).content.decode()
    assert "现在用平台自带的版式" in page
    assert f"{LIST}upload" in page
    answer = client.get(f"{LIST}sample.docx")
    assert body_of(answer) == sample_template()  # type: ignore[arg-type]  # the test client's answer


def test_a_template_goes_from_the_disk_into_use(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    assert client.get(f"{LIST}upload").status_code == 200

    answer = send(client, branch, sample_template())

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    page = client.get(LIST).content.decode()
    assert "56 个标签" in page
    assert "会议记录.docx" in page
    template = PaperTemplate.objects.get()
    filled = body_of(client.get(f"{LIST}{template.pk}/preview"))  # type: ignore[arg-type]  # as above
    assert "会议主题|学习新修订的发展党员工作细则" in "\n".join(lines_of(filled))


def test_errors_are_listed_with_their_places_and_nothing_is_kept(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    answer = send(client, branch, docx("{{ 主特人 }}", "{% for 项 in 议程 %}{{ 项.标题 }}"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "是不是“主持人”？" in page
    assert "正文第 2 段" in page
    assert "有 1 处要改，原来的模板照常使用" in page
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "不是 Word 的 .docx 文件"),
        (docx("机密★", "{{ 时间 }}"), "没有保存"),
        (docx("好"), "文件里没有标签"),
    ],
)
def test_every_refusal_says_what_to_do(branch: Branch, body: bytes, sentence: str) -> None:
    answer = send(signed_in(branch.secretary_person), branch, body)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_no_file_is_a_fault_of_the_form(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    answer = post(client, f"{LIST}upload", organisation=str(branch.organisation.pk), kind="minutes")
    assert answer.status_code == 422
    assert "请选择 .docx 文件" in answer.content.decode()


def test_another_branch_is_no_choice(branch: Branch) -> None:
    client = signed_in(branch.sibling().secretary_person)
    assert send(client, branch, sample_template()).status_code == 422
    assert not PaperTemplate.objects.exists()


def test_a_member_is_told_who_uploads_and_sees_no_templates(branch: Branch) -> None:
    upload(branch.organisation, branch.secretary)
    client = signed_in(branch.join("陆知夏"))
    answer = client.get(f"{LIST}upload")
    assert answer.status_code == 403
    assert "组织委员" in answer.content.decode()
    template = PaperTemplate.objects.get()
    for page in ("file", "preview"):
        assert client.get(f"{LIST}{template.pk}/{page}").status_code == 404
    assert post(client, f"{LIST}{template.pk}/retire").status_code == 404


def test_visitors_are_sent_to_sign_in(branch: Branch, client: Client) -> None:
    for page in (LIST, f"{LIST}upload", f"{LIST}words", f"{LIST}sample.docx", "/archive/scans/1"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in")


def test_a_template_is_retired_and_kept(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    template = upload(branch.organisation, branch.secretary)
    assert post(client, f"{LIST}{template.pk}/retire").status_code == 302
    page = client.get(LIST).content.decode()
    assert "已停用" in page
    assert body_of(client.get(f"{LIST}{template.pk}/file")) == sample_template()  # type: ignore[arg-type]  # as above
    assert post(client, f"{LIST}{template.pk}/retire").status_code == 409


def test_every_word_stands_on_the_page_of_words(branch: Branch) -> None:
    page = signed_in(branch.secretary_person).get(f"{LIST}words").content.decode()
    assert "<code>主持人</code>" in page
    assert "<code>项.决议</code>" in page
    assert "{%tr for 事 in 议定事项 %}" in page


def test_a_scan_comes_as_a_download_no_browser_runs(branch: Branch) -> None:
    scan = attach(branch)
    answer = signed_in(branch.secretary_person).get(f"/archive/scans/{scan.pk}")
    assert body_of(answer) == png()  # type: ignore[arg-type]  # as above
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_a_scan_is_absent_for_those_who_may_not_see_it(branch: Branch) -> None:
    scan = attach(branch)
    for somebody in (branch.join("陆知夏"), branch.sibling().secretary_person):
        client = signed_in(somebody)
        assert client.get(f"/archive/scans/{scan.pk}").status_code == 404
        assert post(client, f"/archive/scans/{scan.pk}/remove").status_code == 404
    assert Scan.objects.count() == 1


def test_a_scan_is_removed_and_the_way_back_stays_in_the_house(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    scan = attach(branch)
    answer = post(client, f"/archive/scans/{scan.pk}/remove", next="https://example.invalid/")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    again = attach(branch)
    answer = post(client, f"/archive/scans/{again.pk}/remove", next="/me")
    assert answer["Location"] == "/me"
    assert not Scan.objects.exists()


def test_a_filled_preview_opens(branch: Branch) -> None:
    template = upload(branch.organisation, branch.secretary, body=docx("时间：{{ 时间 }}"))
    client = signed_in(branch.officer_person)
    body = body_of(client.get(f"{LIST}{template.pk}/preview"))  # type: ignore[arg-type]  # as above
    (line,) = (p.text for p in Document(BytesIO(body)).paragraphs)
    assert line == "时间：2026年11月12日（星期四）14:30—16:10"


def test_the_menu_has_its_line_for_officers_only(branch: Branch) -> None:
    (entry,) = MENU
    assert entry.shown_to(branch.secretary)
    assert not entry.shown_to(acting(branch.join("陆知夏")))
