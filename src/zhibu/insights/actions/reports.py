"""Uploading a school's form, saying what its cells hold, keeping and retiring it (报表)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.archive.domain.files import clean_name
from zhibu.insights import policies
from zhibu.insights.catalogue import metrics
from zhibu.insights.domain.reports.gate import FORM, looked_through
from zhibu.insights.domain.reports.guess import guessed
from zhibu.insights.domain.reports.look import BookLook
from zhibu.insights.domain.reports.marks import WHENS, Holds, Mark, Over, Place, quarrel, takes
from zhibu.insights.models import ReportForm, ReportMark
from zhibu.insights.queries import reports as queries
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.sentences import noop
from zhibu.kit.sheets import ChildDied, FileRefused, stream
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.trail.actions import note

# What a form would lose when it is filled, so that it is not taken.
LOST = {
    "charts": noop("表里有图表，填好的表保不住它。请另存一份，删去图表后再上传。"),
    "pictures": noop("表里有图片，填好的表保不住它。请另存一份，删去图片后再上传。"),
    "shapes": noop("表里有图形或文本框，填好的表保不住它们。请另存一份，删去后再上传。"),
    "controls": noop("表里有按钮、复选框等控件，填好的表保不住它们。请另存一份，删去后再上传。"),
    "pivots": noop("表里有数据透视表或切片器，填好的表保不住它们。请改成普通表格后再上传。"),
    "links": noop("表里有连到别的文件或数据库的公式，没有收。请改成数值后再上传。"),
    "threads": noop("表里有可回复的批注，填好的表保不住它们。请改成普通批注或删去后再上传。"),
    "objects": noop("表里嵌有别的文件，没有收。请删去后再上传。"),
    "sparklines": noop("表里有迷你图，填好的表保不住它们。请另存一份，删去后再上传。"),
    "bars": noop(
        "表里有数据条、图标集一类的条件格式，填好的表保不住它们。请清除这些格式后再上传。"
    ),
    "lists": noop(
        "表里有引用别的工作表的下拉列表，填好的表保不住它们。请改成本表内的列表后再上传。"
    ),
}
REFUSED = {
    "not-xlsx": noop("只收 .xlsx 工作簿。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"),
    "form-too-large": noop(
        "表太大：最多 20 个工作表，每个 500 行、60 列。请只留要填的部分再上传。"
    ),
    "file-too-large": noop("文件超过 2 MB。请删去用不到的工作表后再上传。"),
    "workbook-bomb": noop("文件解开后过大，不像一份报表，没有收。请另存一份后再上传。"),
    "reading-too-slow": noop("读取用时过长，已停止，没有收。请只留要填的部分再上传。"),
    "reading-failed": noop("读不出这份表，没有收。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"),
}


@transaction.atomic
def upload_report_form(
    *, actor: Actor, organisation_id: int, name: str, file_name: str, body: bytes
) -> ReportForm:
    """Take in a school's workbook as a draft (上传报表), what its heads say marked already.

    A name that is in use makes the next version of it: marks whose cells still stand come along.
    Raises DoesNotExist (body), Refused, Invalid (the file, with its sentence; a draft of that name).
    """
    organisation = queries.organisation_for_form(organisation_id, seen_by=actor)
    require(policies.upload_report_form(actor, organisation))
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": _("请写明报表的名称。")})
    look = look_through(body)
    before, has_draft, last = queries.forms_of_name(organisation, name)
    if has_draft:
        raise Invalid({"name": _("这份报表已有一版正在标。请先启用或删去那一版，或换一个名称。")})
    form = ReportForm.objects.create(
        organisation=organisation,
        name=name,
        version=last + 1,
        file_name=clean_name(file_name),
        body=body,
        size=len(body),
    )
    carried = [m for m in queries.marks_of(before) if _may_hold(look, m)] if before else []
    held = {mark.place for mark in carried}
    found = guessed(look, queries.vocabulary_for(organisation))
    marks = [*carried, *(mark for mark in found if mark.place not in held)]
    _write(form, marks if quarrel(marks) is None else found)
    note(actor, "insights.report.uploaded", form, name=name, version=form.version)
    return form


def look_through(body: bytes) -> BookLook:
    """An uploaded workbook's looks, read in a child with limits. Raises Invalid with the sentence."""
    with NamedTemporaryFile(suffix=".xlsx") as held:
        held.write(body)
        held.flush()
        try:
            found = next(stream(looked_through, str(Path(held.name)), FORM, limits=FORM))
        except FileRefused as refused:
            said = REFUSED.get(refused.code)
            raise Invalid({"file": _(said) if said else refused.message}) from refused
        except (ChildDied, StopIteration) as gone:
            raise Invalid({"file": _(REFUSED["reading-failed"])}) from gone
    if isinstance(found, str):
        raise Invalid({"file": _(LOST[found])})
    look: BookLook = found
    return look


def _may_hold(look: BookLook, mark: Mark) -> bool:
    """Whether the cell of a mark is there and can be filled."""
    cell = look.cell(mark.place)
    return cell is not None and not cell.formula and takes(cell.text)


def _write(form: ReportForm, marks: Iterable[Mark]) -> None:
    ReportMark.objects.bulk_create(ReportMark.of(form, mark) for mark in marks)


def _draft(form_id: int, *, seen_by: Actor) -> ReportForm:
    return queries.form_for_change(form_id, seen_by=seen_by)


def _must_be_draft(form: ReportForm) -> None:
    if not form.is_draft:
        raise Conflict(_("这一版已经启用，不再改动。要改，请另起一版。"))


