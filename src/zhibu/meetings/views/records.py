"""Writing the record down, counting, confirming, correcting (记录、计票、确认、更正)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseFormSet, Form, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import hour
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.body import Item, RecordBody, Review
from zhibu.meetings.domain.matters import DEVELOPMENT, Ballot, Matter, Tally, Vote
from zhibu.meetings.entries import Correction, RecordEntry, TallyEntry
from zhibu.meetings.forms import (
    AddedItemForm,
    AgreedForm,
    CorrectForm,
    CountForm,
    GradesForm,
    ItemTextForm,
    RecordForm,
    TallyForm,
)
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.meetings.queries import Material, Seen
from zhibu.meetings.rights import INNER_KINDS
from zhibu.meetings.views.plans import people_of


def _say(request: MemberRequest, text: str, *, undo: str = "", meeting_id: int = 0) -> None:
    say(request, text, undo_url=reverse(undo, args=[meeting_id]) if undo else "")


def _add_errors(form: Form, invalid: Invalid) -> None:
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


def _writing(request: MemberRequest, material: Material, body: RecordBody) -> Writing:
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
    seen = _held(request, meeting_id)
    material = queries.material_of(seen.meeting)
    body = queries.drawn(material)
    page = _writing(request, material, body)
    own_save = "X-Draft" in request.headers
    if request.method == "POST" and page.is_valid():
        try:
            actions.edit_record(
                actor=request.actor,
                meeting_id=meeting_id,
                entry=page.entry(body, by_itself=own_save),
            )
        except Invalid as invalid:
            _add_errors(page.head, invalid)
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


def _held(request: MemberRequest, meeting_id: int) -> Seen:
    """A meeting whose draft this officer may write. 404 for others."""
    seen = queries.meeting_for_reading(meeting_id, seen_by=request.actor)
    if not seen.officer:
        raise Meeting.DoesNotExist
    return seen


# ---- votes


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def tally(request: MemberRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """The votes on one item, with the verdict beside them (计票)."""
    seen = _held(request, meeting_id)
    material = queries.material_of(seen.meeting)
    row = _row(material, item_id)
    form = TallyForm(request.POST or None, initial=_tally_values(row))
    if request.method == "POST" and "not_voted" in request.POST:
        actions.enter_tally(actor=request.actor, meeting_id=meeting_id, item_id=item_id, tally=None)
        say(request, _("已记为未表决。"))
        return redirect("meetings:meeting", meeting_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_tally(
                actor=request.actor, meeting_id=meeting_id, item_id=item_id, tally=form.tally()
            )
        except Invalid as invalid:
            _add_errors(form, invalid)
        else:
            say(request, _("票数已记下，决议已按票数起草。"))
            return redirect("meetings:meeting", meeting_id)
    vote = _vote(form.cleaned_data) if form.is_bound and form.is_valid() else queries.vote_of(row)
    return render(
        request,
        "meetings/tally.html",
        {
            "meeting": seen.meeting,
            "row": row,
            "form": form,
            "counts": queries.counts_of(seen.meeting, material.present),
            "check": queries.check_vote(material, row, vote),
            "may_tally": policies.enter_tally(request.actor, seen.meeting),
        },
        status=422 if form.errors else 200,
    )


def _row(material: Material, item_id: int) -> AgendaItem:
    row = next((r for r in material.items if r.pk == item_id and r.votes), None)
    if row is None:
        raise AgendaItem.DoesNotExist
    return row


def _tally_values(row: AgendaItem) -> dict[str, Any]:
    found = queries.tally_of(row)
    if found is None:
        secret = Matter(row.matter) in DEVELOPMENT
        ballot = Ballot.SECRET if secret else Ballot.SHOW_OF_HANDS
        return {"no": 0, "abstain": 0, "written": 0, "ballot": ballot.value}
    return {
        "yes": found.yes,
        "no": found.no,
        "abstain": found.abstain,
        "written": found.written,
        "ballot": found.ballot,
    }


def _vote(values: dict[str, Any]) -> Vote:
    return Vote(
        tally=Tally(values["yes"], values["no"], values["abstain"]),
        written_opinions=values["written"],
        ballot=Ballot(values["ballot"]),
    )


@require_safe
@member_view
def verdict(request: MemberRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """htmx: what the numbers typed so far would come to (核验预看). Nothing is saved."""
    seen = _held(request, meeting_id)
    material = queries.material_of(seen.meeting)
    row = _row(material, item_id)
    form = TallyForm(request.GET)
    kept = queries.vote_of(row)
    vote = kept
    if form.is_valid():
        typed = _vote(form.cleaned_data)
        vote = Vote(typed.tally, typed.written_opinions, typed.ballot, case=kept.case)
    return render(
        request,
        "meetings/_verdict.html",
        {"check": queries.check_vote(material, row, vote), "live": True},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def review(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Counts per grade of the member review (评议人数)."""
    seen = _held(request, meeting_id)
    now: Review | None = queries.body_of(seen.meeting).review
    initial = (
        {
            "excellent": now.excellent,
            "qualified": now.qualified,
            "basically_qualified": now.basically_qualified,
            "not_qualified": now.not_qualified,
        }
        if now
        else {}
    )
    form = GradesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_review_counts(
                actor=request.actor, meeting_id=meeting_id, grades=form.grades()
            )
        except Invalid as invalid:
            _add_errors(form, invalid)
        else:
            say(request, _("各等次人数已记下。"))
            return redirect("meetings:meeting", meeting_id)
    return render(
        request,
        "meetings/review.html",
        {"meeting": seen.meeting, "form": form},
        status=422 if form.errors else 200,
    )


