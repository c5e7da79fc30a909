"""Minutes, set from their facts (会议记录): one road to Word and to PDF."""

from __future__ import annotations

from collections.abc import Iterator

from zhibu.meetings.papers import words
from zhibu.meetings.papers.blocks import (
    Align,
    Block,
    Facts,
    Grid,
    Heading,
    Note,
    Paragraph,
    Sheet,
    Signatures,
    Title,
)
from zhibu.meetings.papers.model import Ground, Item, MinutesPaper, PersonVote, Tally
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of


def minutes_docx(paper: MinutesPaper) -> bytes:
    """The minutes as a Word file by GB/T 9704-2012 (会议记录). Same facts, same bytes."""
    return docx_of(minutes_sheet(paper))


def minutes_pdf(paper: MinutesPaper) -> bytes:
    """The minutes as PDF, same content and layout as the Word file. Raises FontsMissing."""
    return pdf_of(minutes_sheet(paper))


def minutes_sheet(paper: MinutesPaper) -> Sheet:
    """The minutes as blocks, ready for either press."""
    chapters = [
        ("基本情况", list(_circumstances(paper))),
        ("出席情况", list(_attendance(paper))),
        ("会议内容", list(_items(paper))),
        ("合规核对", list(_verdicts(paper))),
        ("议定事项", list(_followups(paper))),
        ("记录说明", list(_remarks(paper))),
    ]
    blocks: list[Block] = [Title(heading_lines(paper))]
    for number, (name, content) in enumerate((c for c in chapters if c[1]), start=1):
        blocks += [Heading(1, f"{words.numeral(number)}、{name}"), *content]
    blocks += _signatures(paper)
    return Sheet(
        name=f"{paper.organisation}{kinds_text(paper)}记录",
        author=paper.organisation,
        made_at=paper.confirmed_at or paper.ends_at or paper.starts_at,
        blocks=tuple(blocks),
        revision=paper.version,
        keywords=paper.kinds,
    )


def kinds_text(paper: MinutesPaper) -> str:
    """The kinds of sitting, joined, or 会议."""
    return "、".join(paper.kinds) or "会议"


def heading_lines(paper: MinutesPaper) -> tuple[str, ...]:
    """The title: whose minutes, and of what."""
    return (*words.title_lines(paper.organisation), *words.title_lines(f"{kinds_text(paper)}记录"))


def counts_sentence(paper: MinutesPaper) -> str:
    """Who should be and is present, in numbers, with the voting denominators."""
    excused, missing = (len(paper.absent_names(g)) for g in (Ground.EXCUSED, Ground.MISSING))
    parts = [f"应到{paper.should_attend}人", f"实到{paper.present}人"]
    parts += [f"请假{excused}人"] if excused else []
    parts += [f"未到{missing}人"] if missing else []
    parts += [f"列席{len(paper.observers)}人"] if paper.observers else []
    vote = f"其中有表决权：应到{paper.eligible_with_vote}人，实到{paper.present_with_vote}人。"
    return "，".join(parts) + "；" + vote


def tally_sentence(tally: Tally) -> str:
    """One vote in a sentence, both denominators and written opinions where known."""
    parts = []
    if tally.eligible is not None:
        parts.append(f"应到有表决权{tally.eligible}人")
    if tally.present is not None:
        parts.append(f"实到有表决权{tally.present}人")
    parts += [f"赞成{tally.yes}票", f"不赞成{tally.no}票", f"弃权{tally.abstain}票"]
    text = "，".join([words.clean(tally.ballot), *parts] if tally.ballot else parts)
    if tally.written:
        text += f"（含会前送达的书面意见{tally.written}份）"
    return text + (f"，{outcome(tally)}" if tally.passed is not None else "") + "。"


def report_lead(item: Item) -> str:
    """某某报告：, or 某某报告。 where no text follows, or nothing when nobody is named."""
    if not item.reporter:
        return ""
    return f"{words.clean(item.reporter)}报告{'：' if words.paragraphs(item.report) else '。'}"


def outcome(tally: Tally) -> str:
    """通过 or 未通过, or nothing when the paper does not say."""
    return {True: "通过", False: "未通过", None: ""}[tally.passed]


def _circumstances(paper: MinutesPaper) -> Iterator[Block]:
    number = [("编号", paper.record_no)] if paper.record_no else []
    version = [("版次", f"第{paper.version}版")] if paper.version > 1 else []
    yield Facts(
        tuple(
            (name, words.clean(value) or "—")
            for name, value in [
                ("会议类型", kinds_text(paper)),
                ("会议主题", paper.title),
                ("时间", words.span(paper.starts_at, paper.ends_at)),
                ("地点", paper.place),
                ("主持人", paper.chair),
                ("记录人", paper.recorder),
                *number,
                *version,
            ]
        )
    )


