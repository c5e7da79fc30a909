"""From rows to what the record says (记录正文): one road, for the draft and for every confirmed version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from zhibu.gatherings.domain import Attendance as Present
from zhibu.gatherings.queries import attendances_of
from zhibu.kit import clock
from zhibu.kit.regulations import numeral
from zhibu.meetings import body as b
from zhibu.meetings.domain import drafts, records
from zhibu.meetings.domain.kinds import Kind
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
    least_half,
)
from zhibu.meetings.domain.review import GRADE_TERMS, Grade, Grades, review_verdict
from zhibu.meetings.domain.votes import verdict
from zhibu.meetings.models import (
    AgendaItem,
    AgreedItem,
    ItemCase,
    ItemTally,
    Meeting,
    Speech,
)
from zhibu.meetings.queries.rosters import Roster, rosters_of
from zhibu.meetings.rights import INNER_KINDS
from zhibu.orgs.models import Organisation

NOT_KEPT = "按规定程序进行，发言内容不在平台留存。"


@dataclass(frozen=True, slots=True)
class Material:
    """All a record is drawn from, read once: rows, attendance, the branch on that day."""

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    present: Present
    roster: Roster
    agreed: tuple[AgreedItem, ...]


def material_of(meeting: Meeting) -> Material:
    """Read everything a record is drawn from. Eight queries, whatever the number of items."""
    return materials_of([meeting])[0]


def materials_of(meetings: Sequence[Meeting]) -> list[Material]:
    """The same for several sittings. Eight queries for those of one branch, four more for each other."""
    days: dict[Organisation, set[date]] = {}
    for meeting in meetings:
        days.setdefault(meeting.organisation, set()).add(_day(meeting))
    items: dict[int, list[AgendaItem]] = {meeting.pk: [] for meeting in meetings}
    rows = (
        AgendaItem.objects.filter(meeting__in=meetings)
        .select_related("tally", "case__about", "reporter")
        .prefetch_related(Prefetch("speeches", Speech.objects.order_by("order")))
        .order_by("order")
    )
    for row in rows:
        items[row.meeting_id].append(row)
    agreed: dict[int, list[AgreedItem]] = {meeting.pk: [] for meeting in meetings}
    for item in AgreedItem.objects.filter(meeting__in=meetings).order_by("pk"):
        agreed[item.meeting_id].append(item)
    present = attendances_of([meeting.gathering_id for meeting in meetings])
    rosters = {branch: rosters_of(branch, days=found) for branch, found in days.items()}
    return [
        Material(
            meeting=meeting,
            items=tuple(items[meeting.pk]),
            present=present[meeting.gathering_id],
            roster=rosters[meeting.organisation][_day(meeting)],
            agreed=tuple(agreed[meeting.pk]),
        )
        for meeting in meetings
    ]


def _day(meeting: Meeting) -> date:
    return clock.local(meeting.gathering.starts_at).date()


def body_of(meeting: Meeting) -> b.RecordBody:
    """What the record says, drawn from the rows of this moment (草稿). Eight queries, one more for a review."""
    return drawn(material_of(meeting))


def drawn(material: Material) -> b.RecordBody:
    """The record of this material. No query, one for a review."""
    meeting, gathering = material.meeting, material.meeting.gathering
    counts = counts_of(meeting, material.present)
    draft = drafts.draft_record(_plan(material), _attendance(counts))
    items = tuple(
        _item(row, as_drafted, counts, meeting)
        for row, as_drafted in zip(material.items, draft.items, strict=True)
    )
    review = _review(meeting, material.roster.full_count)
    said = [draft.opening.text, draft.closing.text]
    said += [text for item in items for text in (item.report, item.resolution)]
    return b.RecordBody(
        organisation_id=meeting.organisation_id,
        organisation=meeting.organisation.name,
        group_id=meeting.group_id,
        group=meeting.group.name if meeting.group else "",
        kinds=tuple(kind for kind in Kind if kind in meeting.kind_set),
        title=draft.title,
        theme=meeting.theme,
        card=meeting.card,
        starts_at=gathering.starts_at,
        ended_at=meeting.ended_at,
        place=gathering.place,
        chair=_who(meeting.chair),
        chair_post=_chair_post(material),
        recorder=_who(meeting.recorder),
        counts=counts,
        opening=draft.opening.text,
        closing=draft.closing.text,
        attended=_attended(material.present),
        absent=_absent(material.present),
        observers=tuple(b.Who(p.name, p.person_id) for p in material.present.observers),
        items=items,
        agreed=_agreed(material.agreed),
        review=review,
        sitting=_sitting(draft, counts, meeting),
        late_entry=meeting.late_entry,
        late_reason=meeting.late_reason,
        blanks=tuple(blank for text in said for blank in records.open_blanks(text)),
    )


# ---- what goes into the domain's draft


def body_kind(meeting: Meeting) -> Body:
    """Which body sits: it decides whose half counts."""
    if Kind.GROUP_MEETING in meeting.kind_set:
        return Body.GROUP
    return Body.COMMITTEE if Kind.BRANCH_COMMITTEE in meeting.kind_set else Body.GENERAL


def _plan(material: Material) -> records.Plan:
    meeting, gathering = material.meeting, material.meeting.gathering
    inner = bool(meeting.kind_set & INNER_KINDS)
    return records.Plan(
        organisation=meeting.place_of_rights.name if meeting.group else meeting.organisation.name,
        kinds=meeting.kind_set,
        starts_at=clock.local(gathering.starts_at),
        ends_at=clock.local(meeting.ended_at) if meeting.ended_at else None,
        place=gathering.place,
        chair=meeting.chair.name if meeting.chair else records.blank("主持人"),
        recorder=meeting.recorder.name if meeting.recorder else records.blank("记录人"),
        chair_post=_chair_post(material),
        theme=meeting.theme,
        items=tuple(_plan_item(row, inner=inner) for row in material.items),
        body=body_kind(meeting),
        has_committee=material.roster.has_committee,
        temporary=meeting.organisation.kind == Organisation.Kind.TEMPORARY_BRANCH,
    )


def _chair_post(material: Material) -> str:
    line = material.roster.by_id(material.meeting.chair_id)
    return line.called.removesuffix(line.name) if line else ""


def _plan_item(row: AgendaItem, *, inner: bool) -> records.PlanItem:
    case = case_of(row)
    plain = inner and row.matter == Matter.REPORT
    return records.PlanItem(
        title=row.title,
        matter=Matter(row.matter),
        manner=records.Manner(row.manner),
        reporter=row.reporter_name,
        about=case.about.name if case else "",
        introducers=tuple(n for n in (case.introducers if case else "").split("、") if n),
        required=row.required,
        report=NOT_KEPT if plain else row.report,
        speeches=tuple(records.Speech(s.speaker_name, s.points) for s in row.speeches.all()),
        resolution=row.resolution,
        vote=vote_of(row),
    )


def case_of(row: AgendaItem) -> ItemCase | None:
    """The person this item is about, if it is about one."""
    return getattr(row, "case", None)


def tally_of(row: AgendaItem) -> ItemTally | None:
    """The counted votes of this item, if there are any."""
    return getattr(row, "tally", None)


def vote_of(row: AgendaItem) -> Vote:
    """The vote on this item in the words of the law."""
    tally, case = tally_of(row), case_of(row)
    secret = Ballot.SECRET if Matter(row.matter) in DEVELOPMENT else Ballot.SHOW_OF_HANDS
    return Vote(
        tally=Tally(tally.yes, tally.no, tally.abstain) if tally else None,
        written_opinions=tally.written if tally else 0,
        ballot=Ballot(tally.ballot) if tally else secret,
        case=Case(
            pre_check_on=case.pre_check_on,
            probation_ends_on=case.probation_ends_on,
            extension_months=case.extension_months,
            extended_before=case.extended_before,
        )
        if case
        else Case(),
    )


def counts_of(meeting: Meeting, present: Present) -> b.Counts:
    """Both denominators of this moment; once published, eligible is the frozen or corrected one."""
    ways = present.by_way
    eligible = present.voters_eligible if meeting.eligible_count is None else meeting.eligible_count
    standing = sum(p.leave == "standing" for p in present.excused)
    return b.Counts(
        should_attend=present.eligible_count,
        came=present.present_eligible,
        eligible=eligible,
        present=min(eligible, present.voters_present),
        frozen=eligible if meeting.eligible_frozen is None else meeting.eligible_frozen,
        excused=len(present.excused) - standing,
        standing=standing,
        missing=len(present.absent) - len(present.excused),
        by_code=ways.get("code", 0) + ways.get("qr", 0),
        by_list=ways.get("list", 0),
        by_sheet=ways.get("sheet", 0),
        reason=meeting.count_reason,
    )


def _attendance(counts: b.Counts) -> records.Attendance:
    """The figures only: names of the absent never enter the text (DC-05)."""
    return records.Attendance(
        should_attend=counts.should_attend,
        came=counts.came,
        eligible=counts.eligible,
        present=counts.present,
        by_code=counts.by_code,
        by_list=counts.by_list,
        by_sheet=counts.by_sheet,
    )


# ---- what comes out of it


def _who(person: object) -> b.Who | None:
    return b.Who(person.name, person.pk) if person is not None else None  # type: ignore[attr-defined]


def _attended(present: Present) -> tuple[b.Came, ...]:
    return tuple(
        b.Came(p.person_id, p.name, p.standing, p.with_vote, p.late, p.way, p.present_at)
        for p in present.eligible
        if p.present
    )


def _absent(present: Present) -> tuple[b.Absent, ...]:
    def ground(leave: str) -> str:
        return leave if leave in {"excused", "standing"} else "missing"

    return tuple(
        b.Absent(p.person_id, p.name, p.standing, p.with_vote, ground(p.leave))
        for p in present.absent
    )


def _item(
    row: AgendaItem, as_drafted: records.ItemDraft, counts: b.Counts, meeting: Meeting
) -> b.Item:
    case, tally = case_of(row), tally_of(row)
    check = _check(as_drafted.answer, Matter(row.matter), counts, body_kind(meeting))
    outcome = _outcome(row, check, counted=tally is not None)
    return b.Item(
        key=row.pk,
        number=as_drafted.number,
        title=row.title,
        required=row.required,
        matter=row.matter,
        manner=row.manner,
        minutes=row.minutes,
        reporter=b.Who(row.reporter_name, row.reporter_id) if row.reporter_name else None,
        about=b.Who(case.about.name, case.about_id) if case else None,
        introducers=case.introducers if case else "",
        report=as_drafted.report.text,
        phrased=as_drafted.report.text != row.report,
        discussion=as_drafted.discussion.text if as_drafted.discussion else "",
        speeches=tuple(
            b.Points(b.Who(s.speaker_name, s.speaker_id), s.points) for s in row.speeches.all()
        ),
        resolution=_resolution(row, as_drafted, case, outcome),
        votes=b.Votes(
            tally.yes, tally.no, tally.abstain, tally.written, tally.ballot == Ballot.SECRET
        )
        if tally
        else None,
        outcome=outcome,
        check=check,
    )


def _outcome(row: AgendaItem, check: b.Check | None, *, counted: bool) -> str:
    """carried, not_carried, not_voted; empty while the vote is not lawful or not counted."""
    if check is None:
        return ""
    if row.not_voted:
        return "not_voted"
    if not counted:
        return ""
    if check.lawful:
        return "carried"
    return "not_carried" if check.rejected else ""


def _resolution(
    row: AgendaItem, as_drafted: records.ItemDraft, case: ItemCase | None, outcome: str
) -> str:
    """The resolution as it stands; a matter not voted on says so and never reads as carried."""
    if outcome == "not_voted":
        return "本项未表决，没有形成决议。"
    line = as_drafted.resolution
    if line is None:
        return ""
    if case and case.conduct:
        gap = records.blank(f"{case.about.name}的主要表现")
        return line.text.replace(f"{gap}。", f"{case.conduct.rstrip('。')}。")
    return line.text


def _check(answer: Answer | None, matter: Matter, counts: b.Counts, body: Body) -> b.Check | None:
    """The domain's answer with the bar that belongs to it."""
    if answer is None:
        return None
    over = matter in DEVELOPMENT and body is not Body.COMMITTEE
    needed = counts.eligible // 2 if over else least_half(counts.eligible)
    drawn_bar = counts.eligible > 0 and body is not Body.GROUP
    faults = answer.faults if isinstance(answer, NotYet) else ()
    return b.Check(
        lawful=not isinstance(answer, NotYet),
        sentences=tuple(sentence.said(_) for sentence in answer.because),
        cites=tuple((cite.regulation, cite.article) for cite in answer.cites),
        rejected=isinstance(answer, NotYet) and answer.is_rejection,
        codes=tuple(fault.code.value for fault in faults),
        present=counts.present,
        eligible=counts.eligible,
        needed=needed if drawn_bar else None,
        over=over,
    )


