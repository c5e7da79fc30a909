"""The school's own minutes form (学校自备模板), filled from the same facts as our own.

Words and checks are in ``archive.domain``; here each word of the minutes gets its value.
"""

from __future__ import annotations

from zhibu.archive.domain.template import Checked, check, fill
from zhibu.archive.domain.vocabulary import MINUTES, Entry, Value, Words
from zhibu.meetings.papers import words
from zhibu.meetings.papers.minutes import (
    counts_sentence,
    kinds_text,
    outcome,
    tally_sentence,
)
from zhibu.meetings.papers.model import Ground, Item, MinutesPaper, Tally


def check_minutes_template(body: bytes) -> Checked:
    """Every problem of an uploaded minutes template, each with its place (检查模板)."""
    return check(body, MINUTES)


def fill_minutes(template: bytes, paper: MinutesPaper) -> bytes:
    """The school's form filled with this sitting's facts (填写模板). Raises TemplateRefused."""
    return fill(template, MINUTES, minutes_values(paper))


def minutes_values(paper: MinutesPaper) -> dict[str, Value]:
    """Every word of the vocabulary with its value, under both names."""
    return _under_both_names(MINUTES.entries, {**_facts(paper), **_people(paper), **_rest(paper)})


def _under_both_names(entries: tuple[Entry, ...], values: dict[str, Value]) -> dict[str, Value]:
    """Chinese and English names; a word without a value, or a value without a word, is an error."""
    missing = {entry.name for entry in entries} ^ set(values)
    if missing:
        raise KeyError(*sorted(missing))
    return {name: _nested(entry, values[entry.name]) for entry in entries for name in entry.names}


def _nested(entry: Entry, value: Value) -> Value:
    if not (isinstance(entry, Words) and entry.fields and isinstance(value, list)):
        return value
    return [_under_both_names(entry.fields, part) for part in value if isinstance(part, dict)]


def _facts(paper: MinutesPaper) -> dict[str, Value]:
    begin = words.local(paper.starts_at)
    return {
        "党支部": paper.organisation,
        "会议类型": kinds_text(paper),
        "会议主题": paper.title,
        "时间": words.span(paper.starts_at, paper.ends_at),
        "日期": words.day(begin.date()),
        "开始时间": f"{begin:%H:%M}",
        "结束时间": f"{words.local(paper.ends_at):%H:%M}" if paper.ends_at else "",
        "地点": paper.place,
        "主持人": paper.chair,
        "记录人": paper.recorder,
        "编号": paper.record_no,
        "版次": str(paper.version),
        "确认人": paper.confirmed_by,
        "确认时间": words.moment(paper.confirmed_at) if paper.confirmed_at else "",
        "补录说明": _late(paper),
        "更正说明": _corrected(paper),
    }


def _people(paper: MinutesPaper) -> dict[str, Value]:
    excused, missing = paper.absent_names(Ground.EXCUSED), paper.absent_names(Ground.MISSING)
    return {
        "应到人数": str(paper.should_attend),
        "实到人数": str(paper.present),
        "有表决权应到": str(paper.eligible_with_vote),
        "有表决权实到": str(paper.present_with_vote),
        "请假人数": str(len(excused)),
        "未到人数": str(len(missing)),
        "列席人数": str(len(paper.observers)),
        "出席情况": counts_sentence(paper),
        "出席人员": words.names(paper.present_names),
        "请假人员": words.names(excused),
        "未到人员": words.names(missing),
        "列席人员": words.names(paper.observers),
        "出席名单": list(paper.present_names),
        "请假名单": list(excused),
        "未到名单": list(missing),
        "列席名单": list(paper.observers),
    }


def _rest(paper: MinutesPaper) -> dict[str, Value]:
    verdicts: list[Value] = [
        {
            "事项": verdict.matter,
            "结论": "合规" if verdict.lawful else "尚不可",
            "说明": verdict.sentence,
            "条款": verdict.clause,
        }
        for verdict in paper.verdicts
    ]
    followups: list[Value] = [
        {
            "序号": str(number),
            "事项": followup.matter,
            "负责人": followup.owner,
            "期限": words.day(followup.due_on) if followup.due_on else "",
        }
        for number, followup in enumerate(paper.followups, start=1)
    ]
    return {
        "开场": paper.opening,
        "结束语": paper.closing,
        "议程": [_item(number, item) for number, item in enumerate(paper.items, start=1)],
        "合规核对": verdicts,
        "议定事项": followups,
        "依据": "；".join(paper.sources),
    }


def _item(number: int, item: Item) -> Value:
    votes: list[Value] = [
        {"姓名": vote.name, "事项": vote.matter, **_counts(vote.tally)} for vote in item.votes
    ]
    speeches: list[Value] = [
        {"发言人": speech.speaker, "要点": speech.points} for speech in item.speeches
    ]
    return {
        "序号": str(number),
        "中文序号": words.numeral(number),
        "标题": item.title,
        "性质": item.part,
        "汇报人": item.reporter,
        "报告": "\n".join(words.paragraphs(item.report)),
        "报告段落": list(words.paragraphs(item.report)),
        "发言": speeches,
        "讨论": item.discussion,
        "决议": item.resolution,
        "表决": tally_sentence(item.tally) if item.tally else "",
        **_counts(item.tally),
        "逐人表决": votes,
    }


def _counts(tally: Tally | None) -> dict[str, Value]:
    if tally is None:
        return dict.fromkeys(("赞成", "不赞成", "弃权", "书面意见", "结果"), "")
    return {
        "赞成": str(tally.yes),
        "不赞成": str(tally.no),
        "弃权": str(tally.abstain),
        "书面意见": str(tally.written),
        "结果": outcome(tally),
    }


def _late(paper: MinutesPaper) -> str:
    late = paper.late_entry
    if late is None:
        return ""
    return (
        f"本记录由{late.entered_by}于{words.moment(late.entered_at)}补录。补录原因：{late.reason}"
    )


def _corrected(paper: MinutesPaper) -> str:
    change = paper.correction
    if change is None:
        return ""
    when = words.moment(change.corrected_at)
    return (
        f"本件为第{paper.version}版，由{change.corrected_by}于{when}更正。更正原因：{change.reason}"
    )
