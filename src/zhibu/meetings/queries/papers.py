"""From records to the facts of the papers (文书的内容): what the record says, nothing typed again."""

from __future__ import annotations

from datetime import date

from zhibu.gatherings.domain import Attendance, Part
from zhibu.kit import clock
from zhibu.kit.regulations import clause
from zhibu.meetings import body as b
from zhibu.meetings.body import RecordBody, from_json
from zhibu.meetings.domain.kinds import RULES, Kind
from zhibu.meetings.domain.matters import MATTER_TERMS, Matter
from zhibu.meetings.models import Meeting, Record
from zhibu.meetings.papers import model as paper
from zhibu.orgs.models import Organisation

WAYS = {"code": "签到码", "qr": "扫码", "list": "主持人勾选", "sheet": "纸质签到"}


def terms_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Official terms, in Chinese whatever the reader's language: papers are official."""
    return tuple(RULES[Kind(kind)].term for kind in kinds)


def number_of(body: RecordBody, meeting_id: int) -> str:
    """The record's number: the day it was held and the meeting's own (编号)."""
    return f"{clock.local(body.starts_at):%Y%m%d}-{meeting_id}"


def subject_of(body: RecordBody) -> str:
    """会议主题: the theme, else what was on the agenda."""
    return body.theme or "；".join(item.title for item in body.items)


def minutes_paper(meeting: Meeting, body: RecordBody, record: Record | None) -> paper.MinutesPaper:
    """The minutes of this version, or of the draft (会议记录). No query."""
    counts, themed = body.counts, Kind.THEME_DAY.value in body.kinds
    cites = [cite for item in body.checks if item.check for cite in item.check.cites]
    return paper.MinutesPaper(
        organisation=f"{body.organisation}{body.group}",
        kinds=terms_of(body.kinds),
        title=subject_of(body),
        starts_at=body.starts_at,
        ends_at=body.ended_at,
        place=body.place,
        chair=body.chair.name if body.chair else "",
        recorder=body.recorder.name if body.recorder else "",
        should_attend=counts.should_attend,
        present_names=tuple(person.name for person in body.attended),
        eligible_with_vote=counts.eligible,
        present_with_vote=counts.present,
        absences=tuple(paper.Absence(person.name, _ground(person)) for person in body.absent),
        observers=tuple(guest.name for guest in body.observers),
        opening=body.opening,
        items=tuple(_item(item, theme_day=themed) for item in body.items),
        closing=body.closing,
        verdicts=tuple(_verdict(item) for item in body.checks),
        followups=tuple(
            paper.Followup(a.matter, a.owner.name if a.owner else "", a.due_on) for a in body.agreed
        ),
        sources=tuple(dict.fromkeys(clause(*cite).cited for cite in cites)),
        record_no=number_of(body, meeting.pk),
        version=record.version if record else 1,
        late_entry=_late(body, record),
        correction=_correction(record),
        confirmed_by=record.confirmed_by_name if record else "",
        confirmed_at=record.confirmed_at if record else None,
    )


def _ground(person: b.Absent) -> paper.Ground:
    return paper.Ground.MISSING if person.ground == "missing" else paper.Ground.EXCUSED


def _item(item: b.Item, *, theme_day: bool) -> paper.Item:
    tally = _tally(item)
    about = (
        (paper.PersonVote(item.about.name, MATTER_TERMS[Matter(item.matter)], tally),)
        if item.about and tally
        else ()
    )
    return paper.Item(
        title=item.title,
        required=item.required if theme_day else None,
        reporter="" if item.phrased or item.reporter is None else item.reporter.name,
        report=item.report,
        speeches=tuple(paper.Speech(s.speaker.name, s.points) for s in item.speeches),
        discussion=item.discussion,
        resolution=item.resolution,
        tally=None if about else tally,
        votes=about,
    )


def _tally(item: b.Item) -> paper.Tally | None:
    if item.votes is None:
        return None
    votes, check = item.votes, item.check
    return paper.Tally(
        yes=votes.yes,
        no=votes.no,
        abstain=votes.abstain,
        written=votes.written,
        eligible=check.eligible if check else None,
        present=check.present if check else None,
        ballot="无记名投票" if votes.secret else "举手表决",
        passed={"carried": True, "not_carried": False}.get(item.outcome),
    )


def _verdict(item: b.Item) -> paper.VerdictLine:
    """A lawful rejection was lawful; a matter not voted on was not decided."""
    check = item.check
    assert check is not None  # only items with one are asked
    sentence = "".join(check.sentences)
    if item.outcome == "not_voted":
        sentence = f"本项未表决。{sentence}"
    return paper.VerdictLine(
        matter=item.title,
        lawful=check.lawful or check.rejected,
        sentence=sentence,
        clause="、".join(clause(*cite).cited for cite in check.cites),
    )