def check_vote(material: Material, row: AgendaItem, vote: Vote) -> b.Check:
    """What this tally would come to: the verdict shown while it is typed. No query."""
    counts = counts_of(material.meeting, material.present)
    from_plan = _plan(material)
    sitting = Sitting(
        on=from_plan.starts_at.date(),
        eligible=counts.eligible,
        present=counts.present,
        body=from_plan.body,
        has_committee=from_plan.has_committee,
        temporary=from_plan.temporary,
    )
    answer = verdict(Matter(row.matter), sitting=sitting, vote=vote)
    found = _check(answer, Matter(row.matter), counts, from_plan.body)
    assert found is not None
    return found


def _sitting(draft: records.RecordDraft, counts: b.Counts, meeting: Meeting) -> b.Check | None:
    """Whether a committee could sit at all; no other body has such a rule."""
    if body_kind(meeting) is not Body.COMMITTEE:
        return None
    return _check(draft.sitting, Matter.REPORT, counts, Body.COMMITTEE)


def _agreed(rows: Iterable[AgreedItem]) -> tuple[b.Agreed, ...]:
    return tuple(
        b.Agreed(a.matter, b.Who(a.owner_name, a.owner_id) if a.owner_name else None, a.due_on)
        for a in rows
    )


def _review(meeting: Meeting, full_members: int) -> b.Review | None:
    if Kind.MEMBER_REVIEW not in meeting.kind_set:
        return None
    counts = getattr(meeting, "review", None)
    if counts is None:
        return None
    grades = Grades(
        counts.excellent, counts.qualified, counts.basically_qualified, counts.not_qualified
    )
    answer = review_verdict(grades, full_members=full_members)
    terms: Iterable[tuple[Grade, int]] = (
        (Grade.EXCELLENT, counts.excellent),
        (Grade.QUALIFIED, counts.qualified),
        (Grade.BASICALLY_QUALIFIED, counts.basically_qualified),
        (Grade.NOT_QUALIFIED, counts.not_qualified),
    )
    warnings = answer.because if isinstance(answer, NotYet) else answer.warnings
    return b.Review(
        excellent=counts.excellent,
        qualified=counts.qualified,
        basically_qualified=counts.basically_qualified,
        not_qualified=counts.not_qualified,
        sentence=drafts.review_sentence([(GRADE_TERMS[g], n) for g, n in terms]),
        warnings=tuple(w.said(_) for w in warnings),
    )


def hindrances(body: b.RecordBody) -> list[str]:
    """A sentence for each thing that keeps this draft from being confirmed. No query."""
    said: list[str] = []
    if body.sitting and not body.sitting.lawful:
        said += body.sitting.sentences
    for item in body.not_yet:
        words = "".join(item.check.sentences) if item.check else ""
        said.append(
            _("议题%(number)s“%(title)s”尚不可：%(why)s")
            % {"number": numeral(item.number), "title": item.title, "why": words}
        )
    return said + [_("还没有填写：%(what)s。") % {"what": what} for what in body.blanks]
