"""The printed sheet's pages: make it, print it, type it in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.gatherings import actions, policies, queries, sheetfile
from zhibu.gatherings.actions import SheetOutcome
from zhibu.gatherings.domain import SheetEntry
from zhibu.gatherings.models import Gathering
from zhibu.gatherings.sheets import from_fields, from_text, from_workbook
from zhibu.kit import clock
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.sheets import ORDINARY, FileRefused, read_workbook
from zhibu.kit.verdict import require
from zhibu.people.extracts.kinds import MANY

SPARE_LINES = range(4)
FIELD = "code_"


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def sheet(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Print the sheet beforehand, type it in afterwards: field by field, pasted, or as a file."""
    here = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    require(policies.enter_code_sheet(request.actor, here))
    if request.method != "POST":
        return _page(request, here)
    try:
        entries = _entries(request, here)
    except FileRefused as refused:
        return _page(request, here, refused=refused.message, status=422)
    if not entries:
        return _page(request, here, refused=_("没有读到签到码，没有登记。"), status=422)
    outcome = actions.enter_code_sheet(
        actor=request.actor, gathering_id=gathering_id, entries=entries
    )
    return _page(request, here, outcome=outcome)


def _page(
    request: MemberRequest,
    here: Gathering,
    *,
    outcome: SheetOutcome | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = queries.paper_lines(here)
    context = {
        "gathering": here,
        "lines": lines,
        "waiting": [line for line in lines if line.present_at is None],
        "conflicts": queries.conflicts_of(here.pk),
        "outcome": outcome,
        "refused": refused,
        "pasted": request.POST.get("pasted", "")
        if status != 200 or (outcome and outcome.faults)
        else "",
        "many": len(lines) > MANY,
        "settled": here.state in {Gathering.State.CLOSED, Gathering.State.CANCELLED},
    }
    return render(request, "gatherings/sheet.html", context, status=status)


def _entries(request: MemberRequest, here: Gathering) -> list[SheetEntry]:
    """Everything that was handed in, in the order of the page. Raises FileRefused."""
    names = {f"{FIELD}{line.attendee_id}": line.name for line in queries.paper_lines(here)}
    fields = {
        names[key]: code
        for key, code in request.POST.items()
        if key in names and isinstance(code, str)
    }
    entries = from_fields(fields) + from_text(request.POST.get("pasted", ""))
    upload = request.FILES.get("file")
    return entries + (_of_file(upload) if upload else [])


def _of_file(upload: UploadedFile) -> list[SheetEntry]:
    """A filled-in workbook or csv, read in a child with limits; nothing of it is kept."""
    with tempfile.TemporaryDirectory(prefix="zhibu-sheet-") as folder:
        kept = Path(folder) / "sheet"
        with kept.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return from_workbook(read_workbook(kept, limits=ORDINARY))


@require_POST
@member_view
def make_codes(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Give everybody on the list a code, then show the sheet to print."""
    actions.print_code_sheet(actor=request.actor, gathering_id=gathering_id)
    return redirect("gatherings:sheet_print", gathering_id)


@require_safe
@member_view
def sheet_print(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """The sheet on A4: names, codes, room to sign (纸质签到表); of more than fifty by two people."""
    here = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    require(policies.print_code_sheet(request.actor, here))
    lines = queries.paper_lines(here)
    if len(lines) > MANY:
        where = reverse("people:take_out", args=[sheetfile.KIND, here.organisation_id])
        return redirect(f"{where}?subject={here.pk}")
    context = {
        "gathering": here,
        "lines": lines,
        "spare": SPARE_LINES,
        "printed_at": clock.now(),
    }
    return render(request, "gatherings/sheet_print.html", context)