def _late(body: RecordBody, record: Record | None) -> paper.LateEntry | None:
    if not body.late_entry:
        return None
    return paper.LateEntry(
        reason=body.late_reason,
        entered_by=record.confirmed_by_name if record else "",
        entered_at=record.confirmed_at if record else clock.now(),
    )


def _correction(record: Record | None) -> paper.Correction | None:
    if record is None or record.version == 1:
        return None
    return paper.Correction(
        reason=record.reason,
        corrected_by=record.confirmed_by_name,
        corrected_at=record.confirmed_at,
    )


# ---- attendance


def attendance_paper(
    meeting: Meeting, attendance: Attendance, *, use: paper.AttendanceUse
) -> paper.AttendanceSheet:
    """Who should attend, and, when filled, who came (签到表). No query."""
    filled = use == paper.AttendanceUse.FILLED
    rows = [p for p in attendance if p.eligible]
    guests = [p for p in attendance if p.observer and (p.present or not filled)]
    return paper.AttendanceSheet(
        organisation=f"{meeting.organisation.name}{meeting.group.name if meeting.group else ''}",
        title=meeting.theme or meeting.title,
        kinds=terms_of(tuple(kind for kind in Kind if kind in meeting.kind_set)),
        starts_at=meeting.gathering.starts_at,
        place=meeting.gathering.place,
        use=use,
        attendees=tuple(_attendee(p, filled=filled) for p in rows),
        observers=tuple(p.name for p in guests),
        spare_rows=0 if filled else 4,
        printed_at=clock.now(),
    )


def _attendee(part: Part, *, filled: bool) -> paper.Attendee:
    state = ""
    if filled and part.present:
        state = "迟到" if part.late else "已签到"
    elif filled:
        state = "请假" if part.excused else "未到"
    return paper.Attendee(
        name=part.name,
        standing=part.standing,
        with_vote=part.with_vote,
        state=state,
        way=WAYS.get(part.way, ""),
        checked_in_at=part.present_at if filled else None,
    )


# ---- the month


def month_handbook(organisation: Organisation, *, month: date) -> paper.HandbookPage:
    """The month's confirmed sittings by day, and their summary before them (工作手册). One query."""
    records = list(
        Record.objects.filter(
            meeting__organisation=organisation, meeting__month=month, replaced_by=None
        )
        .select_related("meeting", "replaces")
        .order_by("meeting__gathering__starts_at", "meeting_id")
    )
    minutes = [minutes_paper(r.meeting, from_json(r.body), r) for r in records]
    rows = tuple(
        paper.HandbookRow(
            held_on=clock.local(m.starts_at).date(),
            kinds=m.kinds,
            title=m.title,
            should_attend=m.should_attend,
            present=len(m.present_names),
        )
        for m in minutes
    )
    return paper.HandbookPage(
        organisation=organisation.name,
        printed_on=clock.today(),
        meetings=tuple(minutes),
        summary=paper.HandbookSummary(f"{month.year}年{month.month}月", rows=rows),
    )


# ---- the year


def ledger_of(organisation: Organisation, *, year: int) -> paper.YearLedger:
    """The year's confirmed sittings, by day (台账). One query.

    year: the calendar year; each sitting with the version that holds now.
    """
    records = (
        Record.objects.filter(
            meeting__organisation=organisation,
            meeting__month__gte=date(year, 1, 1),
            meeting__month__lt=date(year + 1, 1, 1),
            replaced_by=None,
        )
        .select_related("meeting")
        .order_by("meeting__gathering__starts_at", "meeting_id")
    )
    return paper.YearLedger(
        organisation=organisation.name,
        label=f"{year}年度",
        printed_on=clock.today(),
        rows=tuple(_ledger_row(record) for record in records),
    )


def _ledger_row(record: Record) -> paper.LedgerRow:
    body = from_json(record.body)
    return paper.LedgerRow(
        held_on=clock.local(body.starts_at).date(),
        kinds=terms_of(body.kinds),
        title=body.theme or body.group or subject_of(body),
        place=body.place,
        chair=body.chair.name if body.chair else "",
        recorder=body.recorder.name if body.recorder else "",
        should_attend=body.counts.should_attend,
        present=body.counts.came,
        items=tuple(item.title for item in body.items),
        resolution="\n".join(_decided(item) for item in body.items if item.outcome),
        record_no=number_of(body, record.meeting_id),
    )


def _decided(item: b.Item) -> str:
    words = {"carried": "通过", "not_carried": "未通过", "not_voted": "未表决"}
    return f"{item.title}：{words[item.outcome]}"
