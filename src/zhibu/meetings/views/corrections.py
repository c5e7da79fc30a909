"""A new version of a confirmed record, with the reason (更正)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.body import RecordBody
from zhibu.meetings.entries import Correction, TallyEntry
from zhibu.meetings.forms import (
    CorrectForm,
    TallyForm,
)
from zhibu.meetings.views.records import Writing, add_errors, held_by_officer, writing_of
from zhibu.meetings.views.votes import tally_values


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def correct(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """A new version of a confirmed record, with the reason (更正)."""
    seen = held_by_officer(request, meeting_id)
    require(policies.correct_record(request.actor, seen.meeting))
    material = queries.material_of(seen.meeting)
    body = queries.drawn(material)
    page = writing_of(request, material, body)
    people = [(str(part.person_id), part.name) for part in material.present]
    here = [part.person_id for part in material.present.present]
    form = CorrectForm(request.POST or None, people=people, initial={"present": here})
    tallies = {
        row.pk: TallyForm(request.POST or None, prefix=f"t{row.pk}", initial=tally_values(row))
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
        add_errors(form, invalid)
        return False
    say(request, _("已更正，现在是第 %(n)d 版；旧版本照旧可查。") % {"n": record.version})
    return True
