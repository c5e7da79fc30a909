"""Pages of an import (导入): hand in, look through, mend, confirm, take back."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit.actor import Actor
from zhibu.kit.components import Tab, say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.sheets import ORDINARY, ROSTER, Limits
from zhibu.kit.verdict import Invalid
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import own_branch, standing
from zhibu.people import jobs
from zhibu.people.imports import actions, drafts, queries, shown
from zhibu.people.imports.forms import ImportForm
from zhibu.people.imports.progress import LONG
from zhibu.people.models import ImportBatch, ImportRow
from zhibu.people.roster.export import write_refused
from zhibu.people.roster.fields import IGNORED, LABELS

GET_POST = ["GET", "HEAD", "POST"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS: dict[str, Limits] = {
    ImportBatch.Kind.ROSTER: ROSTER,
    ImportBatch.Kind.ORGANISATIONS: ORDINARY,
}
State, Kind = ImportBatch.State, ImportBatch.Kind


def _places(actor: Actor, kind: str) -> list[Organisation]:
    """Where this actor may import to: own branch, or every body of the subtree, the top first."""
    posts = (*queries.KEEPERS, *queries.ABOVE) if kind == Kind.ROSTER else queries.ABOVE
    found: dict[int, Organisation] = {}
    for path in actor.paths_of(*posts):
        wide = actor.holds(*queries.ABOVE, over=path)
        bodies = standing(under=path) if wide else standing(under=path)[:1]
        found |= {body.pk: body for body in bodies if body.kind != Organisation.Kind.GROUP}
    return list(found.values())


def _upload(request: MemberRequest, kind: str) -> HttpResponse:
    places = _places(request.actor, kind)
    if not places:
        body = own_branch(request.actor)
        if body is None:
            raise Organisation.DoesNotExist
        drafts.allow(request.actor, kind, body)
    initial = {"org": request.GET["org"]} if request.GET.get("org") else {}
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        organisations=places,
        limits=LIMITS[kind],
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        batch = drafts.hand_in(
            actor=request.actor,
            organisation_id=form.cleaned_data["org"],
            kind=kind,
            file_name=form.cleaned_data["file"].name,
            source=form.cleaned_data["file"].file,
        )
        _read(batch, form.cleaned_data["file"].size)
        return redirect("people:import_batch", batch_id=batch.pk)
    context = {
        "form": form,
        "kind": kind,
        "is_tree": kind == Kind.ORGANISATIONS,
        "most": LIMITS[kind].file_bytes >> 20,
        "latest": queries.latest_imports(seen_by=request.actor, kind=kind),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/import.html", context, status=status)


def _read(batch: ImportBatch, size: int) -> None:
    """Small files are read at once, large ones beside the pages."""
    if size <= drafts.INLINE:
        drafts.read_draft(batch.pk)
    else:
        jobs.read_import.defer(batch_id=batch.pk)


@require_http_methods(GET_POST)
@member_view
def upload(request: MemberRequest) -> HttpResponse:
    """Hand in a roster (导入名册)."""
    return _upload(request, Kind.ROSTER)


@require_http_methods(GET_POST)
@member_view
def upload_tree(request: MemberRequest) -> HttpResponse:
    """Hand in an organisation tree (导入组织树)."""
    return _upload(request, Kind.ORGANISATIONS)


@dataclass(frozen=True, slots=True)
class Part:
    """One tab of the preview."""

    outcome: str
    label: str
    key: str


def _parts(found: ImportBatch) -> tuple[Part, ...]:
    return (
        Part("refused", _("没有导入") if found.confirmed_at else _("要改正"), "refused"),
        Part("new", _("新增"), "imported"),
        Part("changed", _("变更"), "changed"),
        Part("unchanged", _("未变"), "unchanged"),
        Part("missing", _("表中没有"), "missing"),
    )


@require_safe
@member_view
def batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """One import as it stands: being read, refused, to be looked through, done."""
    found = queries.import_for_reading(batch_id, seen_by=request.actor)
    drafts.allow(request.actor, found.kind, found.organisation)
    context: dict[str, Any] = {"batch": found, "is_tree": found.kind == Kind.ORGANISATIONS}
    context |= {"back_url": reverse("orgs:import" if context["is_tree"] else "people:import")}
    if found.state in (State.READING, State.RUNNING):
        context["progress"] = queries.progress_of(found.pk)
        return render(request, "people/import_wait.html", context)
    if found.state in (State.REFUSED, State.DROPPED):
        context["columns"] = _columns(found)
        return render(request, "people/import_refused.html", context)
    context |= _preview(request, found)
    name = "people/import_done.html" if found.confirmed_at else "people/import_preview.html"
    return render(request, name, context)


def _preview(request: MemberRequest, found: ImportBatch) -> dict[str, Any]:
    parts = _parts(found)
    counts = {part.outcome: int(found.summary.get(part.key, 0)) for part in parts}
    asked = request.GET.get("tab", "")
    now = next((part for part in parts if part.outcome == asked), None)
    if now is None:
        now = next((part for part in parts if counts[part.outcome]), parts[0])
    page = None
    rows: list[ImportRow] = []
    if now.outcome != "unchanged":
        page = queries.page_of(found, now.outcome, request.GET.get("page", "1"))
        rows = list(page.object_list)
    words, hidden = shown.words_for(rows), shown.hides(request.actor, found)
    lists: dict[str, Any] = {
        "refused": lambda: shown.faulty(found, rows, hidden=hidden),
        "new": lambda: shown.new(found, rows, words, hidden=hidden),
        "changed": lambda: shown.changed(rows, words, hidden=hidden),
        "missing": lambda: shown.missing(rows, words, hidden=hidden),
        "unchanged": list,
    }
    ready = counts["new"] + counts["changed"] + counts["unchanged"]
    return {
        "counts": counts,
        "ready": ready,
        "writes": counts["new"] + counts["changed"],
        "tab": now.outcome,
        "tabs": [
            Tab(part.label, f"?tab={part.outcome}", counts[part.outcome], current=part is now)
            for part in parts
        ],
        "page": page,
        "rows": lists[now.outcome](),
        "tidied": shown.tidied(found),
        "columns": _columns(found),
        "why_missing": shown.WHY_MISSING,
        "may_undo": queries.may_undo(found),
        "undo_days": queries.UNDO_DAYS,
    }


def _columns(found: ImportBatch) -> list[dict[str, Any]]:
    """Columns of the file with the choice of what each means."""
    choices = [(name, label) for name, label in LABELS.items()]
    return [
        {**column, "name": f"head-{at}", "choices": choices}
        for at, column in enumerate(found.columns)
    ]


@require_POST
@member_view
def mend(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Cells typed over; the file is checked again with them."""
    found = drafts.draft_for_change(batch_id, actor=request.actor)
    columns = {(c["sheet"], c["field"]): c["at"] for c in found.columns if c["field"]}
    cells: dict[tuple[str, int, int], str] = {}
    for row in queries.rows_of(found, ImportRow.Outcome.REFUSED):
        for at, fault in enumerate(row.faults):
            typed = request.POST.get(f"cell-{row.pk}-{at}")
            column = shown.place_of(row, fault, columns)
            if typed is not None and typed.strip() != fault["value"] and column >= 0:
                cells[(row.sheet, row.row, column)] = typed.strip()
    before = found.summary.get("refused", 0)
    if cells:
        drafts.mend_cells(actor=request.actor, batch_id=batch_id, cells=cells)
        drafts.read_draft(batch_id)
        found.refresh_from_db()
    left = found.summary.get("refused", 0)
    words = {"mended": max(0, before - left), "left": left}
    say(request, _("改正了 %(mended)d 行，还有 %(left)d 行要改正。") % words)
    return redirect("people:import_batch", batch_id=batch_id)


