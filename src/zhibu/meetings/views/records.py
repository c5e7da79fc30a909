"""Writing the record down, counting, confirming, correcting (记录、计票、确认、更正)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseFormSet, Form, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.archive.actions import attach_scan
from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import hour
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Conflict, Invalid
from zhibu.meetings import actions, queries
from zhibu.meetings.body import Item, RecordBody
from zhibu.meetings.domain.matters import DEVELOPMENT, Matter
from zhibu.meetings.entries import RecordEntry
from zhibu.meetings.forms import (
    AddedItemForm,
    AgreedForm,
    ItemTextForm,
    RecordForm,
)
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.meetings.queries import Material, Seen
from zhibu.meetings.rights import INNER_KINDS
from zhibu.meetings.views.plans import people_of

LARGEST_SCAN = 10_000_000


def _say(request: MemberRequest, text: str, *, undo: str = "", meeting_id: int = 0) -> None:
    say(request, text, undo_url=reverse(undo, args=[meeting_id]) if undo else "")


def add_errors(form: Form, invalid: Invalid) -> None:
    """Each sentence of the action at its field, or on top."""
    for name, sentence in invalid.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


@require_POST
@member_view
def close(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """End the sitting; the draft is on the next page (散会，起草记录)."""
    actions.draft_record(actor=request.actor, meeting_id=meeting_id)
    _say(request, _("已散会，记录草稿如下。"), undo="meetings:resume", meeting_id=meeting_id)
    return redirect("meetings:meeting", meeting_id)


@require_POST
@member_view
def resume(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """The sitting goes on (继续开会)."""
    actions.resume_meeting(actor=request.actor, meeting_id=meeting_id)
    say(request, _("已退回会议进行中，记下的内容还在。"))
    return redirect("meetings:meeting", meeting_id)


@require_POST
@member_view
def confirm(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """The one confirmation."""
    actions.confirm_record(
        actor=request.actor, meeting_id=meeting_id, seen=request.POST.get("seen", "")
    )
    say(request, _("已确认。记录、工作手册页和台账可以下载。"))
    return redirect("meetings:meeting", meeting_id)


@require_POST
@member_view
def confirm_drafts(request: MemberRequest) -> HttpResponse:
    """All drafts that were looked through, in one go; what could not be confirmed is named (全部确认)."""
    chosen: dict[int, str] = {}
    for value in request.POST.getlist("seen"):
        meeting_id, _colon, digest = value.partition(":")
        if meeting_id.isascii() and meeting_id.isdigit() and len(meeting_id) < 19 and digest:
            chosen[int(meeting_id)] = digest
    done = actions.confirm_drafts(actor=request.actor, seen=chosen)
    said = [_("已确认 %(n)d 项，记录、手册页和台账可以打印。") % {"n": len(done.done)}]
    said += [_("%(title)s没有确认：%(why)s") % {"title": t, "why": why} for t, why in done.left]
    unseen = len(queries.drafts_to_confirm(request.actor)) - len(done.left)
    if unseen > 0:
        said.append(_("还有 %(n)d 份没有看过，没有确认。") % {"n": unseen})
    say(request, "".join(said))
    return redirect("web:month")


# ---- texts


@dataclass
class Writing:
    """The record's page while it is written."""

    head: RecordForm
    items: list[tuple[Item, ItemTextForm]]
    added: BaseFormSet[AddedItemForm]
    inner: bool

    def is_valid(self) -> bool:
        return all(
            [self.head.is_valid(), self.added.is_valid(), *(f.is_valid() for _i, f in self.items)]
        )

    @property
    def faulty(self) -> bool:
        return bool(
            self.head.errors or any(self.added.errors) or any(f.errors for _i, f in self.items)
        )

    def entry(self, body: RecordBody, *, by_itself: bool = False) -> RecordEntry:
        """Everything typed as one value. by_itself: saved while still being written, so nothing is
        added to the agenda or taken off it."""
        day = clock.local(body.starts_at).date()
        texts = [form.text() for _item, form in self.items]
        added = [item for form in self.added if (item := form.added())]
        if by_itself:
            texts, added = [replace(text, held=True) for text in texts], []
        return self.head.entry(texts, added, on=day)


