"""The printed sheet: lines as they come back, and its pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, opened
from tests.gatherings.hall import DOOR, ENDS, code_at, convened, page_of, row_of

from zhibu.gatherings import actions, sheetfile
from zhibu.gatherings.domain import SheetEntry
from zhibu.gatherings.models import Gathering
from zhibu.gatherings.sheets import from_fields, from_text
from zhibu.kit import clock
from zhibu.kit.offers import FileWish
from zhibu.kit.verdict import Refused
from zhibu.people.extracts.actions import decide_extract, make_extract


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("陆知夏 AC4D7W", SheetEntry(1, "AC4D7W", "陆知夏")),
        ("AC4D7W，陆知夏", SheetEntry(1, "AC4D7W", "陆知夏")),
        ("3\t陆知夏\tac4d7w", SheetEntry(1, "ac4d7w", "陆知夏")),
        ("陆 知夏  AC4 D7W", SheetEntry(1, "AC4D7W", "陆知夏")),
        ("ＡＣ４Ｄ７Ｗ", SheetEntry(1, "ＡＣ４Ｄ７Ｗ", "")),
        ("陆知夏", SheetEntry(1, "", "陆知夏")),
    ],
)
def test_a_pasted_line_is_read_in_any_order(line: str, entry: SheetEntry) -> None:
    assert from_text(line) == [entry]


def test_empty_lines_are_passed_over_but_counted() -> None:
    assert from_text("\n\n陆知夏 AC4D7W\n") == [SheetEntry(3, "AC4D7W", "陆知夏")]


def test_only_filled_fields_are_lines() -> None:
    assert from_fields({"陆知夏": " ", "沈知远": "AC4D7W"}) == [SheetEntry(1, "AC4D7W", "沈知远")]


def codes(branch: Branch, gathering: Gathering) -> dict[str, str]:
    lines = actions.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    return {line.name: line.code for line in lines}


def test_the_sheet_prints_names_codes_and_room_to_sign(branch: Branch) -> None:
    gathering = convened(branch)
    client = signed_in(branch.officer_person)

    made = client.post(page_of(gathering, "make_codes"), key())
    sheet = words(client.get(made["Location"]))

    assert made["Location"] == page_of(gathering, "sheet_print")
    for name, code in codes(branch, gathering).items():
        assert f"{name}{code[:3]} {code[3:]}" in sheet


def test_fields_paste_and_faults_on_one_page(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    known = codes(branch, gathering)
    client = signed_in(branch.secretary_person)
    field = f"code_{row_of(gathering, member).pk}"

    with clock.pinned(ENDS):
        page = client.post(
            page_of(gathering, "sheet"),
            {
                field: known["陆知夏"].lower(),
                "pasted": f"周若棠 {known['周若棠']}\n许静仪 {known['周若棠']}",
                **key(),
            },
        )

    text = words(page)
    assert "已登记 2 人：陆知夏、周若棠" in text
    assert "有 1 行没有登记，其余已登记" in text
    assert f"第 2 行：签到码 {known['周若棠']} 是周若棠的" in text
    assert row_of(gathering, branch.secretary_person).present_at is None


def workbook(rows: list[list[str]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_filled_in_file_takes_only_signed_rows(branch: Branch, kind: str) -> None:
    branch.join("陆知夏")
    gathering = convened(branch)
    known = codes(branch, gathering)
    rows = [
        ["签到表", "", "", "", "", "", "", ""],
        ["序号", "姓名", "签到码", "签名", "序号", "姓名", "签到码", "签名"],
        ["1", "陆知夏", known["陆知夏"], "陆知夏", "2", "许静仪", known["许静仪"], ""],
        ["3", "周若棠", known["周若棠"], "√", "", "", "", ""],
    ]
    body = workbook(rows) if kind == "xlsx" else "\n".join(",".join(r) for r in rows).encode()
    client = signed_in(branch.secretary_person)

    with clock.pinned(ENDS):
        page = client.post(
            page_of(gathering, "sheet"),
            {"file": SimpleUploadedFile(f"签到.{kind}", body), **key()},
        )

    assert "已登记 2 人：陆知夏、周若棠" in words(page)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(branch: Branch) -> None:
    gathering = convened(branch)
    codes(branch, gathering)
    client = signed_in(branch.secretary_person)

    with clock.pinned(ENDS):
        page = client.post(
            page_of(gathering, "sheet"),
            {"file": SimpleUploadedFile("签到.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 64), **key()},
        )
        empty = client.post(page_of(gathering, "sheet"), key())

    assert (page.status_code, empty.status_code) == (422, 422)
    assert "不是表格" in words(page)
    assert "没有读到签到码，没有登记。" in words(empty)


def test_conflicts_stand_on_the_page(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    known = codes(branch, gathering)
    with clock.pinned(DOOR):
        signed_in(member).post(
            page_of(gathering, "check_in"), {"code": code_at(gathering, DOOR), **key()}
        )
    client = signed_in(branch.secretary_person)

    with clock.pinned(ENDS):
        client.post(page_of(gathering, "sheet"), {"pasted": known["陆知夏"], **key()})
        text = words(client.get(page_of(gathering, "sheet")))

    assert "登记冲突先到者为准" in text
    assert "已于 11月25日 周三 18:52 由签到码登记" in text


def test_members_see_no_codes(branch: Branch) -> None:
    gathering = convened(branch)
    codes(branch, gathering)
    client = signed_in(branch.join("陆知夏"))

    for name in ("sheet", "sheet_print"):
        assert client.get(page_of(gathering, name)).status_code == 403
    assert client.post(page_of(gathering, "make_codes"), key()).status_code == 403


# ---- of many people


@pytest.fixture
def crowd(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gathering:
    """A gathering of fifty-three."""
    monkeypatch.setattr(settings, "FILES", tmp_path)
    for number in range(51):
        branch.join("党" + "甲乙丙丁戊己"[number // 10] + "子丑寅卯辰巳午未申酉"[number % 10])
    opened(branch.secretary_person)
    return convened(branch)


def test_a_sheet_of_more_than_fifty_is_printed_by_two_people(
    branch: Branch, crowd: Gathering
) -> None:
    client = signed_in(branch.secretary_person)
    made = client.post(page_of(crowd, "make_codes"), key(), follow=True)
    where = f"/p/take/gatherings.code_sheet/{branch.organisation.pk}?subject={crowd.pk}"
    assert made.redirect_chain[-1][0] == where
    assert "申请导出" in made.content.decode()
    assert (
        "由另一位有权限的人同意后得到 Excel" in client.get(page_of(crowd, "sheet")).content.decode()
    )

    asked = client.post(where, {"purpose": "党员大会签到", **key()})
    number = int(asked["Location"].rsplit("/", 1)[1])
    decide_extract(actor=branch.officer, extract_id=number, approved=True)
    ready = make_extract(extract_id=number)

    assert (ready.state, ready.persons) == ("ready", 53)


def test_the_file_comes_back_signed_as_the_printed_sheet_does(
    branch: Branch, crowd: Gathering
) -> None:
    wish = FileWish(branch.organisation.pk, "xlsx", subject_id=crowd.pk)
    book = openpyxl.load_workbook(
        BytesIO(sheetfile.made(branch.secretary, wish, "导出 1 号：事由：签到").body)
    )
    page = book.worksheets[0]
    assert page["B2"].value is not None
    page["D2"].value = "签"
    back = BytesIO()
    book.save(back)
    with clock.pinned(ENDS):
        answer = signed_in(branch.secretary_person).post(
            page_of(crowd, "sheet"),
            {"file": SimpleUploadedFile("sheet.xlsx", back.getvalue()), **key()},
        )
    assert f"1 人：{page['B2'].value}" in answer.content.decode()
    assert "没有登记" not in answer.content.decode().split("录入结果")[1].split("</section>")[0]


def test_a_sheet_of_another_branch_is_not_there(branch: Branch, crowd: Gathering) -> None:
    wrong = FileWish(branch.college.pk, "xlsx", subject_id=crowd.pk)
    with pytest.raises(Gathering.DoesNotExist):
        sheetfile.subject(branch.secretary, wrong)
    member = acting(branch.members[2])
    with pytest.raises(Refused):
        sheetfile.subject(member, FileWish(branch.organisation.pk, "xlsx", subject_id=crowd.pk))
