"""One meeting on one page: before, during and after; its record and versions (会议、记录、版本)."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhibu.archive.policies import attach_scan
from zhibu.archive.queries import scans_of
from zhibu.gatherings.actions import take_attendance
from zhibu.gatherings.queries import attendee_of, head_count
from zhibu.kit import clock
from zhibu.kit.components import Fact, say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.language import listed, strung
from zhibu.kit.regulations import numeral
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.body import Item, RecordBody, from_json
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.forms import AgreedForm
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import ReadRecord, Seen
from zhibu.meetings.views.papers import papers_for


@require_safe
@member_view
def meeting(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """The meeting as it stands today: a plan to be held, a draft, or a record."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    read = queries.record_for_reading(seen)
    if read is not None:
        return record_page(request, seen, read)
    return _plan_page(request, seen)


def _base(request: MemberRequest, seen: Seen) -> dict[str, Any]:  # Any: what a template reads
    m, actor = seen.meeting, request.actor
    return {
        "meeting": m,
        "gathering": m.gathering,
        "officer": seen.officer,
        "back_url": f"{reverse('meetings:list')}?b={m.organisation_id}&m={m.month:%Y-%m}",
        "may_edit": policies.edit_record(actor, m),
        "may_confirm": policies.confirm_record(actor, m),
        "may_tally": policies.enter_tally(actor, m),
        "may_publish": policies.publish_plan(actor, m),
        "may_cancel": policies.cancel_meeting(actor, m),
        "inner": bool(m.kind_set & {Kind.LIFE_MEETING, Kind.MEMBER_REVIEW}),
    }


# ---- before and during


def _plan_page(request: MemberRequest, seen: Seen) -> HttpResponse:
    m, now = seen.meeting, clock.now()
    gathering = m.gathering
    row = attendee_of(gathering.pk, person_id=request.actor.person_id)
    card = queries.card_by_code(m.card, organisation=m.organisation) if m.card else None
    return render(
        request,
        "meetings/meeting.html",
        _base(request, seen)
        | {
            "items": queries.items_of(m),
            "card": card,
            "heads": head_count(gathering.pk) if seen.officer else None,
            "mine": row,
            "phase": _phase(m),
            "door_open": gathering.check_in_opens_at
            <= now
            < gathering.ends_at + timedelta(hours=2),
            "begun": now >= gathering.starts_at,
            "delivered": queries.invitation_of(m) if seen.officer else None,
        },
    )


def _phase(m: Meeting) -> str:
    """draft, before, door (check-in is open), during, cancelled, or kept (a record not for all)."""
    if m.state == Meeting.State.DRAFT:
        return "draft"
    if m.state == Meeting.State.CANCELLED:
        return "cancelled"
    if m.state != Meeting.State.PUBLISHED:
        return "kept"
    if clock.now() >= m.gathering.starts_at:
        return "during"
    return "door" if clock.now() >= m.gathering.check_in_opens_at else "before"


@require_POST
@member_view
def all_here(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Everybody who has not asked for leave is here (全部已到)."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    ticked = take_attendance(
        actor=request.actor, gathering_id=seen.meeting.gathering_id, person_ids=None
    )
    undo = reverse("gatherings:not_here", args=[seen.meeting.gathering_id])
    people = "&".join(f"person={person_id}" for person_id in ticked)
    say(
        request,
        _("新登记到会 %(n)d 人。") % {"n": len(ticked)},
        undo_url=f"{undo}?{people}" if ticked else "",
    )
    return redirect("meetings:meeting", meeting_id)


