"""Papers of an invented branch, full of everything, for golden files and pages to look at."""

from __future__ import annotations

from datetime import date, datetime

from zhibu.kit.clock import SHANGHAI
from zhibu.meetings.papers.model import (
    Absence,
    AttendanceSheet,
    AttendanceUse,
    Attendee,
    Correction,
    Followup,
    Ground,
    HandbookPage,
    HandbookRow,
    HandbookSummary,
    Item,
    KindCount,
    LateEntry,
    LedgerRow,
    LoginSlip,
    MinutesPaper,
    PersonVote,
    SlipSheet,
    Speech,
    Tally,
    VerdictLine,
    YearLedger,
)

BRANCH = "中国共产党江临大学计算机学院本科生第一支部委员会"
TITLE = "学习新修订的发展党员工作细则，讨论接收预备党员"
LONG_NAME = "阿卜杜热合曼·麦麦提依明"
NAMES = (
    *("周若溪", "欧阳景行", "𠮷川", "䶮冰", LONG_NAME, "陈末", "林知远", "赵一", "钱二曼"),
    *("孙砚秋", "李沐", "吴桐", "郑和风", "王屿", "冯夏", "褚遂", "卫青禾", "蒋山"),
    *("沈一舟", "韩露", "杨帆", "朱槿", "秦川", "尤里", "许愿", "何田"),
)


def at(hour: int, minute: int = 0, *, on: int = 12) -> datetime:
    """An instant in November 2026, on a clock in China."""
    return datetime(2026, 11, on, hour, minute, tzinfo=SHANGHAI)


LAW = "《中国共产党发展党员工作细则》"
RULES = "《中国共产党支部工作条例（试行）》"

MINUTES = MinutesPaper(
    organisation=BRANCH,
    kinds=("支部党员大会", "主题党日"),
    title=TITLE,
    starts_at=at(14, 30),
    ends_at=at(16, 10),
    place="信息楼B302党员活动室",
    chair="周若溪",
    recorder="孙砚秋",
    should_attend=29,
    present_names=NAMES,
    eligible_with_vote=24,
    present_with_vote=22,
    absences=(
        Absence("曹植之", Ground.EXCUSED),
        Absence("严寒", Ground.EXCUSED),
        Absence("华一鸣", Ground.MISSING),
    ),
    observers=("入党积极分子刘念", "学院组织员高远"),
    opening="会议由支部书记周若溪主持。",
    items=(
        Item("重温入党誓词"),
        Item(
            f"学习{LAW}",
            reporter="林知远",
            report="围绕2026年5月修订的变化作了报告。\n"
            "一是确定发展对象须经上级党委同意并公示5个工作日；"
            "二是预审合格后1个月内召开支部党员大会。",
            speeches=(
                Speech("陈末", "结合自己担任培养联系人的经历，谈了登记表如何如实填写。"),
                Speech(LONG_NAME, "建议把公示的时间和地点提前告诉流动在外的同学。"),
            ),
            discussion="与会党员就新旧流程的衔接进行了讨论。",
            resolution="由组织委员把新旧流程对照表张贴在活动室。",
        ),
        Item(
            "讨论接收刘念、唐晚同志为预备党员",
            report="支部委员会汇报了政治审查和预审情况。",
            resolution="同意接收刘念、唐晚同志为中共预备党员，报上级党委审批。",
            votes=(
                PersonVote(
                    "刘念", "接收为预备党员", Tally(21, 0, 2, 1, 24, 22, "无记名投票", True)
                ),
                PersonVote(
                    "唐晚", "接收为预备党员", Tally(11, 9, 3, 1, 24, 22, "无记名投票", False)
                ),
            ),
        ),
        Item(
            "参观校史馆的安排",
            required=False,
            resolution="同意11月26日下午前往。",
            tally=Tally(20, 1, 1, 0, 24, 22, "举手表决", True),
        ),
    ),
    closing="会议于16时10分结束。",
    verdicts=(
        VerdictLine(
            "接收预备党员",
            True,
            "有表决权的应到24人，实到22人，超过半数。",
            f"{LAW}第十九条、第二十条",
        ),
        VerdictLine(
            "唐晚转为预备党员",
            False,
            "赞成11票，未超过应到会有表决权人数的半数。",
            f"{LAW}第二十条",
        ),
    ),
    followups=(
        Followup("张贴新旧流程对照表", "组织委员沈一舟", date(2026, 11, 20)),
        Followup("下月继续讨论"),
    ),
    sources=(RULES, LAW),
    record_no="2026-11-003",
    version=2,
    late_entry=LateEntry("会议当晚停电，次日按纸质记录录入。", "孙砚秋", at(9, 5, on=13)),
    correction=Correction("列席人员漏记一人。", "孙砚秋", at(10, on=14)),
    confirmed_by="周若溪",
    confirmed_at=at(10, 30, on=14),
)

BARE = MinutesPaper(
    organisation="江临大学第二支部",
    kinds=(),
    title="",
    starts_at=at(19),
    ends_at=None,
    place="",
    chair="",
    recorder="",
    should_attend=0,
    present_names=(),
    eligible_with_vote=0,
    present_with_vote=0,
)

HANDBOOK = HandbookPage(
    BRANCH,
    date(2026, 11, 30),
    (MINUTES,),
    HandbookSummary(
        "2026年11月",
        (KindCount("支部党员大会", 1, 1), KindCount("主题党日", 0, 1), KindCount("党课", 1)),
        (HandbookRow(date(2026, 11, 12), ("支部党员大会", "主题党日"), TITLE, 29, 26),),
    ),
)


def attendance(use: AttendanceUse) -> AttendanceSheet:
    """One sitting's sheet for the given use."""
    states = ("已签到", "迟到", "请假", "未到")
    people = tuple(
        Attendee(
            name,
            "正式党员" if number % 5 else "预备党员",
            with_vote=bool(number % 5),
            state=states[0] if number < 20 else states[number % 4],
            way=""
            if number >= 20 and number % 4 > 1
            else ("签到码" if number % 2 else "主持人登记"),
            checked_in_at=at(14, 20 + number % 10) if number < 20 else None,
            code=f"{(number * 73771 + 1234) % 10**6:06d}",
        )
        for number, name in enumerate(NAMES)
    )
    return AttendanceSheet(
        BRANCH,
        TITLE,
        ("支部党员大会", "主题党日"),
        at(14, 30),
        "信息楼B302党员活动室",
        use,
        people,
        observers=("高远",),
        spare_rows=3,
        printed_at=at(9),
    )


LEDGER = YearLedger(
    BRANCH,
    "2026年度",
    date(2026, 12, 31),
    tuple(
        LedgerRow(
            date(2026, month, 12),
            ("支部党员大会", "主题党日") if month % 3 == 0 else ("党小组会",),
            TITLE if month % 2 else "学习原著",
            "信息楼B302",
            LONG_NAME if month == 4 else "周若溪",
            "孙砚秋",
            29,
            27,
            ("重温入党誓词", "参观校史馆的安排"),
            "=1+1，同意。" if month == 3 else "",
            f"2026-{month:02}-003",
        )
        for month in range(1, 13)
    ),
)

SLIPS = SlipSheet(
    BRANCH,
    at(9),
    tuple(
        LoginSlip(
            name, f"2023{number:06d}", f"https://dj.jianglin.example/s/{number * 9973:06X}k7Qm",
            at(23, 59, on=19),
        )
        for number, name in enumerate(NAMES)
    ),
)  # fmt: skip
