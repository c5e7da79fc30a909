"""What a confirmed record says, word by word, on the page and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.meetings.life import AFTER, Life, at, studied

from zhibu.meetings import actions, queries
from zhibu.meetings.body import from_json
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Ballot, Matter
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.entries import ItemText, PlannedItem, RecordEntry, SpeechEntry
from zhibu.meetings.models import AgendaItem, Record
from zhibu.meetings.papers.minutes import minutes_sheet
from zhibu.meetings.views.meetings import text_lines


def whole_evening(life: Life) -> Record:
    """A general meeting with an admission, a resolution, a report and things agreed."""
    meeting = life.hold(
        Kind.GENERAL_MEETING,
        items=[
            life.admission(pre_check_on=date(2026, 11, 10)),
            PlannedItem(title="通过下一年度工作计划", matter=Matter.RESOLUTION),
            PlannedItem(title="通报第三季度党费收缴情况", reporter="周若棠"),
            studied(),
            PlannedItem(title="走访实验楼", manner=Manner.PRACTICE),
        ],
        people=[*life.full[:8], life.probationary],
    )
    life.count(meeting, 1, yes=8, abstain=1, written=1)
    life.count(meeting, 2, yes=7, no=1, ballot=Ballot.SHOW_OF_HANDS)
    first, third = (AgendaItem.objects.get(meeting=meeting, order=n) for n in (1, 3))
    speech = SpeechEntry("梁以安", "建议按月公示。")
    entry = RecordEntry(
        items=(
            ItemText(first.pk, reporter="", conduct="思想上积极要求进步，学习勤奋。"),
            ItemText(
                third.pk, reporter="周若棠", report="应交 10 人，实交 10 人。", speeches=(speech,)
            ),
        )
    )
    with at(AFTER):
        actions.edit_record(actor=life.officer, meeting_id=meeting.pk, entry=entry)
        actions.agree_item(
            actor=life.officer, meeting_id=meeting.pk, matter="清理楼道自行车", owner="孟晓岚"
        )
        return actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)


def test_the_text_of_a_record(life: Life, golden: Callable[[str, str], None]) -> None:
    record = whole_evening(life)
    golden("record.txt", "\n".join(text_lines(from_json(record.body))) + "\n")


def test_the_blocks_of_its_minutes(life: Life, golden: Callable[[str, str], None]) -> None:
    record = whole_evening(life)
    paper = queries.minutes_paper(record.meeting, from_json(record.body), record)
    lines = [str(block) for block in minutes_sheet(paper).blocks]
    number = f"20261125-{record.meeting_id}"
    golden("minutes.txt", "\n".join(lines).replace(number, "20261125-编号") + "\n")


def test_the_minutes_name_the_two_denominators_and_the_law(life: Life) -> None:
    record = whole_evening(life)
    paper = queries.minutes_paper(record.meeting, from_json(record.body), record)
    assert (paper.eligible_with_vote, paper.present_with_vote) == (9, 8)
    assert [(v.matter, v.lawful) for v in paper.verdicts] == [
        ("讨论接收何屿同志为预备党员", True),
        ("通过下一年度工作计划", True),
    ]
    assert paper.sources == (
        "《中国共产党发展党员工作细则》第十九条",
        "《中国共产党发展党员工作细则》第二十条",
        "《中国共产党支部工作条例（试行）》第十一条",
    )
    assert [(v.name, v.tally.yes, v.tally.written) for i in paper.items for v in i.votes] == [
        ("何屿", 8, 1)
    ]