# ---- the record


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the record page shows it."""

    item: Item
    word: str
    lawful: bool


WORDS = {
    "carried": gettext_lazy("合规"),
    "not_carried": gettext_lazy("未通过"),
    "not_voted": gettext_lazy("未表决"),
}


def record_page(request: MemberRequest, seen: Seen, read: ReadRecord) -> HttpResponse:
    """The draft, or the version that holds (记录)."""
    body, m = read.body, seen.meeting
    draft = read.record is None
    return render(
        request,
        "meetings/record.html",
        _base(request, seen)
        | _body_context(body)
        | {
            "record": read.record,
            "draft": draft,
            "digest": actions.digest_of(body) if draft and seen.officer else "",
            "blocked": _blocked(body) if draft else "",
            "agreed_rows": read.agreed,
            "agreed_form": AgreedForm(),
            "people": read.names,
            "papers": papers_for(request.actor, m),
            "scans": scans_of("meetings.meeting", m.pk, seen_by=request.actor),
            "may_attach": attach_scan(request.actor, m.place_of_rights),
            "may_remove": policies.enter_tally(request.actor, m),
            "here": request.path,
            "feedback": None if draft else queries.feedback_of(m),
            "may_see_feedback": policies.see_feedback(seen.reach),
        },
    )


def _body_context(body: RecordBody) -> dict[str, Any]:  # Any: what a template reads
    counts = body.counts
    committee = Kind.BRANCH_COMMITTEE.value in body.kinds
    facts = [
        Fact(_("应到"), counts.should_attend, _("人")),
        Fact(_("实到"), counts.came, _("人")),
    ]
    if not committee:
        facts.append(Fact(_("有表决权实到"), counts.present, f"/ {counts.eligible}"))
    return {
        "body": body,
        "facts": facts,
        "unvoted": any(item.outcome == "not_voted" for item in body.items),
        "checks": [
            Shown(item, _word(item), bool(item.check and (item.check.lawful or item.outcome)))
            for item in body.checks
        ],
        "sources": strung(
            _("%(way)s %(n)d 人") % {"way": way, "n": n}
            for way, n in (
                (_("签到码"), counts.by_code),
                (_("主持人勾选"), counts.by_list),
                (_("纸质签到"), counts.by_sheet),
            )
            if n
        ),
    }


def _word(item: Item) -> str:
    return str(WORDS[item.outcome]) if item.outcome else _("尚不可")


def _blocked(body: RecordBody) -> str:
    """Why it cannot be confirmed yet, in one line under the button; empty when it can."""
    if body.sitting and not body.sitting.lawful:
        return _("到会委员不足半数，会议不能进行，不能确认。")
    if body.not_yet:
        item = body.not_yet[0]
        number = numeral(item.number)
        codes = set(item.check.codes) if item.check else set()
        if codes == {"no_tally"}:
            return _("议题%(n)s还没有计票；会上没有表决的，请记为未表决。") % {"n": number}
        if "quorum" in codes:
            return _("到会人数不足，议题%(n)s不能确认。") % {"n": number}
        return _("议题%(n)s尚不可，不能确认，原因见核验。") % {"n": number}
    if body.blanks:
        return _("还要填写：%(what)s。") % {"what": listed(body.blanks)}
    return ""


# ---- versions


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of two versions side by side: kept, ins or del."""

    kind: str
    text: str


def text_lines(body: RecordBody) -> list[str]:
    """The record as plain lines, to compare versions."""
    counts = body.counts
    lines = [
        body.opening,
        _("应到 %(a)d 人，实到 %(b)d 人；有表决权应到会 %(c)d 人，实到会 %(d)d 人。")
        % {"a": counts.should_attend, "b": counts.came, "c": counts.eligible, "d": counts.present},
    ]
    if body.attended:
        lines.append(_("到会：") + "、".join(person.name for person in body.attended))
    if body.absent:
        lines.append(_("未到会：") + "、".join(person.name for person in body.absent))
    for item in body.items:
        lines.append(f"{item.number}. {item.title}")
        lines += [line for line in (item.report, item.discussion) if line]
        lines += [f"{said.speaker.name}：{said.points}" for said in item.speeches]
        lines += [item.resolution] if item.resolution else []
    lines += [f"{_('议定事项')}：{a.matter}" for a in body.agreed]
    return [*lines, body.closing]


def diff_of(old: RecordBody, new: RecordBody) -> list[DiffLine]:
    """What changed from one version to the next, line by line."""
    kinds = {"+ ": "ins", "- ": "del", "  ": ""}
    return [
        DiffLine(kinds[line[:2]], line[2:])
        for line in difflib.ndiff(text_lines(old), text_lines(new))
        if line[:2] in kinds
    ]


@require_safe
@member_view
def versions(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Every confirmed version, newest first, with what changed (历次版本)."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    records = queries.versions_for_reading(seen)
    bodies = [
        body if seen.officer else body.without_names()
        for body in (from_json(r.body) for r in records)
    ]
    changes = [diff_of(old, new) for new, old in zip(bodies, bodies[1:], strict=False)]
    return render(
        request,
        "meetings/versions.html",
        {
            "meeting": seen.meeting,
            "rows": list(zip(records, [*changes, None], strict=True)),
        },
    )


@require_safe
@member_view
def version(request: MemberRequest, meeting_id: int, number: int) -> HttpResponse:
    """One version as it was confirmed (旧版本)."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    record = next((r for r in queries.versions_for_reading(seen) if r.version == number), None)
    if record is None:
        raise Meeting.DoesNotExist
    body = from_json(record.body)
    shown = body if seen.names(draft=False) else body.without_names()
    return render(
        request,
        "meetings/version.html",
        _base(request, seen) | _body_context(shown) | {"record": record},
    )