# ---- who should have attended


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def count(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Put right who should have attended, with a reason (更正应到)."""
    seen = _held(request, meeting_id)
    material = queries.material_of(seen.meeting)
    people = [(str(p.person_id), p.name) for p in material.roster.party]
    listed = [part.person_id for part in material.present.eligible]
    form = CountForm(
        request.POST or None,
        people=people,
        initial={"eligible": listed, "reason": seen.meeting.count_reason},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_count(
                actor=request.actor,
                meeting_id=meeting_id,
                eligible_ids=form.cleaned_data["eligible"],
                reason=form.cleaned_data["reason"],
            )
        except Invalid as invalid:
            _add_errors(form, invalid)
        else:
            say(request, _("应到人数已更正，两项人数随之重算。"))
            return redirect("meetings:meeting", meeting_id)
    return render(
        request,
        "meetings/count.html",
        {"meeting": seen.meeting, "form": form},
        status=422 if form.errors else 200,
    )


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


# ---- corrected


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def correct(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """A new version of a confirmed record, with the reason (更正)."""
    seen = _held(request, meeting_id)
    material = queries.material_of(seen.meeting)
    body = queries.drawn(material)
    page = _writing(request, material, body)
    people = [(str(part.person_id), part.name) for part in material.present]
    here = [part.person_id for part in material.present.present]
    form = CorrectForm(request.POST or None, people=people, initial={"present": here})
    tallies = {
        row.pk: TallyForm(request.POST or None, prefix=f"t{row.pk}", initial=_tally_values(row))
        for row in material.items
        if row.votes and queries.tally_of(row)
    }
    if request.method == "POST":
        good = [page.is_valid(), form.is_valid(), *(t.is_valid() for t in tallies.values())]
        if all(good) and _corrected(request, meeting_id, page, form, tallies, body):
            return redirect("meetings:meeting", meeting_id)
    return render(
        request,
        "meetings/correct.html",
        {
            "meeting": seen.meeting,
            "page": page,
            "form": form,
            "tallies": tallies,
            "body": body,
            "people": [line.name for line in material.roster.lines],
        },
        status=422 if request.method == "POST" else 200,
    )


def _corrected(
    request: MemberRequest,
    meeting_id: int,
    page: Writing,
    form: CorrectForm,
    tallies: dict[int, TallyForm],
    body: RecordBody,
) -> bool:
    numbers: dict[int, TallyEntry | None] = {pk: t.tally() for pk, t in tallies.items()}
    try:
        record = actions.correct_record(
            actor=request.actor,
            meeting_id=meeting_id,
            correction=Correction(
                record=page.entry(body),
                tallies=numbers,
                present=frozenset(form.cleaned_data["present"]),
            ),
            reason=form.cleaned_data["reason"],
        )
    except Invalid as invalid:
        _add_errors(form, invalid)
        return False
    say(request, _("已更正，现在是第 %(n)d 版；旧版本照旧可查。") % {"n": record.version})
    return True