@require_POST
@member_view
def columns(request: MemberRequest, batch_id: int) -> HttpResponse:
    """What columns mean, told and remembered; the file is read again with it."""
    found = drafts.draft_for_change(batch_id, actor=request.actor)
    told: dict[str, str] = {}
    for at, column in enumerate(found.columns):
        chosen = request.POST.get(f"head-{at}", column["field"])
        if chosen != column["field"]:
            told[column["head"]] = chosen or IGNORED
    if told:
        drafts.name_columns(actor=request.actor, batch_id=batch_id, fields=told)
        drafts.read_draft(batch_id)
        say(request, _("栏目已按你说的读取，下次同名的栏目照此办理。"))
    return redirect("people:import_batch", batch_id=batch_id)


@require_POST
@member_view
def take(request: MemberRequest, batch_id: int, row_id: int) -> HttpResponse:
    """One change taken or left out."""
    drafts.leave_out(
        actor=request.actor,
        batch_id=batch_id,
        row_id=row_id,
        field=request.POST.get("field", ""),
        taken=request.POST.get("taken") == "1",
    )
    return redirect(f"{reverse('people:import_batch', args=[batch_id])}?tab=changed")


@require_POST
@member_view
def explain(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Why people are on the roster and not in the file."""
    found = drafts.draft_for_change(batch_id, actor=request.actor)
    known = {code for code, _label in shown.WHY_MISSING}
    for row in queries.rows_of(found, ImportRow.Outcome.MISSING):
        why = request.POST.get(f"why-{row.pk}", "")
        if why in known and why != row.values.get("why"):
            drafts.explain_missing(actor=request.actor, batch_id=batch_id, row_id=row.pk, why=why)
    say(request, _("说明已保存。导入不会删除任何人。"))
    return redirect(f"{reverse('people:import_batch', args=[batch_id])}?tab=missing")


@require_POST
@member_view
def confirm(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Write what was looked through; large files beside the pages."""
    found = drafts.draft_for_change(batch_id, actor=request.actor)
    if found.kind == Kind.ORGANISATIONS:
        try:
            actions.import_organisations(actor=request.actor, batch_id=batch_id)
        except Invalid as invalid:
            say(request, _("没有导入，没有任何改动：%(why)s") % {"why": str(invalid)})
            return redirect("people:import_batch", batch_id=batch_id)
        say(request, _("组织树已导入。"), undo_url=reverse("people:import_undo", args=[batch_id]))
        return redirect("people:import_batch", batch_id=batch_id)
    many = found.summary.get("imported", 0) + found.summary.get("changed", 0)
    if many > LONG:
        drafts.hand_over(actor=request.actor, batch_id=batch_id)
        jobs.confirm_import.defer(batch_id=batch_id)
    else:
        done = actions.import_roster(actor=request.actor, batch_id=batch_id)
        words = _("已导入：新增 %(imported)d，变更 %(changed)d。") % done.summary
        say(request, words, undo_url=reverse("people:import_undo", args=[batch_id]))
    return redirect("people:import_batch", batch_id=batch_id)


@require_POST
@member_view
def undo(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Take an import back; who stays is named."""
    found = queries.import_for_reading(batch_id, seen_by=request.actor)
    if found.kind == Kind.ORGANISATIONS:
        undone = actions.undo_organisations_import(actor=request.actor, batch_id=batch_id)
    else:
        undone = actions.undo_import(actor=request.actor, batch_id=batch_id)
    words = _("已撤回 %(rows)d 行。") % {"rows": undone.rows}
    if undone.kept:
        names = "、".join(f"{name}（{why}）" for name, why in undone.kept[:20])
        words += _("没有撤回：%(names)s。") % {"names": names}
    say(request, words)
    return redirect("people:import_batch", batch_id=batch_id)


@require_POST
@member_view
def drop(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Give a draft up."""
    found = drafts.drop_draft(actor=request.actor, batch_id=batch_id)
    say(request, _("已放弃，文件已删除，没有任何改动。"))
    return redirect("orgs:import" if found.kind == Kind.ORGANISATIONS else "people:import")


@require_safe
@member_view
def refused(request: MemberRequest, batch_id: int) -> HttpResponseBase:
    """The refused rows as a workbook, each with its reason."""
    found = queries.import_for_reading(batch_id, seen_by=request.actor)
    drafts.allow(request.actor, found.kind, found.organisation)
    target = BytesIO()
    rows = queries.rows_of(found, ImportRow.Outcome.REFUSED)
    hidden = shown.hides(request.actor, found)
    write_refused(
        target,
        (
            (row.sheet, row.row, [shown.refusal(fault, hidden=hidden) for fault in row.faults])
            for row in rows
        ),
    )
    return handed_over(target, name=_("退回清单.xlsx"))


def handed_over(target: BytesIO, *, name: str) -> FileResponse:
    """A workbook as a download that no browser runs. Source: security.md rule 20."""
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
