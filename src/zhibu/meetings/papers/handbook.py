"""Pages of the branch's handbook (党支部工作手册), as the printed book has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from zhibu.meetings.papers import words
from zhibu.meetings.papers.blocks import (
    Align,
    Block,
    Cell,
    Form,
    FormRow,
    Grid,
    NewPage,
    Note,
    Sheet,
    Title,
)
from zhibu.meetings.papers.minutes import kinds_text, report_lead, tally_sentence
from zhibu.meetings.papers.model import (
    Ground,
    HandbookPage,
    HandbookSummary,
    Item,
    MinutesPaper,
    PersonVote,
)
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of

NAME = "党支部工作手册"
WIDTHS = (26.0, 52.0, 26.0, 52.0)
LONG, LONG_LINES = 160, 5  # characters, paragraphs: a fuller field may turn the page


def handbook_docx(page: HandbookPage) -> bytes:
    """Handbook pages as a Word file (支部工作手册). Same facts, same bytes."""
    return docx_of(handbook_sheet(page))


def handbook_pdf(page: HandbookPage) -> bytes:
    """Handbook pages as PDF, same content and layout. Raises FontsMissing."""
    return pdf_of(handbook_sheet(page))


def handbook_sheet(page: HandbookPage) -> Sheet:
    """The summary first, if there is one; then one form a sitting, each on its own page."""
    blocks: list[Block] = []
    if page.summary is not None:
        blocks += _summary(page.organisation, page.summary)
    for meeting in page.meetings:
        blocks += [NewPage(), *_form(meeting)] if blocks else _form(meeting)
    if not blocks:
        blocks = [Title((NAME,)), Note(f"{words.clean(page.organisation)}本期没有记录。")]
    return Sheet(
        name=f"{page.organisation}{NAME}",
        author=page.organisation,
        made_at=datetime.combine(page.printed_on, time(), words.SHANGHAI),
        blocks=tuple(blocks),
    )


def _summary(organisation: str, summary: HandbookSummary) -> Iterator[Block]:
    yield Title((NAME, f"{summary.label}小结"))
    yield Note(f"党支部：{organisation}")
    counts = tuple(
        (
            c.kind,
            "—" if c.required is None else f"{c.required}次",
            f"{c.held}次",
            _state(c.held, c.required),
        )
        for c in summary.counts
    )
    if counts:
        yield Grid(("项目", "应开展", "已开展", "情况"), counts, (66, 30, 30, 30), (Align.LEFT,))
    rows = tuple(
        (
            str(number),
            words.day(row.held_on),
            "、".join(row.kinds),
            row.title,
            str(row.should_attend),
            str(row.present),
        )
        for number, row in enumerate(summary.rows, start=1)
    )
    head = ("序号", "日期", "类型", "主题", "应到", "实到")
    aligns = (Align.CENTRE, Align.CENTRE, Align.LEFT, Align.LEFT)
    yield Grid(head, rows, (12, 40, 32, 44, 14, 14), aligns)
    yield Note(f"合计{len(summary.rows)}次。")


def _state(held: int, required: int | None) -> str:
    if required is None:
        return "—"
    return "已完成" if held >= required else f"还差{required - held}次"


def _form(meeting: MinutesPaper) -> Iterator[Block]:
    def pair(*facts: tuple[str, str]) -> FormRow:
        cells = []
        for name, value in facts:
            cells += [Cell(name, label=True), Cell(words.clean(value) or "—")]
        return FormRow(tuple(cells))

    def whole(name: str, value: str, *, height: float = 9) -> FormRow:
        text = words.clean(value) or "无"
        cells = (Cell(name, label=True), Cell(text, span=3))
        long = len(text) > LONG or text.count("\n") > LONG_LINES
        return FormRow(cells, height, text_at_top=height > 9 or long, may_split=long)

    eligible = f"应到{meeting.eligible_with_vote}人，实到{meeting.present_with_vote}人"
    rows = [
        whole("会议类型", kinds_text(meeting)),
        whole("会议主题", meeting.title),
        whole("时间", words.span(meeting.starts_at, meeting.ends_at)),
        pair(("地点", meeting.place), ("编号", meeting.record_no)),
        pair(("主持人", meeting.chair), ("记录人", meeting.recorder)),
        pair(
            ("出席人数", f"应到{meeting.should_attend}人，实到{meeting.present}人"),
            ("有表决权", eligible),
        ),
        whole("出席人员", words.names(meeting.present_names)),
        whole("缺席人员\n及原因", _absent(meeting)),
        whole("列席人员", words.names(meeting.observers)),
        whole("会议内容", "\n".join(_content(meeting)), height=42),
        whole("决议事项", "\n".join(_decisions(meeting.items)), height=22),
        whole("议定事项", "\n".join(_agreed(meeting)), height=12),
        whole("合规核对", "\n".join(_lawful(meeting)), height=12),
        whole("备注", "\n".join(_remarks(meeting)), height=12),
    ]
    yield Title((NAME,))
    yield Note(f"党支部：{words.clean(meeting.organisation)}")
    yield Form(WIDTHS, tuple(rows))


def _absent(meeting: MinutesPaper) -> str:
    groups = [(ground.value, meeting.absent_names(ground)) for ground in Ground]
    return "；".join(f"{name}{len(who)}人：{words.names(who)}" for name, who in groups if who)


def _content(meeting: MinutesPaper) -> Iterator[str]:
    yield from words.paragraphs(meeting.opening)
    for number, item in enumerate(meeting.items, start=1):
        part = f"（{item.part}）" if item.part else ""
        yield f"{number}. {words.clean(item.title)}{part}"
        yield from _led(report_lead(item), item.report)
        for speech in item.speeches:
            yield from _led(f"{words.clean(speech.speaker)}发言：", speech.points)
        yield from words.paragraphs(item.discussion)
    yield from words.paragraphs(meeting.closing)


def _decisions(items: tuple[Item, ...]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        lines = [_person(vote) for vote in item.votes]
        lines += [tally_sentence(item.tally)] if item.tally is not None else []
        lines += words.paragraphs(item.resolution)
        for place, line in enumerate(lines):
            yield f"{number}. {line}" if place == 0 else line


def _person(vote: PersonVote) -> str:
    return f"{words.clean(vote.name)}，{words.clean(vote.matter)}：{tally_sentence(vote.tally)}"


def _agreed(meeting: MinutesPaper) -> Iterator[str]:
    for number, followup in enumerate(meeting.followups, start=1):
        parts = [words.clean(followup.matter)]
        parts += [f"负责人：{words.clean(followup.owner)}"] if followup.owner else []
        parts += [f"期限：{words.day(followup.due_on)}"] if followup.due_on else []
        yield f"{number}. " + "；".join(parts) + "。"


def _lawful(meeting: MinutesPaper) -> Iterator[str]:
    for verdict in meeting.verdicts:
        state = "合规" if verdict.lawful else "尚不可"
        clause = f"（{words.clean(verdict.clause)}）" if verdict.clause else ""
        sentence = words.clean(verdict.sentence).rstrip("。")
        yield f"{words.clean(verdict.matter)}——{state}。{sentence}{clause}。"


def _remarks(meeting: MinutesPaper) -> Iterator[str]:
    if meeting.late_entry is not None:
        late = meeting.late_entry
        yield f"补录：{late.entered_by}，{words.moment(late.entered_at)}。原因：{late.reason}"
    if meeting.correction is not None:
        change = meeting.correction
        when = words.moment(change.corrected_at)
        yield f"第{meeting.version}版：{change.corrected_by}，{when}更正。原因：{change.reason}"
    if meeting.confirmed_at is not None:
        who = f"{meeting.confirmed_by}于" if meeting.confirmed_by else ""
        yield f"{who}{words.moment(meeting.confirmed_at)}确认。"
    else:
        yield "尚未确认，为草稿。"


def _led(lead: str, text: str) -> Iterator[str]:
    first, *rest = words.paragraphs(text) or [""]
    if lead or first:
        yield lead + first
    yield from rest
