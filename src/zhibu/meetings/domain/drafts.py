"""The record, drafted from plan, attendance and votes (记录草稿): typed once, never invented.

Whatever is known arrives filled in, each line with its source. What only people can say (main
points, 本人主要表现) stays a visible blank: ``〔请填写：…〕``. Papers and pages render the same draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.meetings.domain.kinds import RULES, Kind
from zhibu.meetings.domain.matters import (
    DEVELOPMENT,
    Answer,
    Ballot,
    Body,
    Case,
    Matter,
    NotYet,
    Sitting,
    Tally,
    Vote,
)
from zhibu.meetings.domain.phrases import PHRASES, Phrases
from zhibu.meetings.domain.records import (
    Attendance,
    Fact,
    ItemDraft,
    Line,
    Manner,
    Plan,
    PlanItem,
    RecordDraft,
    Source,
    blank,
)
from zhibu.meetings.domain.votes import sitting_verdict, verdict


def draft_record(plan: Plan, attendance: Attendance, *, phrases: Phrases = PHRASES) -> RecordDraft:
    """Draft the record of a sitting (起草记录) from what is known; nothing is made up."""
    sitting = Sitting(
        on=plan.starts_at.date(),
        eligible=attendance.eligible,
        present=attendance.present,
        body=plan.body,
        has_committee=plan.has_committee,
        temporary=plan.temporary,
    )
    items = tuple(
        _draft_item(number, item, sitting=sitting, attendance=attendance, phrases=phrases)
        for number, item in enumerate(plan.items, 1)
    )
    return RecordDraft(
        title=record_title(plan),
        sitting=sitting_verdict(sitting),
        facts=_facts(plan, attendance),
        opening=Line(_opening(plan, phrases), Source.PLAN),
        attendance=Line(attendance_sentence(attendance, body=plan.body), Source.ATTENDANCE),
        items=items,
        agreed=tuple(agreed for item in plan.items for agreed in item.agreed),
        closing=_closing(plan, phrases),
    )


def record_title(plan: Plan) -> str:
    """支部党员大会记录; a theme day carries its theme: 主题党日“…”记录."""
    terms = "、".join(term_list(plan.kinds))
    return f"{terms}{quoted(plan.theme)}记录" if plan.theme else f"{terms}记录"


def term_list(kinds: frozenset[Kind]) -> tuple[str, ...]:
    """The official terms of these kinds, always in the same order."""
    return tuple(RULES[kind].term for kind in Kind if kind in kinds)


def _facts(plan: Plan, attendance: Attendance) -> tuple[Fact, ...]:
    came = f"应到 {attendance.should_attend} 人，实到 {attendance.came} 人"
    return (
        Fact("时间", _span(plan.starts_at, plan.ends_at), Source.PLAN),
        Fact("地点", plan.place, Source.PLAN),
        Fact("主持人", plan.chair, Source.PLAN),
        Fact("记录人", plan.recorder, Source.PLAN),
        Fact("出席", came, Source.ATTENDANCE),
        Fact("签到方式", check_in_ways(attendance), Source.ATTENDANCE),
    )


def _opening(plan: Plan, phrases: Phrases) -> str:
    return phrases.opening.format(
        moment=f"{_day(plan.starts_at.date())}{plan.starts_at:%H:%M}",
        organisation=plan.organisation,
        place=plan.place,
        held=held_words(plan.kinds),
        theme=f"，主题为{quoted(plan.theme)}" if plan.theme else "",
        chair=f"{plan.chair_post}{plan.chair}",
        recorder=plan.recorder,
    )


def held_words(kinds: frozenset[Kind]) -> str:
    """召开组织生活会，开展民主评议党员: the verb each kind goes with in official papers."""
    done = frozenset({Kind.THEME_DAY, Kind.MEMBER_REVIEW, Kind.PARTY_CLASS})
    said = []
    if met := kinds - done:
        said.append("召开" + "、".join(term_list(met)))
    if carried_out := kinds & done:
        said.append("开展" + "、".join(term_list(carried_out)))
    return "，".join(said)


def attendance_sentence(attendance: Attendance, *, body: Body = Body.GENERAL) -> str:
    """应到会、实到会, both denominators, and who was not there (出席情况)."""
    if body is Body.COMMITTEE:
        said = [f"应到会委员 {attendance.eligible} 人，实到会 {attendance.present} 人。"]
    else:
        said = [
            f"应到会党员 {attendance.should_attend} 人，实到会 {attendance.came} 人；"
            f"其中有表决权的党员应到会 {attendance.eligible} 人，实到会 {attendance.present} 人。"
        ]
    for label, names in (
        ("请假", attendance.excused),
        ("未到", attendance.missing),
        ("迟到", attendance.late),
    ):
        if names:
            said.append(f"{label} {len(names)} 人：{'、'.join(names)}。")
    if attendance.observers:
        said.append(f"列席：{'、'.join(attendance.observers)}。")
    return "".join(said)


def check_in_ways(attendance: Attendance) -> str:
    """签到码 25 人，主持人勾选 3 人; 无 when nobody came."""
    ways = (
        ("签到码", attendance.by_code),
        ("主持人勾选", attendance.by_list),
        ("纸质签到", attendance.by_sheet),
    )
    return "，".join(f"{way} {count} 人" for way, count in ways if count) or "无"


def _closing(plan: Plan, phrases: Phrases) -> Line:
    sitting = "活动" if plan.kinds <= {Kind.THEME_DAY, Kind.PARTY_CLASS} else "会议"
    if plan.ends_at is None:
        words = phrases.closing_open.format(sitting=sitting, blank=blank("结束时间"))
        return Line(words, Source.TEMPLATE)
    return Line(phrases.closing.format(sitting=sitting, time=f"{plan.ends_at:%H:%M}"), Source.PLAN)


def _draft_item(
    number: int, item: PlanItem, *, sitting: Sitting, attendance: Attendance, phrases: Phrases
) -> ItemDraft:
    votes = item.matter is not Matter.REPORT
    answer = verdict(item.matter, sitting=sitting, vote=item.vote) if votes else None
    return ItemDraft(
        number=number,
        title=item.title,
        required=item.required,
        matter=item.matter,
        report=_report(item, sitting, phrases),
        speeches=item.speeches,
        discussion=Line(phrases.discussed, Source.TEMPLATE) if votes or item.speeches else None,
        resolution=_resolution(item, sitting, attendance, answer, phrases),
        tally=item.vote.tally,
        answer=answer,
    )


def _report(item: PlanItem, sitting: Sitting, phrases: Phrases) -> Line:
    """Typed words as they are; the order of business of the law; or who reported what."""
    if item.report:
        return Line(item.report, Source.TYPED)
    if item.matter in DEVELOPMENT:
        return Line(_order_of_business(item, sitting, phrases), Source.TEMPLATE)
    if item.reporter:
        words = phrases.went[item.manner]
        if item.manner is Manner.STUDY and item.title.endswith("学习"):
            words = phrases.studied  # the title is the act itself: 集中学习, not what is studied
            return Line(words.format(reporter=item.reporter, title=item.title), Source.PLAN)
        return Line(words.format(reporter=item.reporter, title=quoted(item.title)), Source.PLAN)
    return Line(phrases.unreported.format(blank=blank("汇报人和主要内容")), Source.TEMPLATE)


def _order_of_business(item: PlanItem, sitting: Sitting, phrases: Phrases) -> str:
    """What Article 20 has the meeting do, in its order; who examined depends on the committee.

    Source: 《中国共产党发展党员工作细则》第二十条、第三十二条
    """
    examiner = "支部委员会" if sitting.has_committee else "党支部书记"
    person = item.about or blank("姓名")
    pair = "、".join(item.introducers) or blank("入党介绍人")
    if item.matter is Matter.ACCEPT_PROBATIONARY:
        return phrases.accept_order.format(person=person, introducers=pair, examiner=examiner)
    return phrases.probation_order.format(person=person, examiner=examiner)


def _resolution(
    item: PlanItem,
    sitting: Sitting,
    attendance: Attendance,
    answer: Answer | None,
    phrases: Phrases,
) -> Line | None:
    """What was resolved. Typed words win; a vote not counted yet leaves a blank."""
    if item.resolution:
        return Line(item.resolution, Source.TYPED)
    if answer is None:
        return None
    tally = item.vote.tally
    if tally is None:
        return Line(blank("表决结果"), Source.TEMPLATE)
    if isinstance(answer, NotYet) and not answer.is_rejection:
        return None
    passed = not isinstance(answer, NotYet)
    if item.matter in DEVELOPMENT:
        return Line(_development_resolution(item, sitting, tally, passed, phrases), Source.TALLY)
    said = tally_sentence(tally, vote=item.vote, sitting=sitting)
    end = phrases.carried if passed else phrases.not_carried
    return Line(said + end.format(title=quoted(item.title)), Source.TALLY)


def quoted(title: str) -> str:
    """The title inside “ ”; its own quotation marks become ‘ ’."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"


