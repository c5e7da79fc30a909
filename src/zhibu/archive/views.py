"""Pages of templates, and the one door of stored files (自备模板、扫描件)."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.archive import actions, policies, queries
from zhibu.archive.actions import TemplateFaults
from zhibu.archive.domain.sample import sample_template
from zhibu.archive.domain.template import Checked, fill
from zhibu.archive.domain.vocabulary import VOCABULARIES, Entry, Words, sample_values
from zhibu.archive.forms import TemplateForm
from zhibu.archive.store import store
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def handed_over(body: bytes, *, name: str, media_type: str) -> FileResponse:
    """A stored file as a download that no browser runs (附件). Source: security.md rule 20."""
    response = FileResponse(
        BytesIO(body), as_attachment=True, filename=name, content_type=media_type
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@member_view
def templates(request: MemberRequest) -> HttpResponse:
    """Templates of my organisations and of those above (文书模板). One query."""
    rows = list(queries.seen_templates(seen_by=request.actor))
    context = {
        "in_force": [
            (row, policies.retire_template(request.actor, row).allowed)
            for row in rows
            if row.in_force
        ],
        "retired": [row for row in rows if not row.in_force],
        "example": "{{ 时间 }}、{{ 地点 }}、{{ 主持人 }}",
        "may_upload": policies.upload_anywhere(request.actor).allowed,
    }
    return render(request, "archive/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def upload_template(request: MemberRequest) -> HttpResponse:
    """Choose a file; errors are explained one by one, nothing faulty is kept."""
    require(policies.upload_anywhere(request.actor))
    organisations = queries.organisations_for_templates(seen_by=request.actor)
    if request.method != "POST":
        return _upload_page(request, TemplateForm(organisations=organisations))
    form = TemplateForm(request.POST, request.FILES, organisations=organisations)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        template = actions.upload_template(
            actor=request.actor,
            organisation_id=form.cleaned_data["organisation"],
            kind=form.cleaned_data["kind"],
            name=file.name,
            body=file.read(),
        )
    except TemplateFaults as faults:
        form.add_error("file", faults.errors["file"])
        return _upload_page(request, form, checked=faults.checked, status=422)
    except Invalid as invalid:
        for field, sentence in invalid.errors.items():
            form.add_error(field, sentence)
        return _upload_page(request, form, status=422)
    say(request, _("模板已启用，找到 %(count)d 个标签。可以先预览。") % {"count": template.tags})
    return redirect("archive:templates")


def _upload_page(
    request: MemberRequest, form: TemplateForm, *, checked: Checked | None = None, status: int = 200
) -> HttpResponse:
    problems = [
        (problem.place.said(_), problem.sentence.said(_), problem.snippet)
        for problem in (checked.problems if checked else ())
    ]
    context = {"form": form, "problems": problems}
    return render(request, "archive/upload_template.html", context, status=status)


@require_safe
@member_view
def words(request: MemberRequest) -> HttpResponse:
    """Every word a template may use, with an example (词表)."""
    chapters: list[Chapter] = []
    for vocabulary in VOCABULARIES.values():
        chapters.append((_(vocabulary.label), "", vocabulary.entries))
        chapters += _lists(vocabulary.entries)
    return render(request, "archive/words.html", {"chapters": chapters})


Chapter = tuple[str, str, tuple[Entry, ...]]


def _lists(entries: tuple[Entry, ...], owner: str = "") -> list[Chapter]:
    """Each list as a chapter of its own: its name, what its words begin with, its words."""
    found: list[Chapter] = []
    for entry in entries:
        if isinstance(entry, Words) and entry.fields:
            found.append((f"{owner}{entry.name}", "项.", entry.fields))
            found += _lists(entry.fields, "项.")
    return found


@require_safe
@member_view
def sample(request: MemberRequest) -> HttpResponseBase:
    """A template to start from (示例模板)."""
    return handed_over(sample_template(), name=_("会议记录模板（示例）.docx"), media_type=WORD)


@require_safe
@member_view
def template_file(request: MemberRequest, template_id: int) -> HttpResponseBase:
    """The template as it was uploaded."""
    template = queries.template_for_reading(template_id, seen_by=request.actor)
    return handed_over(store.read(template.stored), name=template.name, media_type=WORD)


@require_safe
@member_view
def preview(request: MemberRequest, template_id: int) -> HttpResponseBase:
    """The template filled with examples (预览)."""
    template = queries.template_for_reading(template_id, seen_by=request.actor)
    vocabulary = VOCABULARIES[template.kind]
    body = fill(store.read(template.stored), vocabulary, sample_values(vocabulary.entries))
    return handed_over(
        body, name=_("预览（示例内容）%(name)s") % {"name": template.name}, media_type=WORD
    )


@require_POST
@member_view
def retire_template(request: MemberRequest, template_id: int) -> HttpResponse:
    """Take a template out of use."""
    actions.retire_template(actor=request.actor, template_id=template_id)
    say(request, _("模板已停用。以后的文书用上级的模板，没有时用平台自带的版式。"))
    return redirect("archive:templates")


@require_safe
@member_view
def scan(request: MemberRequest, scan_id: int) -> HttpResponseBase:
    """A scan, to those who may look at its record."""
    found = queries.scan_for_reading(scan_id, seen_by=request.actor)
    return handed_over(store.read(found.stored), name=found.name, media_type=found.media_type)


@require_POST
@member_view
def remove_scan(request: MemberRequest, scan_id: int) -> HttpResponse:
    """Remove a scan; back to the page it was removed from."""
    actions.remove_scan(actor=request.actor, scan_id=scan_id)
    say(request, _("扫描件已移除。需要时可以重新附上。"))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else "archive:templates")
