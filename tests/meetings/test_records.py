"""From the end of a sitting to its one confirmation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.meetings.life import AFTER, BEFORE, ENDS, STARTS, Life, at, studied, told

from zhibu.gatherings.models import Gathering
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings import actions, queries
from zhibu.meetings.body import from_json
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Ballot, Matter
from zhibu.meetings.entries import (
    AddedItem,
    Grades,
    ItemText,
    PlannedItem,
    RecordEntry,
    SpeechEntry,
    TallyEntry,
)
from zhibu.meetings.models import AgendaItem, ItemTally, Meeting, Record

CONDUCT = "该同志思想上积极要求进步，学习勤奋，团结同志。"


def first_item(meeting: Meeting) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, order=1)


def text_of(item: AgendaItem, **words: Any) -> RecordEntry:
    return RecordEntry(items=(ItemText(item.pk, reporter=item.reporter_name, **words),))


# ---- drafting


def test_ending_the_sitting_leaves_a_complete_draft(life: Life) -> None:
    meeting = life.hold()

    body = queries.body_of(meeting)
    assert (meeting.state, meeting.ended_at) == ("held", AFTER)
    assert (body.counts.should_attend, body.counts.came) == (10, 10)
    assert (body.counts.eligible, body.counts.present) == (9, 9)
    assert (body.blanks, body.may_be_confirmed) == ((), True)
    assert [item.report for item in body.items] == ["书记许静仪领学，到会人员进行了集中学习。"]


def test_a_sitting_with_nobody_there_is_not_drafted(life: Life) -> None:
    meeting = life.publish()
    with pytest.raises(Conflict, match="还没有人登记到会"), at(AFTER):
        actions.draft_record(actor=life.secretary, meeting_id=meeting.pk)
    with pytest.raises(Conflict, match="还没有开始"), at(BEFORE):
        actions.draft_record(actor=life.secretary, meeting_id=meeting.pk)


def test_a_draft_made_days_later_ends_as_planned(life: Life) -> None:
    meeting = life.publish()
    life.come(meeting)
    with at(STARTS + timedelta(days=3)):
        drafted = actions.draft_record(actor=life.officer, meeting_id=meeting.pk)
    assert drafted.ended_at == ENDS


def test_the_end_can_be_taken_back_until_confirmed(life: Life) -> None:
    meeting = life.hold()
    actions.resume_meeting(actor=life.secretary, meeting_id=meeting.pk)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.ended_at) == ("published", None)
    with pytest.raises(Conflict):
        actions.resume_meeting(actor=life.secretary, meeting_id=meeting.pk)


# ---- writing it down


def test_points_and_resolutions_are_typed_and_names_found(life: Life) -> None:
    meeting = life.hold(items=[PlannedItem(title="第四季度工作安排")])
    item = first_item(meeting)

    actions.edit_record(
        actor=life.officer,
        meeting_id=meeting.pk,
        entry=RecordEntry(
            ended_at=ENDS,
            items=(
                ItemText(
                    item.pk,
                    reporter="周若棠",
                    report="通报了三项安排。",
                    speeches=(SpeechEntry("孟晓岚", "建议提前一周通知。"), SpeechEntry("", "")),
                ),
            ),
            added=(AddedItem("学校食堂意见", reporter="外校来宾", report="转后勤处。"),),
        ),
    )

    body = queries.body_of(queries.meeting_for_change(meeting.pk, seen_by=life.secretary))
    assert body.ended_at == ENDS
    assert [(i.number, i.title, i.report) for i in body.items] == [
        (1, "第四季度工作安排", "通报了三项安排。"),
        (2, "学校食堂意见", "转后勤处。"),
    ]
    assert [(i.reporter.name, i.reporter.id) for i in body.items if i.reporter] == [
        ("组织委员周若棠", life.full[1].pk),
        ("外校来宾", None),
    ]
    assert [(s.speaker.id, s.points) for s in body.items[0].speeches] == [
        (life.full[3].pk, "建议提前一周通知。")
    ]


def test_a_drafted_phrase_sent_back_unchanged_is_not_frozen_as_typed(life: Life) -> None:
    meeting = life.hold()
    drafted = queries.body_of(meeting).items[0]
    actions.edit_record(
        actor=life.secretary,
        meeting_id=meeting.pk,
        entry=text_of(first_item(meeting), report=drafted.report),
    )
    assert first_item(meeting).report == ""


def test_typed_words_sent_twice_stay_typed(life: Life) -> None:
    meeting = life.hold()
    for _ in range(2):
        actions.edit_record(
            actor=life.secretary,
            meeting_id=meeting.pk,
            entry=text_of(first_item(meeting), report="学习第二条。"),
        )
    assert first_item(meeting).report == "学习第二条。"


def test_an_item_not_held_is_taken_off(life: Life) -> None:
    meeting = life.hold(items=[studied("集中学习"), studied("志愿服务")])
    item = first_item(meeting)
    actions.edit_record(
        actor=life.secretary,
        meeting_id=meeting.pk,
        entry=RecordEntry(items=(ItemText(item.pk, held=False),)),
    )
    rows = AgendaItem.objects.filter(meeting=meeting)
    assert [(row.order, row.title) for row in rows] == [(1, "志愿服务")]


def test_a_member_without_a_post_cannot_write(life: Life) -> None:
    meeting = life.hold()
    with pytest.raises(Refused, match="支委"):
        actions.edit_record(actor=life.member, meeting_id=meeting.pk, entry=RecordEntry())


def test_what_was_said_in_a_life_meeting_is_never_kept(life: Life) -> None:
    meeting = life.hold(Kind.LIFE_MEETING, items=[PlannedItem(title="开展批评和自我批评")])
    with pytest.raises(Invalid, match="不在平台留存"):
        actions.edit_record(
            actor=life.secretary,
            meeting_id=meeting.pk,
            entry=text_of(first_item(meeting), report="某同志说了什么"),
        )
    body = queries.body_of(meeting)
    assert [item.report for item in body.items] == ["按规定程序进行，发言内容不在平台留存。"]
    assert body.may_be_confirmed


# ---- votes


def test_a_lawful_admission_reads_as_carried(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()])
    life.count(meeting, yes=8, abstain=1)
    actions.edit_record(
        actor=life.secretary,
        meeting_id=meeting.pk,
        entry=text_of(first_item(meeting), conduct=CONDUCT),
    )

    body = queries.body_of(meeting)
    item = body.items[0]
    assert item.check is not None
    assert (item.outcome, item.check.lawful, item.check.needed, item.check.over) == (
        "carried",
        True,
        4,
        True,
    )
    assert item.resolution == (
        "该同志思想上积极要求进步，学习勤奋，团结同志。采用无记名投票方式表决：应到会有表决权的党员 9 人，"
        "实到会 9 人；赞成 8 票，不赞成 0 票，弃权 1 票。表决结果：同意接收何屿同志为预备党员。"
        "2026年11月25日。支部书记（签名）：________"
    )
    assert body.may_be_confirmed


def test_half_of_those_who_should_attend_is_not_enough(life: Life) -> None:
    life.branch.join("叶知秋")
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()], people=life.full[:5])
    assert meeting.present_eligible_count == 5

    body = queries.body_of(meeting)
    item = body.items[0]
    assert item.check is not None
    assert (item.outcome, item.check.lawful, item.check.codes) == ("", False, ("quorum",))
    assert "还差 1 人到会" in item.check.sentences[0]
    with pytest.raises(Invalid, match="议题一“讨论接收何屿同志为预备党员”尚不可"):
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    assert Record.objects.count() == 0


def test_a_matter_not_voted_on_says_so_and_the_record_stands(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()], people=life.full[:4])
    actions.enter_tally(
        actor=life.secretary, meeting_id=meeting.pk, item_id=first_item(meeting).pk, tally=None
    )
    record = actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    item = from_json(record.body).items[0]
    assert (item.outcome, item.resolution) == ("not_voted", "本项未表决，没有形成决议。")


def test_a_lawful_rejection_is_confirmed_as_not_carried(life: Life) -> None:
    meeting = life.hold(
        Kind.GENERAL_MEETING,
        items=[PlannedItem(title="通过支部工作计划", matter=Matter.RESOLUTION)],
    )
    life.count(meeting, yes=4, no=5, ballot=Ballot.SHOW_OF_HANDS)
    record = actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    item = from_json(record.body).items[0]
    assert (item.outcome, item.resolution[-14:]) == ("not_carried", "“通过支部工作计划”未通过。")


def test_written_opinions_are_inside_the_tally(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()], people=life.full[:8])
    with pytest.raises(Invalid, match="不能多于三项合计"):
        life.count(meeting, yes=1, written=2)
    life.count(meeting, yes=9, written=1)
    check = queries.body_of(meeting).items[0].check
    assert check is not None
    assert check.lawful


def test_new_numbers_draft_the_resolution_anew(life: Life) -> None:
    meeting = life.hold(
        Kind.GENERAL_MEETING,
        items=[PlannedItem(title="通过支部工作计划", matter=Matter.RESOLUTION)],
    )
    life.count(meeting, yes=9, ballot=Ballot.SHOW_OF_HANDS)
    item = first_item(meeting)
    actions.edit_record(
        actor=life.secretary,
        meeting_id=meeting.pk,
        entry=text_of(item, resolution="一致通过。"),
    )
    life.count(meeting, yes=9, ballot=Ballot.SHOW_OF_HANDS)
    assert first_item(meeting).resolution == "一致通过。"
    life.count(meeting, yes=8, abstain=1, ballot=Ballot.SHOW_OF_HANDS)
    assert first_item(meeting).resolution == ""


def test_the_publicity_officer_does_not_count_votes(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()])
    with pytest.raises(Refused, match="组织委员"):
        actions.enter_tally(
            actor=life.publicity,
            meeting_id=meeting.pk,
            item_id=first_item(meeting).pk,
            tally=TallyEntry(yes=9),
        )
    assert ItemTally.objects.count() == 0


def test_the_review_keeps_counts_and_warns_over_a_third(life: Life) -> None:
    meeting = life.hold(Kind.MEMBER_REVIEW, items=[PlannedItem(title="民主测评")])
    with pytest.raises(Invalid, match="多于正式党员 9 人"):
        actions.enter_review_counts(
            actor=life.officer, meeting_id=meeting.pk, grades=Grades(excellent=10)
        )
    with pytest.raises(Refused):
        actions.enter_review_counts(
            actor=life.publicity, meeting_id=meeting.pk, grades=Grades(excellent=3)
        )
    actions.enter_review_counts(
        actor=life.officer, meeting_id=meeting.pk, grades=Grades(excellent=4, qualified=5)
    )
    review = queries.body_of(Meeting.objects.get(pk=meeting.pk)).review
    assert review is not None
    assert review.sentence == "民主评议结果：优秀 4 人，合格 5 人。"
    assert ["三分之一" in warning for warning in review.warnings] == [True]


# ---- who should have attended


def test_a_corrected_count_needs_a_reason_and_moves_both_denominators(life: Life) -> None:
    meeting = life.hold(people=life.full[:6])
    left = [p.pk for p in (*life.full[:8], life.probationary)]
    with pytest.raises(Invalid, match="写明更正应到人数的原因"):
        actions.correct_count(
            actor=life.secretary, meeting_id=meeting.pk, eligible_ids=left, reason=""
        )
    with pytest.raises(Refused):
        actions.correct_count(
            actor=life.officer, meeting_id=meeting.pk, eligible_ids=left, reason="已转出"
        )

    actions.correct_count(
        actor=life.secretary, meeting_id=meeting.pk, eligible_ids=left, reason="宋清和已转出"
    )

    meeting.refresh_from_db()
    counts = queries.body_of(meeting).counts
    assert (meeting.eligible_frozen, meeting.eligible_count) == (9, 8)
    assert (counts.should_attend, counts.eligible, counts.present) == (9, 8, 6)
    assert counts.reason == "宋清和已转出"


# ---- confirmed once


def test_confirming_keeps_one_version_closes_the_hall_and_tells_the_house(life: Life) -> None:
    record = life.confirm()

    meeting = Meeting.objects.get(pk=record.meeting_id)
    assert (meeting.state, record.version, record.reason) == ("confirmed", 1, "")
    assert meeting.gathering.state == Gathering.State.CLOSED
    name, payload = told()[-1]
    assert name == "RecordConfirmed"
    assert payload == {
        "meeting_id": meeting.pk,
        "version": 1,
        "organisation_id": life.organisation.pk,
        "group_id": None,
        "kinds": ["theme_day"],
        "held_on": "2026-11-25",
        "minutes": 84,
        "theme": meeting.theme,
        "card": "",
        "chair_id": life.full[0].pk,
        "recorder_id": life.full[1].pk,
        "present": [p["id"] for p in record.body["attended"]],
        "observers": [],
        "should_attend": 10,
        "items": [
            {
                "title": "集中学习",
                "required": True,
                "matter": "report",
                "manner": "study",
                "reporter_id": life.full[0].pk,
            }
        ],
        "late_entry": False,
        "title": record.body["title"],
        "confirmed_by": life.secretary.person_id,
        "confirmed_by_name": life.secretary.name,
        "agreed": 0,
    }
    assert len(payload["present"]) == 10


def test_a_record_is_confirmed_only_once(life: Life) -> None:
    record = life.confirm()
    with pytest.raises(Conflict, match="已确认"):
        actions.confirm_record(actor=life.secretary, meeting_id=record.meeting_id)
    with pytest.raises(Conflict, match="已确认"):
        actions.edit_record(actor=life.secretary, meeting_id=record.meeting_id, entry=RecordEntry())


def test_the_organisation_officer_drafts_but_does_not_confirm(life: Life) -> None:
    meeting = life.hold()
    with pytest.raises(Refused, match="书记、副书记"):
        actions.confirm_record(actor=life.officer, meeting_id=meeting.pk)


def test_what_is_confirmed_is_what_was_looked_at(life: Life) -> None:
    meeting = life.hold(people=life.full)
    seen = actions.digest_of(queries.body_of(meeting))
    life.come(meeting, [life.probationary])
    with pytest.raises(Conflict, match="又有改动"):
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk, seen=seen)
    again = actions.digest_of(queries.body_of(meeting))
    actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk, seen=again)


def test_a_committee_without_half_of_its_members_cannot_confirm(life: Life) -> None:
    meeting = life.hold(Kind.BRANCH_COMMITTEE, people=life.full[:1])
    with pytest.raises(Invalid, match="会议不能进行"):
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)


def test_the_kept_record_reads_back_as_it_was(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission(), studied()])
    life.count(meeting, yes=9)
    actions.edit_record(
        actor=life.secretary,
        meeting_id=meeting.pk,
        entry=text_of(first_item(meeting), conduct=CONDUCT),
    )
    drawn = queries.body_of(Meeting.objects.get(pk=meeting.pk))
    record = actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    record.refresh_from_db()
    assert from_json(record.body) == drawn


# ---- several at once


def looked_through(life: Life) -> dict[int, str]:
    return {x.line.meeting_id: x.digest for x in queries.drafts_in_full(life.secretary)}


def test_a_months_drafts_are_confirmed_in_one_go(life: Life) -> None:
    first = life.hold(starts_at=STARTS - timedelta(days=7))
    second = life.hold(Kind.BRANCH_COMMITTEE)
    with at(AFTER + timedelta(days=1)):
        done = actions.confirm_drafts(actor=life.secretary, seen=looked_through(life))
    assert [record.meeting_id for record in done.done] == [first.pk, second.pk]
    assert done.left == ()
    assert [kind for kind, _payload in told()].count("RecordConfirmed") == 2


def test_what_changed_since_it_was_looked_at_stays_a_draft_and_keeps_no_other(life: Life) -> None:
    first = life.hold(starts_at=STARTS - timedelta(days=7))
    second = life.hold()
    seen = looked_through(life) | {first.pk: "0" * 16}
    with at(AFTER + timedelta(days=1)):
        done = actions.confirm_drafts(actor=life.secretary, seen=seen)
    assert [record.meeting_id for record in done.done] == [second.pk]
    assert [(title, "又有改动" in why) for title, why in done.left] == [("主题党日", True)]
    first.refresh_from_db()
    assert first.state == Meeting.State.HELD


def test_none_looked_at_none_confirmed_and_others_drafts_are_not_seen(life: Life) -> None:
    meeting = life.hold()
    with pytest.raises(Invalid, match="还没有看过"):
        actions.confirm_drafts(actor=life.secretary, seen={})
    with pytest.raises(Invalid, match="又有改动"):
        actions.confirm_drafts(actor=life.secretary, seen={meeting.pk: "0" * 16})
    with pytest.raises(Refused):
        actions.confirm_drafts(actor=life.member, seen={meeting.pk: "0" * 16})
    other = life.branch.sibling()
    with pytest.raises(Meeting.DoesNotExist):
        actions.confirm_drafts(actor=other.secretary, seen={meeting.pk: "0" * 16})


@pytest.mark.parametrize("drafts", [1, 3])
def test_drafts_in_full_cost_the_same_whatever_their_number(
    life: Life, drafts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(drafts):
        life.hold(starts_at=STARTS - timedelta(days=n))
    secretary = life.secretary
    with django_assert_num_queries(9):
        found = queries.drafts_in_full(secretary)
    assert [x.hindered for x in found] == [()] * drafts
    single = [
        queries.body_of(queries.meeting_for_change(x.line.meeting_id, seen_by=secretary))
        for x in found
    ]
    assert [x.body for x in found] == single


def test_a_draft_that_cannot_be_confirmed_says_why(life: Life) -> None:
    life.hold(Kind.GENERAL_MEETING, items=[life.admission()])
    (draft,) = queries.drafts_in_full(life.secretary)
    assert [why[:6] for why in draft.hindered] == ["议题一“讨论", "还没有填写："]


def test_the_months_handbook_has_its_summary_and_a_page_a_sitting(life: Life) -> None:
    life.confirm(starts_at=STARTS - timedelta(days=7))
    life.confirm(Kind.BRANCH_COMMITTEE)
    page = queries.month_handbook(life.organisation, month=date(2026, 11, 1))
    assert [m.kinds for m in page.meetings] == [("主题党日",), ("支部委员会会议",)]
    assert page.summary is not None
    assert [row.should_attend for row in page.summary.rows] == [10, 3]