def tally_sentence(tally: Tally, *, vote: Vote, sitting: Sitting) -> str:
    """How the vote went (表决结果), written opinions named."""
    manner = "无记名投票" if vote.ballot is Ballot.SECRET else "举手"
    of = "委员" if sitting.body is Body.COMMITTEE else "有表决权的党员"
    written = f"，会前提出书面意见 {vote.written_opinions} 人" if vote.written_opinions else ""
    return (
        f"采用{manner}方式表决：应到会{of} {sitting.eligible} 人，实到会 {sitting.present} 人{written}；"
        f"赞成 {tally.yes} 票，不赞成 {tally.no} 票，弃权 {tally.abstain} 票。"
    )


def _development_resolution(
    item: PlanItem, sitting: Sitting, tally: Tally, passed: bool, phrases: Phrases
) -> str:
    """The resolution with all Article 21 asks for; the main conduct is typed by people.

    Source: 《中国共产党发展党员工作细则》第二十一条
    Source: 《中国共产党发展党员工作细则》（2014）第二十二条
    """
    person = item.about or blank("姓名")
    decided = phrases.decided[item.matter] if passed else phrases.refused[item.matter]
    return phrases.development_resolution.format(
        conduct=blank(f"{item.about or '本人'}的主要表现"),
        tally=tally_sentence(tally, vote=item.vote, sitting=sitting),
        decided=decided.format(
            person=person,
            months=_months(item.vote.case),
            timely="" if item.vote.case.extended_before else "按期",
        ),
        day=_day(sitting.on),
    )


def _months(case: Case) -> str:
    return str(case.extension_months) if case.extension_months else blank("延长的月数")


def review_sentence(counts: Sequence[tuple[str, int]]) -> str:
    """Grades of the review as counts (评议结果): 优秀 8 人，合格 17 人; grades of none left out."""
    said = "，".join(f"{grade} {count} 人" for grade, count in counts if count)
    return f"民主评议结果：{said or '未评定等次'}。"


def _span(starts_at: datetime, ends_at: datetime | None) -> str:
    begin = f"{_day(starts_at.date())}{starts_at:%H:%M}"
    if ends_at is None:
        return begin
    if ends_at.date() == starts_at.date():
        return f"{begin}—{ends_at:%H:%M}"
    return f"{begin}—{_day(ends_at.date())}{ends_at:%H:%M}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
