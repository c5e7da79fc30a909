"""Votes, grades and who should have attended (计票、评议人数、更正应到)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.body import Review
from zhibu.meetings.domain.matters import DEVELOPMENT, Ballot, Matter, Tally, Vote
from zhibu.meetings.forms import (
    CountForm,
    GradesForm,
    TallyForm,
)
from zhibu.meetings.models import AgendaItem
from zhibu.meetings.queries import Material
from zhibu.meetings.views.records import add_errors, held_by_officer


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def tally(request: MemberRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """The votes on one item, with the verdict beside them (计票)."""
    seen = held_by_officer(request, meeting_id)
    material = queries.material_of(seen.meeting)
    row = _row(material, item_id)
    form = TallyForm(request.POST or None, initial=tally_values(row))
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
            add_errors(form, invalid)
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


def tally_values(row: AgendaItem) -> dict[str, Any]:
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
    seen = held_by_officer(request, meeting_id)
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
    seen = held_by_officer(request, meeting_id)
    require(policies.enter_review_counts(request.actor, seen.meeting))
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
            add_errors(form, invalid)
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
    seen = held_by_officer(request, meeting_id)
    require(policies.correct_count(request.actor, seen.meeting))
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
            add_errors(form, invalid)
        else:
            say(request, _("应到人数已更正，两项人数随之重算。"))
            return redirect("meetings:meeting", meeting_id)
    return render(
        request,
        "meetings/count.html",
        {"meeting": seen.meeting, "form": form},
        status=422 if form.errors else 200,
    )
