"""Small files for tests of imports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

HEAD = [
    "姓名",
    "学号",
    "性别",
    "人员类别",
    "入党日期",
    "转正日期",
    "所在党支部",
    "党小组",
    "党内职务",
]
TREE = ["名称", "类型", "上级", "代码", "成立日期"]


def written(
    folder: Path,
    *rows: Sequence[object],
    head: list[str] | None = None,
    name: str = "党员花名册.xlsx",
) -> Path:
    """An xlsx of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    for row in (HEAD if head is None else head, *rows):
        sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def someone(number: str = "2021110401", name: str = "王砚秋", **more: object) -> list[object]:
    """One full member under HEAD."""
    cells: dict[str, object] = {
        "name": name, "no": number, "sex": "女", "kind": "正式党员", "joined": "2020-06-01",
        "confirmed": "2021-06-01", "branch": "", "group": "", "posts": "",
    }  # fmt: skip
    return list({**cells, **more}.values())