def _attendance(paper: MinutesPaper) -> Iterator[Block]:
    yield Paragraph(counts_sentence(paper))
    lines = [
        ("出席", paper.present_names),
        ("请假", paper.absent_names(Ground.EXCUSED)),
        ("未到", paper.absent_names(Ground.MISSING)),
        ("列席", paper.observers),
    ]
    for name, people in lines:
        yield Paragraph(f"{words.names(people)}。", lead=f"{name}：")


def _items(paper: MinutesPaper) -> Iterator[Block]:
    for line in words.paragraphs(paper.opening):
        yield Paragraph(line)
    for number, item in enumerate(paper.items, start=1):
        kind = f"（{item.part}）" if item.part else ""
        yield Heading(2, f"（{words.numeral(number)}）{words.clean(item.title)}{kind}")
        yield from _one_item(item)
    for line in words.paragraphs(paper.closing):
        yield Paragraph(line)


def _one_item(item: Item) -> Iterator[Block]:
    yield from _led(report_lead(item), item.report)
    for speech in item.speeches:
        yield from _led(f"{words.clean(speech.speaker)}发言：", speech.points)
    yield from _led("", item.discussion)
    if item.votes:
        ballots = dict.fromkeys(vote.tally.ballot for vote in item.votes if vote.tally.ballot)
        yield Paragraph(words.clean("，".join([*ballots, "逐人表决，结果如下："])))
        yield _votes(item.votes)
    if item.tally is not None:
        yield Paragraph(tally_sentence(item.tally), lead="表决：")
    if item.resolution:
        yield from _led("决议：", item.resolution)


def _led(lead: str, text: str) -> Iterator[Block]:
    """A text of one or several paragraphs, the first led by who or what."""
    first, *rest = words.paragraphs(text) or [""]
    if first or lead:
        yield Paragraph(first, lead=lead)
    for paragraph in rest:
        yield Paragraph(paragraph)


def _votes(votes: tuple[PersonVote, ...]) -> Grid:
    def numbers(tally: Tally) -> tuple[str, ...]:
        counts = (tally.eligible, tally.present, tally.yes, tally.no, tally.abstain, tally.written)
        return tuple("—" if count is None else str(count) for count in counts)

    return Grid(
        head=("姓名", "事项", "应到", "实到", "赞成", "不赞成", "弃权", "书面\n意见", "结果"),
        rows=tuple((v.name, v.matter, *numbers(v.tally), outcome(v.tally) or "—") for v in votes),
        widths=(24, 34, 13, 13, 13, 17, 13, 13, 16),
        aligns=(Align.CENTRE, Align.LEFT),
    )


def _verdicts(paper: MinutesPaper) -> Iterator[Block]:
    for verdict in paper.verdicts:
        state = "合规" if verdict.lawful else "尚不可"
        clause = f"（{words.clean(verdict.clause)}）" if verdict.clause else ""
        lead = f"{words.clean(verdict.matter)}——{state}。" if verdict.matter else f"{state}。"
        sentence = words.clean(verdict.sentence).rstrip("。")
        yield Paragraph(f"{sentence}{clause}。", lead=lead)
    if paper.sources:
        yield Paragraph(
            "；".join(words.clean(source) for source in paper.sources) + "。", lead="依据："
        )


def _followups(paper: MinutesPaper) -> Iterator[Block]:
    if paper.followups:
        rows = tuple(
            (str(number), f.matter, f.owner or "—", words.day(f.due_on) if f.due_on else "—")
            for number, f in enumerate(paper.followups, start=1)
        )
        aligns = (Align.CENTRE, Align.LEFT)
        yield Grid(("序号", "事项", "负责人", "完成期限"), rows, (14, 68, 34, 40), aligns)


def _remarks(paper: MinutesPaper) -> Iterator[Block]:
    late, correction = paper.late_entry, paper.correction
    if late is not None:
        who = f"本记录由{late.entered_by}于{words.moment(late.entered_at)}补录。"
        yield Paragraph(f"{words.clean(who)}补录原因：{words.clean(late.reason)}", lead="补录：")
    if correction is not None:
        who = (
            f"本件为第{paper.version}版，由{correction.corrected_by}"
            f"于{words.moment(correction.corrected_at)}更正，此前各版存档备查。"
        )
        yield Paragraph(
            f"{words.clean(who)}更正原因：{words.clean(correction.reason)}", lead="更正："
        )


def _signatures(paper: MinutesPaper) -> Iterator[Block]:
    yield Signatures(("主持人（签名）：", "记录人（签名）："))
    if paper.confirmed_at is not None:
        by = f"由{paper.confirmed_by}" if paper.confirmed_by else ""
        yield Note(
            words.clean(f"本记录第{paper.version}版{by}于{words.moment(paper.confirmed_at)}确认。")
        )
    else:
        yield Note("本记录尚未确认，为草稿。")
