"""The school's calendar from a file: looked at, taken in, taken back (导入校历)."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.sheets import FileRefused
from zhibu.kit.verdict import Conflict, require
from zhibu.orgs import actions, policies, queries
from zhibu.orgs.calendarfile import CalendarLine, CalendarRead, read_calendar
from zhibu.orgs.forms import CalendarFileForm
from zhibu.orgs.models import Organisation

SALT = "orgs.calendar"
READ_FOR = 3600  # seconds a look at a file holds


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def calendar_import(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Choose a file and see what was read; what is new goes in by a second press."""
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.import_calendar(request.actor, body))
    if request.POST.get("read"):
        return _take_in(request, body)
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    found: list[queries.ComparedLine] = []
    if request.method == "POST" and form.is_valid():
        try:
            found = queries.compared(body, _read_upload(form.cleaned_data["file"]).lines)
        except FileRefused as refused:
            form.add_error("file", refused.message)
    new = [x.line for x in found if x.outcome == "new"]
    context = {
        "body": body,
        "form": form,
        "found": found,
        "new": len(new),
        "read": signing.dumps([_packed(line) for line in new], salt=SALT),
    }
    return render(request, "orgs/calendar_import.html", context, status=422 if form.errors else 200)


def _packed(line: CalendarLine) -> list[Any]:
    return [v.isoformat() if isinstance(v, date) else v for v in astuple(line)]


def _take_in(request: MemberRequest, body: Organisation) -> HttpResponse:
    """What was shown, as it was shown: its signature says so."""
    try:
        rows = signing.loads(request.POST["read"], salt=SALT, max_age=READ_FOR)
    except signing.BadSignature as stale:
        raise Conflict(_("这份预览已经失效，没有导入。请重新选择文件。")) from stale
    lines = [
        CalendarLine(at, name, kind, date.fromisoformat(since), date.fromisoformat(until))
        for at, name, kind, since, until, _fault in rows
    ]
    done = actions.import_calendar(actor=request.actor, organisation_id=body.pk, lines=lines)
    undo = reverse("orgs:calendar_undo", args=[body.pk, done.batch]) if done.count else ""
    say(request, _("已导入 %(n)d 项校历。") % {"n": done.count}, undo_url=undo)
    return redirect("orgs:calendar", organisation_id=body.pk)


def _read_upload(upload: UploadedFile) -> CalendarRead:
    """The lines of an upload, read in a child process from a file that is gone afterwards."""
    with NamedTemporaryFile() as held:
        for chunk in upload.chunks():
            held.write(chunk)
        held.flush()
        return read_calendar(Path(held.name))


@require_POST
@member_view
def calendar_undo(request: MemberRequest, organisation_id: int, batch: UUID) -> HttpResponse:
    """Take back what came with one file (撤销导入校历)."""
    count = actions.undo_calendar_import(
        actor=request.actor, organisation_id=organisation_id, batch=batch
    )
    say(request, _("已撤销，删去 %(n)d 项。") % {"n": count})
    return redirect("orgs:calendar", organisation_id=organisation_id)