@transaction.atomic
def mark_cell(*, actor: Actor, form_id: int, mark: Mark) -> ReportMark:
    """Say what a cell of a draft holds (标一格); what was said of it before is replaced.

    Raises DoesNotExist, Refused, Conflict (no draft), Invalid (no such cell, one that is written, a
    metric or body there is not, a row that is repeated for something else).
    """
    form = _draft(form_id, seen_by=actor)
    require(policies.mark_cell(actor, form))
    _must_be_draft(form)
    look = queries.look_of_form(form)
    if look.cell(mark.place) is None:
        raise Invalid({"what": _("表里没有这一格。")})
    if not _may_hold(look, mark):
        raise Invalid({"what": _("这一格已有内容或公式，不能填。")})
    _check_choice(form, mark)
    others = [held for held in queries.marks_of(form) if held.place != mark.place]
    if quarrel([*others, mark]) is not None:
        raise Invalid({"whose": _("同一行只能按一种方式重复：每个支部，或每个下级党组织。")})
    place = mark.place
    ReportMark.objects.filter(
        form=form, sheet=place.sheet, row=place.row, column=place.column
    ).delete()
    row = ReportMark.of(form, mark)
    row.save()
    note(actor, "insights.report.marked", form, cell=place.name, holds=mark.metric or mark.holds)
    return row


def _check_choice(form: ReportForm, mark: Mark) -> None:
    if mark.holds is Holds.FIGURE and mark.metric not in metrics():
        raise Invalid({"what": _("没有这个统计项。")})
    if mark.when not in WHENS:
        raise Invalid({"when": _("没有这个时间。")})
    if mark.holds is Holds.NUMBER and not mark.repeats:
        raise Invalid({"whose": _("序号只用在“每个……一行”的行里。")})
    if mark.over is Over.NAMED:
        below = queries.bodies_below(form.organisation)
        if not below.filter(pk=mark.place_id or 0).exists():
            raise Invalid({"whose": _("指明的党组织不在这份报表的范围内。")})


@transaction.atomic
def unmark_cell(*, actor: Actor, form_id: int, place: Place) -> ReportForm:
    """Let a cell of a draft hold nothing (不填这一格). Raises DoesNotExist, Refused, Conflict."""
    form = _draft(form_id, seen_by=actor)
    require(policies.unmark_cell(actor, form))
    _must_be_draft(form)
    gone, _each = ReportMark.objects.filter(
        form=form, sheet=place.sheet, row=place.row, column=place.column
    ).delete()
    if not gone:
        raise Conflict(_("这一格没有标记。"))
    note(actor, "insights.report.unmarked", form, cell=place.name)
    return form


@transaction.atomic
def keep_report_form(*, actor: Actor, form_id: int) -> ReportForm:
    """Put a marked draft into use (启用报表); the version before it is retired.

    Raises DoesNotExist, Refused, Conflict (no draft), Invalid (nothing marked).
    """
    form = _draft(form_id, seen_by=actor)
    require(policies.keep_report_form(actor, form.organisation))
    _must_be_draft(form)
    count = form.marks.count()
    if not count:
        raise Invalid({"": _("还没有标出要填的格子，没有启用。")})
    before, _has_draft, _last = queries.forms_of_name(form.organisation, form.name)
    now = clock.now()
    if before is not None:
        before.state, before.retired_at = ReportForm.State.RETIRED, now
        before.save(update_fields=["state", "retired_at"])
    form.state, form.kept_at = ReportForm.State.KEPT, now
    form.save(update_fields=["state", "kept_at"])
    note(actor, "insights.report.kept", form, version=form.version, cells=count, replaces=before)
    return form


@transaction.atomic
def change_report_form(*, actor: Actor, form_id: int) -> ReportForm:
    """Begin the next version with the same workbook and marks (另起一版).

    Raises DoesNotExist, Refused, Conflict (a draft, or one is being marked already).
    """
    form = _draft(form_id, seen_by=actor)
    require(policies.change_report_form(actor, form))
    _before, has_draft, last = queries.forms_of_name(form.organisation, form.name)
    if form.is_draft or has_draft:
        raise Conflict(_("这份报表已有一版正在标。"))
    made = ReportForm.objects.create(
        organisation=form.organisation,
        name=form.name,
        version=last + 1,
        file_name=form.file_name,
        body=form.body,
        size=form.size,
    )
    _write(made, queries.marks_of(form))
    note(actor, "insights.report.changed", made, version=made.version)
    return made


@transaction.atomic
def drop_report_form(*, actor: Actor, form_id: int) -> ReportForm:
    """Throw a draft away (删去草稿). Raises DoesNotExist, Refused, Conflict (no draft)."""
    form = _draft(form_id, seen_by=actor)
    require(policies.drop_report_form(actor, form))
    _must_be_draft(form)
    note(actor, "insights.report.dropped", form, name=form.name, version=form.version)
    form.delete()
    return form


@transaction.atomic
def retire_report_form(*, actor: Actor, form_id: int) -> ReportForm:
    """Take a form out of use (停用报表); it is kept. Raises DoesNotExist, Refused, Conflict."""
    form = _draft(form_id, seen_by=actor)
    require(policies.retire_report_form(actor, form))
    if not form.in_use:
        raise Conflict(_("这份报表没有在用。"))
    form.state, form.retired_at = ReportForm.State.RETIRED, clock.now()
    form.save(update_fields=["state", "retired_at"])
    note(actor, "insights.report.retired", form)
    return form
