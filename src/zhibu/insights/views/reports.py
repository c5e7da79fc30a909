"""Pages of a school's forms: the list, uploading, marking cells, keeping (报表)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.insights import papers, policies
from zhibu.insights.actions import reports as actions
from zhibu.insights.catalogue import metrics
from zhibu.insights.domain.reports.look import SheetLook
from zhibu.insights.domain.reports.marks import (
    WHENS,
    Holds,
    Mark,
    Over,
    Place,
    place_named,
    repeated_rows,
    takes,
)
from zhibu.insights.forms import MarkForm, UploadForm, chosen
from zhibu.insights.models import ReportForm
from zhibu.insights.queries import reports as queries
from zhibu.insights.queries.numbers import named
from zhibu.insights.queries.reports import MarkWords
from zhibu.insights.views.sheets import Drawn, DrawnRow, columns_of, sheet_at, sheet_tabs
from zhibu.insights.views.statistics import XLSX
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require


@require_safe
@member_view
def forms(request: MemberRequest) -> HttpResponse:
    """Forms of my bodies and of those above (报表). One query."""
    rows = list(queries.seen_forms(seen_by=request.actor))
    kept = [(row, policies.keep_report_form(request.actor, row.organisation)) for row in rows]
    context = {
        "in_use": [(row, may.allowed) for row, may in kept if row.in_use],
        "drafts": [row for row in rows if row.is_draft],
        "retired": [row for row in rows if row.retired_at is not None],
        "may_upload": policies.upload_anywhere(request.actor).allowed,
    }
    return render(request, "insights/forms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def upload(request: MemberRequest) -> HttpResponse:
    """Choose a workbook; what cannot be taken is said in one sentence, nothing of it is kept."""
    require(policies.upload_anywhere(request.actor))
    organisations = list(queries.organisations_for_forms(seen_by=request.actor))
    if request.method != "POST":
        form = UploadForm(organisations=organisations)
        return render(request, "insights/upload.html", {"form": form})
    form = UploadForm(request.POST, request.FILES, organisations=organisations)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.upload_report_form(
                actor=request.actor,
                organisation_id=form.cleaned_data["organisation"],
                name=form.cleaned_data["name"],
                file_name=file.name,
                body=file.read(),
            )
        except Invalid as invalid:
            for name, sentence in invalid.errors.items():
                form.add_error(name or None, sentence)
        else:
            count = made.marks.count()
            say(request, _("已读入，按表头认出 %(n)d 格。请核对。") % {"n": count})
            return redirect("insights:form", made.pk)
    return render(request, "insights/upload.html", {"form": form}, status=422)


# ---- marking


@require_safe
@member_view
def form(request: MemberRequest, form_id: int) -> HttpResponse:
    """The sheet as it looks, with what its cells hold; of a draft a cell may be chosen and marked."""
    return _form_page(request, queries.form_for_reading(form_id, seen_by=request.actor))


def _form_page(
    request: MemberRequest,
    held: ReportForm,
    *,
    place: Place | None = None,
    sent: MarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    look = queries.look_of_form(held)
    marks = queries.marks_of(held)
    may = policies.keep_report_form(request.actor, held.organisation).allowed
    at = place.sheet if place else sheet_at(request, look)
    place = place or place_named(at, request.GET.get("c", ""))
    cell = look.cell(place) if place else None
    by_place = {mark.place: mark for mark in marks}
    words = _words(marks)
    editable = held.is_draft and may
    base = reverse("insights:form", args=[held.pk])
    sheet = look.sheets[at]
    context = {
        "form": held,
        "sheet": sheet,
        "tabs": sheet_tabs(base, look, at, {}),
        "columns": columns_of(sheet),
        "rows": list(_marked(sheet, at, words, marks, base if editable else "", place)),
        "marks": [(mark, words[mark.place], _cell_url(base, mark.place)) for mark in marks],
        "many_sheets": len(look.sheets) > 1,
        "sheets": [each.name for each in look.sheets],
        "editable": editable,
        "may_keep": may,
        "chosen": cell if editable else None,
        "is_marked": place in by_place,
        "sheet_at": at,
    }
    if editable and cell is not None:
        over = repeated_rows(marks).get((at, cell.place.row), Over.WHOLE)
        new = Mark(cell.place, Holds.FIGURE, next(iter(metrics())), over)
        context["mark_form"] = sent or _mark_form(held, by_place.get(cell.place, new))
        context["may_hold"] = takes(cell.text) and not cell.formula
    return render(request, "insights/form.html", context, status=status)


def _cell_url(base: str, place: Place) -> str:
    return f"{base}?{urlencode({'s': str(place.sheet), 'c': place.name})}#panel"


def _words(marks: Sequence[Mark]) -> dict[Place, MarkWords]:
    """Each mark in words. One query where bodies are named."""
    ids = {mark.place_id for mark in marks if mark.place_id}
    bodies = {pk: body.name for pk, body in named(ids).items()} if ids else {}
    return {mark.place: queries.mark_words(mark, bodies=bodies) for mark in marks}


def _marked(
    sheet: SheetLook,
    at: int,
    words: Mapping[Place, MarkWords],
    marks: Sequence[Mark],
    base: str,
    place: Place | None,
) -> Iterator[DrawnRow]:
    repeated = repeated_rows(marks)
    for row in sheet.rows:
        cells = tuple(
            Drawn(
                cell,
                url=_cell_url(base, cell.place)
                if base and not cell.formula and takes(cell.text)
                else "",
                words=words.get(cell.place),
                chosen=cell.place == place,
            )
            for cell in row.cells
        )
        yield DrawnRow(row.number, cells, repeats=(at, row.number) in repeated)


def _mark_form(
    held: ReportForm, mark: Mark | None = None, data: Mapping[str, str] | None = None
) -> MarkForm:
    return MarkForm(
        data,
        initial=chosen(mark) if mark else None,
        what=queries.what_choices(),
        whose=queries.whose_choices(held.organisation),
        when=[(when, queries.when_words(when)) for when in WHENS],
    )


def _place(request: MemberRequest) -> Place:
    """The cell a form speaks of. Raises DoesNotExist where it names none."""
    sheet = request.POST.get("sheet", "")
    at = int(sheet) if sheet.isascii() and sheet.isdigit() and len(sheet) < 3 else -1
    place = place_named(at, request.POST.get("cell", "")) if at >= 0 else None
    if place is None:
        raise ReportForm.DoesNotExist
    return place


@require_POST
@member_view
def mark(request: MemberRequest, form_id: int) -> HttpResponse:
    """Say what a cell holds."""
    held = queries.form_for_reading(form_id, seen_by=request.actor)
    require(policies.mark_cell(request.actor, held))
    place = _place(request)
    sent = _mark_form(held, data=request.POST.dict())
    if sent.is_valid():
        try:
            actions.mark_cell(actor=request.actor, form_id=form_id, mark=sent.mark(place))
        except Invalid as invalid:
            for name, sentence in invalid.errors.items():
                sent.add_error(name or None, sentence)
        else:
            return redirect(_cell_url(reverse("insights:form", args=[form_id]), place))
    return _form_page(request, held, place=place, sent=sent, status=422)


@require_POST
@member_view
def unmark(request: MemberRequest, form_id: int) -> HttpResponse:
    """Let a cell hold nothing."""
    place = _place(request)
    actions.unmark_cell(actor=request.actor, form_id=form_id, place=place)
    return redirect(_cell_url(reverse("insights:form", args=[form_id]), place))


@require_POST
@member_view
def keep(request: MemberRequest, form_id: int) -> HttpResponse:
    """Put a draft into use."""
    held = actions.keep_report_form(actor=request.actor, form_id=form_id)
    say(request, _("“%(name)s”第 %(n)d 版已启用。") % {"name": held.name, "n": held.version})
    return redirect("insights:fill", form_id)


@require_POST
@member_view
def change(request: MemberRequest, form_id: int) -> HttpResponse:
    """Begin the next version."""
    made = actions.change_report_form(actor=request.actor, form_id=form_id)
    say(request, _("第 %(n)d 版是草稿，原来的一版照常使用。") % {"n": made.version})
    return redirect("insights:form", made.pk)


@require_POST
@member_view
def drop(request: MemberRequest, form_id: int) -> HttpResponse:
    """Throw a draft away."""
    gone = actions.drop_report_form(actor=request.actor, form_id=form_id)
    say(request, _("已删去“%(name)s”的草稿。") % {"name": gone.name})
    return redirect("insights:forms")


@require_POST
@member_view
def retire(request: MemberRequest, form_id: int) -> HttpResponse:
    """Take a form out of use."""
    gone = actions.retire_report_form(actor=request.actor, form_id=form_id)
    say(request, _("“%(name)s”已停用，原表和标记留存。") % {"name": gone.name})
    return redirect("insights:forms")


@require_safe
@member_view
def blank(request: MemberRequest, form_id: int) -> HttpResponseBase:
    """The workbook as it was uploaded."""
    held = queries.form_for_reading(form_id, seen_by=request.actor)
    return papers.sent(bytes(held.body), name=held.file_name, media_type=XLSX)
