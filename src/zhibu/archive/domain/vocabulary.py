"""What a school may write in its own template (模板词表): names, what they mean, an example.

Every word has a Chinese name and an English one; both work. The papers' rooms fill them with values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.kit.sentences import noop as _


@dataclass(frozen=True, slots=True)
class Word:
    """One value (标签): printed as it is. empty: what it is when nothing is known."""

    name: str
    english: str
    meaning: str
    example: str

    @property
    def names(self) -> tuple[str, str]:
        return (self.name, self.english)


@dataclass(frozen=True, slots=True)
class Words:
    """A list (清单), gone through by ``for``. Without fields its members are plain values."""

    name: str
    english: str
    meaning: str
    fields: tuple[Word | Words, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, str]:
        return (self.name, self.english)


Entry = Word | Words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of one kind of paper (一种文书的词表)."""

    kind: str
    label: str
    entries: tuple[Entry, ...]

    def scope(self) -> dict[str, Entry]:
        """Every name, Chinese and English, with what it stands for."""
        return {name: entry for entry in self.entries for name in entry.names}


def every(
    entries: tuple[Entry, ...], *, inside: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Every entry with the lists it lies in, outermost first."""
    for entry in entries:
        yield inside, entry
        if isinstance(entry, Words):
            yield from every(entry.fields, inside=(*inside, entry.name))


COUNTS = (
    Word("赞成", "yes", _("赞成票数"), "22"),
    Word("不赞成", "no", _("不赞成票数"), "0"),
    Word("弃权", "abstain", _("弃权票数"), "1"),
    Word("书面意见", "written", _("会前送达的书面意见份数，已计入以上各数"), "1"),
    Word("结果", "outcome", _("通过或未通过"), "通过"),
)

ITEM = (
    Word("序号", "number", _("从 1 起"), "1"),
    Word("中文序号", "numeral", _("一、二、三"), "一"),
    Word("标题", "title", _("议程项的名称"), "学习《中国共产党发展党员工作细则》"),
    Word("性质", "nature", _("规定动作或灵活项目"), "规定动作"),
    Word("汇报人", "reporter", _("作报告的人，可能为空"), "林知远"),
    Word("报告", "report", _("报告内容，几段时各占一行"), "围绕修订的变化作了报告。"),
    Words(
        "报告段落",
        "report_paragraphs",
        _("报告内容，一段一段"),
        examples=("围绕修订的变化作了报告。",),
    ),
    Words(
        "发言",
        "speeches",
        _("发言要点"),
        (
            Word("发言人", "speaker", _("姓名"), "陈末"),
            Word("要点", "points", _("发言的要点"), "谈了登记表如何如实填写。"),
        ),
    ),
    Word("讨论", "discussion", _("讨论情况，可能为空"), "与会党员进行了讨论。"),
    Word("决议", "resolution", _("决议内容，可能为空"), "由组织委员张贴流程对照表。"),
    Word(
        "表决",
        "vote",
        _("表决情况的一句话，没有表决时为空"),
        "赞成22票，不赞成0票，弃权1票，通过。",
    ),
    *COUNTS,
    Words(
        "逐人表决",
        "votes",
        _("几个人逐一表决时，每人一行"),
        (
            Word("姓名", "name", _("表决的人选"), "刘念"),
            Word("事项", "matter", _("表决的事项"), "接收为预备党员"),
            *COUNTS,
        ),
    ),
)

MINUTES = Vocabulary(
    "minutes",
    _("会议记录"),
    (
        Word(
            "党支部",
            "organisation",
            _("党组织全称"),
            "中国共产党江临大学计算机学院本科生第一支部委员会",
        ),
        Word("会议类型", "kinds", _("几类之间用顿号"), "支部党员大会、主题党日"),
        Word("会议主题", "title", _("会议或主题党日的题目"), "学习新修订的发展党员工作细则"),
        Word("时间", "time", _("日期、星期和起止时刻"), "2026年11月12日（星期四）14:30—16:10"),
        Word("日期", "date", _("会议当天"), "2026年11月12日"),
        Word("开始时间", "starts_at", _("时刻"), "14:30"),
        Word("结束时间", "ends_at", _("时刻，可能为空"), "16:10"),
        Word("地点", "place", _("会议地点"), "信息楼B302党员活动室"),
        Word("主持人", "chair", _("姓名"), "周若溪"),
        Word("记录人", "recorder", _("姓名"), "孙砚秋"),
        Word("编号", "record_no", _("记录编号"), "2026-11-003"),
        Word("版次", "version", _("第几版，只有数字"), "1"),
        Word("应到人数", "should_attend", _("应到会人数"), "29"),
        Word("实到人数", "present", _("实到会人数"), "26"),
        Word("有表决权应到", "eligible", _("应到会有表决权的人数"), "24"),
        Word("有表决权实到", "present_with_vote", _("实到会有表决权的人数"), "22"),
        Word("请假人数", "excused_count", _("人数"), "2"),
        Word("未到人数", "missing_count", _("人数"), "1"),
        Word("列席人数", "observer_count", _("人数"), "1"),
        Word("出席情况", "attendance", _("人数的一句话"), "应到29人，实到26人，请假2人，未到1人。"),
        Word("出席人员", "present_names", _("姓名，用顿号隔开"), "周若溪、孙砚秋、林知远"),
        Word("请假人员", "excused_names", _("同上，没有时为“无”"), "曹植之、严寒"),
        Word("未到人员", "missing_names", _("同上"), "华一鸣"),
        Word("列席人员", "observer_names", _("同上"), "高远"),
        Words(
            "出席名单",
            "present_list",
            _("出席的人，一个一个"),
            examples=("周若溪", "孙砚秋", "林知远"),
        ),
        Words("请假名单", "excused_list", _("请假的人"), examples=("曹植之", "严寒")),
        Words("未到名单", "missing_list", _("未到的人"), examples=("华一鸣",)),
        Words("列席名单", "observer_list", _("列席的人"), examples=("高远",)),
        Word("开场", "opening", _("会议开始的一句话，可能为空"), "会议由支部书记主持。"),
        Words("议程", "items", _("每个议程项"), ITEM),
        Word("结束语", "closing", _("会议结束的一句话，可能为空"), "会议于16时10分结束。"),
        Words(
            "合规核对",
            "verdicts",
            _("每个表决事项是否合规"),
            (
                Word("事项", "matter", _("核对的事项"), "接收预备党员"),
                Word("结论", "conclusion", _("合规或尚不可"), "合规"),
                Word(
                    "说明",
                    "sentence",
                    _("理由，带人数"),
                    "有表决权的应到24人，实到22人，超过半数。",
                ),
                Word("条款", "clause", _("依据的条款"), "《中国共产党发展党员工作细则》第十九条"),
            ),
        ),
        Words(
            "议定事项",
            "followups",
            _("会上定下要办的事"),
            (
                Word("序号", "number", _("从 1 起"), "1"),
                Word("事项", "matter", _("要办的事"), "张贴新旧流程对照表"),
                Word("负责人", "owner", _("姓名，可能为空"), "沈一舟"),
                Word("期限", "due_on", _("日期，可能为空"), "2026年11月20日"),
            ),
        ),
        Word("依据", "sources", _("引用的条例，用分号隔开"), "《中国共产党支部工作条例（试行）》"),
        Word("补录说明", "late_entry", _("补录时的原因和经手人，平时为空"), ""),
        Word("更正说明", "correction", _("更正时的原因和经手人，第一版为空"), ""),
        Word("确认人", "confirmed_by", _("姓名，未确认时为空"), "周若溪"),
        Word("确认时间", "confirmed_at", _("日期和时刻，未确认时为空"), "2026年11月13日10:30"),
    ),
)

VOCABULARIES: dict[str, Vocabulary] = {MINUTES.kind: MINUTES}


Value = str | list["Value"] | dict[str, "Value"]


def sample_values(entries: tuple[Entry, ...]) -> dict[str, Value]:
    """The examples as values, under both names: two members in every list (示例)."""
    values: dict[str, Value] = {}
    for entry in entries:
        value: Value
        if isinstance(entry, Word):
            value = entry.example
        elif entry.fields:
            value = [sample_values(entry.fields) for _twice in range(2)]
        else:
            value = list(entry.examples)
        for name in entry.names:
            values[name] = value
    return values
