"""f 名册导入: a roster of forty columns read, checked and written, beside the bare read of the file."""

from __future__ import annotations

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter
from python_calamine import load_workbook

from bench.frame import Row, Section, number, turns
from bench.house import copy_of_house
from zhibu.orgs.models import Organisation
from zhibu.people.imports.commands import import_roster
from zhibu.web.demo.names import names

SIZES = {"toy": 200, "university": 100_000, "large": 100_000}
TAKEN = (
    "序号", "姓名", "性别", "民族", "学号", "出生日期", "学历", "学位", "人员类别", "党籍状态",
    "申请入党日期", "入党日期", "转正日期", "所在党支部", "工作岗位", "年级", "专业", "手机号码",
)  # fmt: skip
OTHERS = (
    "班级", "宿舍楼", "宿舍房间", "导师姓名", "辅导员", "英语水平", "政治理论课成绩", "奖学金", "社团",
    "志愿服务时长", "培训班期次", "党校结业证号", "推优时间", "谈话人", "谈话日期", "介绍人一",
    "介绍人二", "公示开始", "公示结束", "档案编号", "档案存放地", "备注",
)  # fmt: skip


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
    people = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        file = Path(folder) / "roster.xlsx"
        _write(file, people)

        def read() -> float:
            began = time.perf_counter()
            rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
            spent = time.perf_counter() - began
            if len(rows) != people + 1:
                raise RuntimeError("the bare read lost rows")
            return spent

        def take_in() -> float:
            with copy_of_house():
                began = time.perf_counter()
                outcome = import_roster(file)
                spent = time.perf_counter() - began
            if outcome.summary.get("imported") != people or outcome.refused:
                raise RuntimeError(f"not everybody came in: {outcome.as_json()!s:.400}")
            return spent

        whole, bare = turns(take_in, read, times=times)
        megabytes = file.stat().st_size / 2**20
    return Section(
        job="f",
        title="f 名册导入",
        how=f"{people:,} 行 × {len(TAKEN) + len(OTHERS)} 列的 xlsx（{megabytes:.1f} MB）".replace(
            ",", " "
        )
        + "：`import_roster` 从文件到提交；极限是 calamine 只把同一文件读成 Python 值。每轮一个新的库。",
        rows=[
            Row(
                "整个导入",
                f"{number(whole)} s，{number(people / whole)} 行/s",
                f"{number(bare)} s",
                whole / bare,
                1.6,
                unit="×",
                cause="读文件和逐格核对（退回的要逐格说明）约占四成；写库约占五成，最多的是任期不重叠的两条排他约束（GiST）、姓名检索索引和提交时的外键核对；只读不看的极限没有这些",
            )
        ],
    )


def _write(file: Path, people: int) -> None:
    """An invented roster; the same for the same size."""
    rng, drawn = Random(7), names(Random(8))
    branches = list(
        Organisation.objects.filter(kind="branch").order_by("pk").values_list("name", flat=True)
    )
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("党员名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, TAKEN + OTHERS)
        for at in range(people):
            values = _person(at, next(drawn)[0], branches[at % len(branches)], rng)
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(at + 1, column, value, day)
                else:
                    sheet.write(at + 1, column, value)


def _person(at: int, name: str, branch: str, rng: Random) -> list[object]:
    born = date(1998 + rng.randrange(6), rng.randrange(1, 13), rng.randrange(1, 28))
    joined = date(2022, 1, 1) + timedelta(days=rng.randrange(700))
    asked = joined - timedelta(days=900)
    confirmed = joined + timedelta(days=366)
    phone = f"139{rng.randrange(10**8):08d}"
    taken: list[object] = [
        at + 1, name, "男" if at % 2 else "女", "汉族", f"3025{at:08d}", born, "硕士研究生毕业",
        "硕士", "正式党员", "正常", asked, joined, confirmed, branch, "学生-硕士", "2025", "化学", phone,
    ]  # fmt: skip
    return taken + [f"{head[:2]}{rng.randrange(1000)}" for head in OTHERS]