def writing_of(request: MemberRequest, material: Material, body: RecordBody) -> Writing:
    m, data = material.meeting, request.POST or None
    inner = bool(m.kind_set & INNER_KINDS)
    people = people_of(material.roster)
    ended = clock.local(m.ended_at or m.gathering.ends_at)
    head = RecordForm(
        data,
        people=people,
        initial={
            "ended_on": ended.date(),
            "ended_at": ended.time(),
            "chair": str(m.chair_id or ""),
            "recorder": str(m.recorder_id or ""),
        },
    )
    rows = {row.pk: row for row in material.items}
    items = [(item, _item_form(item, rows[item.key], data, inner=inner)) for item in body.items]
    added = formset_factory(AddedItemForm, extra=1, max_num=5)(data, prefix="added")
    return Writing(head, items, added, inner)


def _item_form(item: Item, row: AgendaItem, data: Any, *, inner: bool) -> ItemTextForm:
    case = queries.case_of(row)
    initial = {
        "reporter": item.reporter.name if item.reporter else "",
        "report": row.report or item.report,
        "conduct": case.conduct if case else "",
        "resolution": row.resolution,
    }
    for n, said in enumerate(item.speeches[:3], start=1):
        initial |= {f"speaker_{n}": said.speaker.name, f"points_{n}": said.points}
    return ItemTextForm(
        data,
        prefix=f"i{item.key}",
        key=item.key,
        inner=inner,
        development=Matter(item.matter) in DEVELOPMENT,
        votes=row.votes,
        initial=initial,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def edit(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """What the draft cannot know, on one page; it saves itself while it is written (改记录)."""
    seen = held_by_officer(request, meeting_id)
    material = queries.material_of(seen.meeting)
    body = queries.drawn(material)
    page = writing_of(request, material, body)
    own_save = "X-Draft" in request.headers
    if request.method == "POST" and page.is_valid():
        try:
            actions.edit_record(
                actor=request.actor,
                meeting_id=meeting_id,
                entry=page.entry(body, by_itself=own_save),
            )
        except Invalid as invalid:
            add_errors(page.head, invalid)
        else:
            if own_save:
                return HttpResponse(_("已保存 %(at)s") % {"at": hour(clock.now())})
            say(request, _("已保存。"))
            return redirect("meetings:meeting", meeting_id)
    return render(
        request,
        "meetings/edit.html",
        {
            "meeting": seen.meeting,
            "page": page,
            "body": body,
            "people": [line.name for line in material.roster.lines],
        },
        status=422 if page.faulty else 200,
    )


def held_by_officer(request: MemberRequest, meeting_id: int) -> Seen:
    """A meeting whose draft this officer may write. 404 for others."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    if not seen.officer:
        raise Meeting.DoesNotExist
    return seen


# ---- what was agreed


@require_POST
@member_view
def agree(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """One more thing agreed."""
    form = AgreedForm(request.POST)
    if not form.is_valid():
        raise Invalid({"": _("请写明议定的事项；期限写成日期。")})
    actions.agree_item(actor=request.actor, meeting_id=meeting_id, **form.cleaned_data)
    say(request, _("已加一项议定事项。"))
    return redirect(f"{reverse('meetings:meeting', args=[meeting_id])}#agreed")


@require_POST
@member_view
def drop_agreed(request: MemberRequest, agreed_id: int) -> HttpResponse:
    """Take something agreed off the draft."""
    meeting_id = actions.drop_agreed_item(actor=request.actor, agreed_id=agreed_id)
    say(request, _("已删去。"))
    return redirect(f"{reverse('meetings:meeting', args=[meeting_id])}#agreed")


@require_POST
@member_view
def attach(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """A scan beside the draft: signed sheet and the like; never asked for (附扫描件)."""
    seen = held_by_officer(request, meeting_id)
    if seen.meeting.state != Meeting.State.HELD:
        raise Conflict(_("记录已经确认，不能再附扫描件。"))
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > LARGEST_SCAN:
        raise Invalid({"file": _("请选一个文件，PDF、JPG 或 PNG，不超过 10 MB。")})
    attach_scan(
        actor=request.actor,
        organisation=seen.meeting.place_of_rights,
        subject_kind="meetings.meeting",
        subject_id=meeting_id,
        name=file.name or "",
        body=file.read(),
    )
    say(request, _("已附上。"))
    return redirect(f"{reverse('meetings:meeting', args=[meeting_id])}#scans")
