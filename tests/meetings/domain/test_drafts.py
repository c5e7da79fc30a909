"""The draft says what is known, leaves a blank where nobody knows, and invents nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.kit.clock import SHANGHAI
from zhibu.meetings.domain.drafts import (
    attendance_sentence,
    check_in_ways,
    draft_record,
    held_words,
    quoted,
    review_sentence,
)
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Body, Case, Lawful, Matter, Tally, Vote
from zhibu.meetings.domain.records import (
    Agreed,
    Attendance,
    Manner,
    Plan,
    PlanItem,
    Source,
    Speech,
    blank,
    open_blanks,
)

ACCEPT = PlanItem(
    "讨论接收何屿同志为预备党员",
    Matter.ACCEPT_PROBATIONARY,
    about="何屿",
    introducers=("顾怀川", "孟晓岚"),
    vote=Vote(tally=Tally(24, abstain=1), written_opinions=1),
)
REPORT = PlanItem(
    "第四季度工作安排", reporter="党支部书记许静仪", agreed=(Agreed("修订学习计划", "周若棠"),)
)
PLAN = Plan(
    organisation="材料学院研究生第三党支部",
    kinds=frozenset({Kind.GENERAL_MEETING}),
    starts_at=datetime(2026, 11, 25, 19, 0, tzinfo=SHANGHAI),
    ends_at=datetime(2026, 11, 25, 20, 24, tzinfo=SHANGHAI),
    place="理科楼 A312",
    chair="许静仪",
    chair_post="党支部书记",
    recorder="周若棠",
    items=(ACCEPT, REPORT),
)
CAME = Attendance(
    should_attend=31,
    came=28,
    eligible=26,
    present=24,
    excused=("陆子衡", "白露"),
    missing=("石岩",),
    observers=("组织员苏木",),
    by_code=25,
    by_list=3,
)


def one(item: PlanItem, came: Attendance = CAME, **changes: object) -> str:
    """The resolution of a plan with this single item."""
    plan = replace(PLAN, items=(item,), **changes)  # type: ignore[arg-type]  # fields of Plan by name
    line = draft_record(plan, came).items[0].resolution
    return line.text if line else ""


def test_the_draft_of_a_general_meeting_in_full() -> None:
    draft = draft_record(PLAN, CAME)
    assert draft.title == "支部党员大会记录"
    assert [line.text for line in draft.lines] == [
        "2026年11月25日19:00，材料学院研究生第三党支部在理科楼 A312召开支部党员大会，"
        "由党支部书记许静仪主持，周若棠记录。",
        "应到会党员 31 人，实到会 28 人；其中有表决权的党员应到会 26 人，实到会 24 人。"
        "请假 2 人：陆子衡、白露。未到 1 人：石岩。列席：组织员苏木。",
        "何屿同志作了汇报；入党介绍人顾怀川、孟晓岚介绍了有关情况，对其能否入党表明意见；"
        "支部委员会报告了审查情况。",
        "到会人员进行了讨论。",
        "〔请填写：何屿的主要表现〕。采用无记名投票方式表决：应到会有表决权的党员 26 人，实到会 24 人，"
        "会前提出书面意见 1 人；赞成 24 票，不赞成 0 票，弃权 1 票。表决结果：同意接收何屿同志为预备党员。"
        "2026年11月25日。支部书记（签名）：________",
        "党支部书记许静仪就“第四季度工作安排”作了汇报。",
        "会议于20:24结束。",
    ]
    assert [fact.value for fact in draft.facts] == [
        "2026年11月25日19:00—20:24",
        "理科楼 A312",
        "许静仪",
        "周若棠",
        "应到 31 人，实到 28 人",
        "签到码 25 人，主持人勾选 3 人",
    ]
    assert draft.agreed == (Agreed("修订学习计划", "周若棠"),)


def test_the_main_conduct_is_left_to_people_and_holds_the_record_back() -> None:
    draft = draft_record(PLAN, CAME)
    assert draft.blanks == ("何屿的主要表现",)
    assert not draft.may_be_confirmed
    typed = replace(ACCEPT, resolution="大会同意接收何屿同志为预备党员。")
    done = draft_record(replace(PLAN, items=(typed, REPORT)), CAME)
    assert done.may_be_confirmed
    assert done.items[0].resolution is not None
    assert done.items[0].resolution.source is Source.TYPED
    assert isinstance(done.items[0].answer, Lawful)


def test_a_meeting_too_small_keeps_the_draft_and_writes_no_resolution() -> None:
    draft = draft_record(PLAN, replace(CAME, came=16, present=13))
    assert draft.items[0].resolution is None
    assert [item.title for item in draft.not_yet] == ["讨论接收何屿同志为预备党员"]
    assert not draft.may_be_confirmed


def test_a_proposal_not_carried_is_recorded_as_it_was() -> None:
    item = replace(ACCEPT, vote=Vote(tally=Tally(10, no=14)))
    assert "接收何屿同志为预备党员的决议未通过" in one(item)
    draft = draft_record(replace(PLAN, items=(item,)), CAME)
    assert draft.not_yet == ()


@pytest.mark.parametrize(
    ("matter", "case", "words"),
    [
        (Matter.CONFIRM, Case(), "同意何屿同志按期转为正式党员"),
        (Matter.CONFIRM, Case(extended_before=True), "同意何屿同志转为正式党员"),
        (Matter.EXTEND_PROBATION, Case(extension_months=6), "同意延长何屿同志预备期 6 个月"),
        (Matter.CANCEL_PROBATION, Case(), "同意取消何屿同志预备党员资格"),
    ],
)
def test_each_development_matter_has_its_own_words(matter: Matter, case: Case, words: str) -> None:
    item = replace(ACCEPT, matter=matter, vote=Vote(tally=Tally(24), case=case))
    assert words in one(item)


def test_a_general_resolution_and_a_committee_decision_name_their_count() -> None:
    item = PlanItem("支部年度工作计划", Matter.RESOLUTION, vote=Vote(tally=Tally(20, no=4)))
    assert one(item).endswith("赞成 20 票，不赞成 4 票，弃权 0 票。表决通过“支部年度工作计划”。")
    decision = replace(item, matter=Matter.COMMITTEE_DECISION, vote=Vote(tally=Tally(3)))
    committee = Attendance(should_attend=5, came=3, eligible=5, present=3)
    said = one(decision, committee, body=Body.COMMITTEE)
    assert said.startswith("采用无记名投票方式表决：应到会委员 5 人，实到会 3 人；赞成 3 票")


def test_a_theme_day_is_carried_out_and_names_its_theme() -> None:
    item = PlanItem("《关于“三会一课”的规定》", manner=Manner.STUDY, reporter="宣传委员孟晓岚")
    plan = replace(
        PLAN, kinds=frozenset({Kind.THEME_DAY}), theme="一份提案的诞生", items=(item,), ends_at=None
    )
    draft = draft_record(plan, CAME)
    assert draft.title == "主题党日“一份提案的诞生”记录"
    assert "在理科楼 A312开展主题党日，主题为“一份提案的诞生”，由" in draft.opening.text
    assert (
        draft.items[0].report.text
        == "宣传委员孟晓岚领学，到会人员集体学习“《关于‘三会一课’的规定》”。"
    )
    assert draft.items[0].resolution is None
    assert draft.blanks == ("结束时间",)
    assert draft.closing.text == "活动于〔请填写：结束时间〕结束。"


def test_kinds_go_with_their_verb() -> None:
    both = frozenset({Kind.MEMBER_REVIEW, Kind.LIFE_MEETING})
    assert held_words(both) == "召开组织生活会，开展民主评议党员"


def test_a_report_nobody_wrote_is_a_blank() -> None:
    draft = draft_record(replace(PLAN, items=(PlanItem("党务公开"),)), CAME)
    assert draft.blanks == ("汇报人和主要内容",)


def test_the_recorders_words_are_kept_as_typed() -> None:
    item = PlanItem("讨论", report="逐条讨论了计划。", speeches=(Speech("顾怀川", "建议提前。"),))
    (drafted,) = draft_record(replace(PLAN, items=(item,)), CAME).items
    assert (drafted.report.text, drafted.report.source) == ("逐条讨论了计划。", Source.TYPED)
    assert drafted.speeches == (Speech("顾怀川", "建议提前。"),)
    assert drafted.discussion is not None


def test_a_committee_of_two_out_of_five_cannot_be_recorded_even_without_a_vote() -> None:
    plan = replace(
        PLAN, kinds=frozenset({Kind.BRANCH_COMMITTEE}), body=Body.COMMITTEE, items=(REPORT,)
    )
    few, enough = (
        draft_record(plan, Attendance(should_attend=5, came=n, eligible=5, present=n))
        for n in (2, 3)
    )
    assert (few.may_be_confirmed, enough.may_be_confirmed) == (False, True)
    assert "还差 1 人到会" in str(few.sitting.because[0])


def test_small_phrases() -> None:
    committee = Attendance(should_attend=5, came=3, eligible=5, present=3)
    assert attendance_sentence(committee, body=Body.COMMITTEE) == "应到会委员 5 人，实到会 3 人。"
    assert check_in_ways(committee) == "无"
    assert quoted("读“五四”") == "“读‘五四’”"
    assert open_blanks(f"{blank('甲')}和{blank('乙')}") == ("甲", "乙")
    assert review_sentence([("优秀", 8), ("合格", 17), ("不合格", 0)]) == (
        "民主评议结果：优秀 8 人，合格 17 人。"
    )
    assert review_sentence([]) == "民主评议结果：未评定等次。"


names = st.text("何屿顾怀川孟晓岚", min_size=1, max_size=3)
items = st.builds(
    PlanItem,
    title=st.text("学习讨论计划“”", min_size=1, max_size=12),
    matter=st.sampled_from(Matter),
    manner=st.sampled_from(Manner),
    reporter=st.just("") | names,
    about=st.just("") | names,
    vote=st.builds(Vote, tally=st.none() | st.builds(Tally, yes=st.integers(0, 40))),
)


@settings(max_examples=300)
@given(st.lists(items, max_size=4), st.integers(0, 31), st.booleans())
def test_no_draft_holds_a_number_that_was_not_given(
    agenda: list[PlanItem], present: int, has_committee: bool
) -> None:
    came = Attendance(should_attend=31, came=present, eligible=26, present=min(present, 26))
    plan = replace(PLAN, items=tuple(agenda), has_committee=has_committee)
    draft = draft_record(plan, came)
    given_numbers = {2026, 11, 25, 19, 0, 20, 24, 312, 31, 26, came.came, came.present}
    given_numbers |= {item.vote.tally.yes for item in agenda if item.vote.tally}
    text = "".join(line.text for line in draft.lines)
    assert {int(number) for number in re.findall(r"\d+", text)} <= given_numbers
    assert "{" not in text
    assert len(draft.items) == len(agenda)
